// sending_client: sends two halves, and waits for an answer that never comes.
//
// Watch:  send() succeeds although the network is cut: it has only given the
//         bytes to the kernel. recv() learns of it, ETIMEDOUT, much later.
// Read:   tcp(7) "tcp_retries2"; RFC 9293, section 3.8.3.
// Run:    labs/10_lost_segments/run.sh vanished

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "sending_client [--host H] [--port P] [--give-up N]\n"
            "Sends twice, and reads.\n"
            "--give-up N    sets TCP_USER_TIMEOUT: N ms");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  if (options.has("--give-up")) {
    const int milliseconds = options.number("--give-up", 0);
    must(CALL(::setsockopt(client.get(), IPPROTO_TCP, TCP_USER_TIMEOUT,
                           &milliseconds, sizeof milliseconds)));
  }
  const std::string_view first = "first half, ";
  const std::string_view second = "second half";
  must(CALL(::send(client.get(), first.data(), first.size(), MSG_NOSIGNAL)));
  step("half sent");
  must(CALL(::send(client.get(), second.data(), second.size(), MSG_NOSIGNAL)));
  step("all sent");

  char answer = 0;
  if (CALL(::recv(client.get(), &answer, 1, 0)) == -1 && errno == ETIMEDOUT)
    say("the kernel has given up: nobody knows what of it has arrived");
  step("ended");
  must(CALL(::close(client.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
