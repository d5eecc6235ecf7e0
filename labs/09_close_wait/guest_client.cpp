// guest_client: writes a line into the guest book, and reads its number.
//
// Watch:  the server ends the connection; with --early the guest leaves first.
// Read:   the README, "A hunt".
// Run:    labs/09_close_wait/run.sh hunt

#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "guest_client [--host H] [--port P] [--early]\n"
            "Sends a line, and reads until the server ends.\n"
            "--early    leaves in the middle of the line");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  const std::string_view line =
      options.has("--early") ? "Ki" : "Kilroy was here\n";
  must(CALL(::send(client.get(), line.data(), line.size(), MSG_NOSIGNAL)));

  if (!options.has("--early")) {
    std::array<char, 100> buffer{};
    while (must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0))) >
           0) {
    }
  }
  must(CALL(::close(client.release())));
  step("left");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
