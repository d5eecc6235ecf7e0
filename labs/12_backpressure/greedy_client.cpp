// greedy_client: sends all, and only then reads what comes back. If that is
// more than the four queues between the two hold, neither of them goes on.
//
// Watch:  both sides wait in send(), both windows are 0, and no timer ends it.
//         With --poll it reads while it writes, and all is through at once.
// Read:   poll(2); RFC 9293, section 3.8.6.
// Run:    labs/12_backpressure/run.sh deadlock

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// Writes when there is room, and reads when there is something to read.
void send_and_receive(const Fd& server, const std::string& data) {
  must(CALL(::fcntl(server.get(), F_SETFL, O_NONBLOCK)));
  std::string buffer(4096, '\0');
  std::size_t sent = 0;
  for (std::size_t received = 0; received < data.size();) {
    const bool writes = sent < data.size();
    pollfd watched{
        .fd = server.get(),
        .events = static_cast<short>(POLLIN | (writes ? POLLOUT : 0)),
        .revents = 0};
    must(::poll(&watched, 1, -1), "poll(&watched, 1, -1)");
    if ((watched.revents & POLLOUT) != 0) {
      const ssize_t n = ::send(server.get(), data.data() + sent,
                               data.size() - sent, MSG_NOSIGNAL);
      if (n == -1 && errno != EAGAIN) must(n, "send");
      sent += static_cast<std::size_t>(std::max<ssize_t>(n, 0));
    }
    if ((watched.revents & POLLIN) != 0) {
      const ssize_t n =
          must(::recv(server.get(), buffer.data(), buffer.size(), 0), "recv");
      if (n == 0) break;
      received += static_cast<std::size_t>(n);
    }
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "greedy_client [--host H] [--port P] [--bytes N] [--poll]\n"
            "Sends N bytes (200000) to an echo server, and reads them again.\n"
            "--poll        reads while it writes");
  const Address address = resolve(options.host, options.port);
  const std::string data(
      static_cast<std::size_t>(options.number("--bytes", 200'000)), 'x');

  Fd server{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(server.get(), address.get(), address.size())));
  step("connected");

  if (options.has("--poll")) {
    send_and_receive(server, data);
  } else {
    must(CALL(::send(server.get(), data.data(), data.size(), MSG_NOSIGNAL)));
    std::string answer(data.size(), '\0');
    must(CALL(::recv(server.get(), answer.data(), answer.size(), MSG_WAITALL)));
  }
  say("all is back");
  step("done");
  must(CALL(::close(server.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
