// reading_server: reads to the end, whatever the end is, and may then send.
//
// Watch:  after an RST: first the bytes that had already arrived, then -1
//         ECONNRESET once, then 0; and send() = -1 EPIPE, or death by SIGPIPE.
// Read:   recv(2), send(2), signal(7); RFC 9293, section 3.5.3 "Reset
//         Processing".
// Run:    labs/06_linger_rst/run.sh zero

#include <sys/socket.h>

#include <string>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "reading_server [--host H] [--port P] [--greet] [--shutdown] "
            "[--answer] [--sigpipe] [--rcvbuf N]\n"
            "Takes one client, and reads until it ends.\n"
            "--greet       sends 8 bytes first\n"
            "--shutdown    sends FIN first\n"
            "--answer      sends at the end\n"
            "--sigpipe     the same, without MSG_NOSIGNAL\n"
            "--rcvbuf N    receives into N bytes at most (SO_RCVBUF)");
  const Address address = resolve(options.host, options.port);

  const Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  if (options.has("--rcvbuf")) {
    // Before listen(): accepted sockets inherit it, and so does the window.
    const int size = options.number("--rcvbuf", 0);
    must(CALL(::setsockopt(listener.get(), SOL_SOCKET, SO_RCVBUF, &size,
                           sizeof size)));
  }
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");

  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  step("accepted");
  if (options.has("--greet")) {
    const std::string_view greeting = "greeting";
    must(CALL(::send(peer.get(), greeting.data(), greeting.size(), 0)));
    step("greeted");
  }
  if (options.has("--shutdown")) {
    must(CALL(::shutdown(peer.get(), SHUT_WR)));
    step("shut");
  }

  // The first calls one by one; what is more comes in one count.
  std::string buffer(100, '\0');
  for (int i = 0; i < 3; ++i)
    if (CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0)) == 0) break;
  step("read");
  std::string rest(1 << 20, '\0');
  std::size_t more = 0;
  while (const ssize_t n =
             must(::recv(peer.get(), rest.data(), rest.size(), 0), "recv"))
    more += static_cast<std::size_t>(n);
  if (more > 0) say(std::to_string(more) + " bytes more, and the end");
  step("read all");

  const std::string_view answer = "answer";
  if (options.has("--answer"))
    CALL(::send(peer.get(), answer.data(), answer.size(), MSG_NOSIGNAL));
  if (options.has("--sigpipe"))
    CALL(::send(peer.get(), answer.data(), answer.size(), 0));

  must(CALL(::close(peer.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
