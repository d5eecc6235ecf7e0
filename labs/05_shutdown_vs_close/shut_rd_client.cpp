// shut_rd_client: shutdown(SHUT_RD) sends nothing. The server cannot know, and
// on Linux what it sends can still be read.
//
// Watch:  ESTAB at both ends, before and after. recv() returns 0 at once, and
//         later returns data after all.
// Read:   shutdown(2); RFC 9293, section 3.6. tcp_shutdown() in the kernel's
//         net/ipv4/tcp.c acts on SEND_SHUTDOWN alone.
// Run:    labs/05_shutdown_vs_close/run.sh shut_rd

#include <sys/socket.h>

#include <array>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "shut_rd_client [--host H] [--port P]\n"
            "Asks, shuts its reading side, and reads all the same.");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  const std::string_view question = "question";
  must(CALL(::send(client.get(), question.data(), question.size(), 0)));
  step("asked");  // ESTAB, ESTAB

  must(CALL(::shutdown(client.get(), SHUT_RD)));
  step("shut");  // ESTAB, ESTAB: no segment has left

  std::array<char, 100> buffer{};
  must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));  // 0
  step("read nothing");

  // The server sends, and the kernel takes it, as if nothing had been shut.
  must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));
  step("read late data");
  must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));  // 0 again

  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
