// One end of a connection, for a program that has both: each on its own host,
// and its calls on its own side of the ladder.
#pragma once

#include <cerrno>
#include <string>

#include "common/host/host.h"
#include "common/host/kernel.h"
#include "common/packet/packet.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"
#include "common/text/errno_name.h"
#include "common/trace/reporter.h"

namespace host {

class Side {
 public:
  // Opens a socket on that host, bound to that port.
  // `role`: what the ladder calls it. `calls`: the LAB_TRACE of a wire. Throws
  // std::system_error.
  Side(const std::string& role, trace::Host host, const std::string& port,
       const std::string& calls);

  // Makes a call on the socket: run(fd). Leaves errno as it was left.
  template <typename Run>
  long long call(const std::string& text, Run run) {
    reporter_.begin(role, text);
    const long long result = run(socket.get());
    const int error = errno;
    reporter_.end(result, result == -1 ? errno_name(error) : "");
    errno = error;
    return result;
  }

  // The same; throws std::system_error if it returns -1.
  template <typename Run>
  void must_call(const std::string& text, Run run) {
    must(call(text, run), text.c_str());
  }

  const std::string role;
  const trace::Host host;
  const Address address;
  const packet::Endpoint endpoint;  // the same place, for the kernel
  const Kernel kernel;
  Fd socket;

 private:
  Side(const std::string& role, trace::Host host, const std::string& port,
       const std::string& calls, const Visit& there);

  trace::Reporter reporter_;
};

}  // namespace host
