// patient_server: greets, reads to the end, and only then answers. With --first it
// ends its own direction first, and reads on.
//
// Watch:  two directions, two ends: each FIN comes when its sender is ready.
// Read:   RFC 9293, section 3.6 "Closing a Connection".
// Run:    scripts/lab check 05/relay, where it stands behind a relay

#include <sys/socket.h>

#include <array>
#include <string>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/05_shutdown_vs_close/all_bytes.h"

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "patient_server [--host H] [--port P] [--bytes N] [--first]\n"
      "Takes one client: greets it, reads until it ends, and answers with\n"
      "how many bytes came, and N bytes more.\n"
      "--bytes N    so many (15)\n"
      "--first      sends its N bytes and ends, before it reads");
  const Address address = resolve(options.host, options.port);
  const std::string bytes = all_bytes(options.number("--bytes", 15));

  const Fd listener = listen_on(address);
  step("listening");

  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  must(send_all(peer, "hello\n"));
  if (options.has("--first")) {
    must(send_all(peer, bytes));
    must(CALL(::shutdown(peer.get(), SHUT_WR)));
    step("ended first");  // FIN-WAIT-2, CLOSE-WAIT
  }

  std::array<char, 65536> buffer{};
  std::size_t total = 0;
  while (const auto n = static_cast<std::size_t>(
             must(CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0)))))
    total += n;
  step("client ended");

  if (!options.has("--first")) {
    must(send_all(peer, "got " + std::to_string(total) + "\n"));
    must(send_all(peer, bytes));
  }
  must(CALL(::close(peer.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
