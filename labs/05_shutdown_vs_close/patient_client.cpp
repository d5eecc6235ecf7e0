// patient_client: waits for the greeting, asks, ends its direction, and reads to
// the end. With --last it reads to the end first, and then asks.
//
// Watch:  two directions, two ends: each FIN comes when its sender is ready.
// Read:   RFC 9293, section 3.6 "Closing a Connection".
// Run:    scripts/lab check 05/relay, where it asks through a relay

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/05_shutdown_vs_close/all_bytes.h"

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "patient_client [--host H] [--port P] [--bytes N] [--last] [--late N]\n"
      "Reads a greeting, sends N bytes, ends its direction, and reads on.\n"
      "--bytes N    so many (15)\n"
      "--last       reads until the server has ended, and only then sends\n"
      "             how many bytes came, and N bytes more\n"
      "--late N     reads on only N milliseconds after the greeting (0)");
  const Address server = resolve(options.host, options.port);
  const std::string bytes = all_bytes(options.number("--bytes", 15));

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  std::array<char, 65536> buffer{};
  auto n = static_cast<std::size_t>(
      must(CALL(::recv(client.get(), buffer.data(), 1, 0))));
  std::size_t total = n;
  step("greeted");

  if (!options.has("--last")) {
    must(send_all(client, bytes));
    must(CALL(::shutdown(client.get(), SHUT_WR)));
    step("half closed");  // FIN-WAIT-2, CLOSE-WAIT
  }
  const int late = options.number("--late", 0);
  if (late > 0) must(CALL(::poll(nullptr, 0, late)));
  for (; n > 0; total += n)
    n = static_cast<std::size_t>(
        must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0))));
  step("server ended");

  if (options.has("--last")) {
    must(send_all(client, "got " + std::to_string(total) + "\n"));
    must(send_all(client, bytes));
  }
  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
