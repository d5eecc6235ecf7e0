// What closes sockets: a call, an exec, an end. A socket ends with its last
// descriptor, which another process may have.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/calls/lane.h"
#include "common/calls/sockets.h"
#include "common/calls/thread.h"

namespace calls {

class Closing {
 public:
  // `others`: a thread of each process but this one.
  using Others = std::function<std::vector<pid_t>(pid_t process)>;
  Closing(Sockets& sockets, Lane& lane, Others others)
      : sockets_{sockets}, lane_{lane}, others_{std::move(others)} {}

  // The descriptors that the call closes: of close_range those of our sockets.
  std::vector<int> descriptors(const Thread& thread, const OpenCall& call);

  // The sockets that end with the call, as Call::closes has them; nothing if it is
  // no call that closes. Adds them to the call, and to its text.
  std::optional<std::vector<std::string>> ends_with(const Thread& thread,
                                                    OpenCall& call);

  // A process replaces its program, or ends: tells what closes with that. Nothing if
  // no socket does.
  std::optional<OpenCall> executes(const Thread& thread);
  std::optional<OpenCall> ends(const Thread& thread, const std::string& how);

  // The same of one that has ended already, and whose end nobody has seen.
  std::optional<OpenCall> has_ended(const Thread& thread,
                                    const std::string& how);

 private:
  using Ending = std::vector<const Socket*>;

  Ending last(const Thread& thread, const std::vector<int>& closing);
  std::optional<OpenCall> tell(const Thread& thread, const std::string& how,
                               Ending ending);

  Sockets& sockets_;
  Lane& lane_;
  Others others_;
};

}  // namespace calls
