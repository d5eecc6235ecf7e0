// late_server: answers late.
//
// Watch:  a limit that was meant for connect() ends the recv() that waits here.
// Read:   connect(2), socket(7) "SO_RCVTIMEO".
// Run:    scripts/lab check 10/connect_timeout, where it is the other side

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "late_server [--host H] [--port P] [--late N]\n"
            "Takes one client, reads until it ends, and sends it all back.\n"
            "--late N    N milliseconds after that end (1000)");
  const Address address = resolve(options.host, options.port);
  const int late = options.number("--late", 1000);

  const Fd listener = listen_on(address);
  step("listening");

  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  std::string question;
  std::array<char, 4096> buffer{};
  while (const auto n = static_cast<std::size_t>(
             must(CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0)))))
    question.append(buffer.data(), n);
  step("client ended");

  must(CALL(::poll(nullptr, 0, late)));
  must(send_all(peer, question));
  must(CALL(::close(peer.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
