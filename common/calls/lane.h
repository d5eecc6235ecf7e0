// What is told of calls, in order: a socket's first calls only once it is used, and
// the options that it is given in one row.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "common/calls/sockets.h"
#include "common/calls/thread.h"
#include "common/trace/trace.h"

namespace calls {

// What a call or its return brings beside its words.
struct Details {
  trace::Ends ends{};
  std::string data{};
  std::string text{};  // what came out
  std::optional<std::vector<std::string>> closes{};
};

class Lane {
 public:
  using Tell = std::function<void(const trace::Event&)>;
  Lane(trace::Host host, Tell tell) : host_{host}, tell_{std::move(tell)} {}

  // `socket`: what the call is about; null: nothing, or several. Gives the call its
  // id.
  void call(const Thread& thread, OpenCall& call, Socket* socket,
            Details details = {});
  void returns(const Thread& thread, const OpenCall& call, long long result,
               Socket* socket, Details details = {});

  // The thread, or its program, has ended within the call.
  void never_returns(const Thread& thread, const OpenCall& call,
                     Socket* socket);

  void note(const std::string& text);

  // An option that is told with the others of its socket: before its next call, or
  // when that is told here.
  void fold(Socket& socket, int fd, const std::string& option);
  void tell_folded(Socket& socket, double t);

  // From now on all is told of it, and what was not told before.
  void use(Socket& socket, double t);

 private:
  void tell(Socket* socket, trace::Event event);

  trace::Host host_;
  Tell tell_;
  long last_id_ = 0;
};

// In seconds of CLOCK_MONOTONIC, as the trace counts them.
double now();

}  // namespace calls
