// stream_sender: sends "hello, " and "world": in two calls, or in one.
//
// Watch:  the receiver cannot tell which it was: TCP carries bytes, and no
//         messages.
// Read:   send(2); RFC 9293, section 3.7 "Segmentation".
// Run:    labs/01_echo/run.sh two_sends

#include <sys/socket.h>

#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "stream_sender [--host H] [--port P] [--once]\n"
            "Sends 12 bytes in two calls of send(), or (--once) in one.");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  step("connected");

  if (options.has("--once")) {
    const std::string_view text = "hello, world";
    must(CALL(::send(client.get(), text.data(), text.size(), 0)));
  } else {
    const std::string_view first = "hello, ";
    const std::string_view second = "world";
    must(CALL(::send(client.get(), first.data(), first.size(), 0)));
    must(CALL(::send(client.get(), second.data(), second.size(), 0)));
  }
  step("sent");

  must(CALL(::close(client.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
