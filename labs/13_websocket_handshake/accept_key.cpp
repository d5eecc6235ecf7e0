// accept_key: how a Sec-WebSocket-Accept comes from a Sec-WebSocket-Key.
//
// Watch:  the same four lines that a shell gives:
//           printf %s KEY258EAFA5-E914-47DA-95CA-C5AB0DC85B11 | sha1sum
//         and what base64 makes of those 20 bytes.
// Read:   RFC 6455, section 1.3 "Opening Handshake"; RFC 3174; RFC 4648.
// Run:    build/labs/13_websocket_handshake/accept_key

#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/text/base64.h"
#include "common/websocket/explain.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "accept_key [--key TEXT]\n"
            "Computes the Sec-WebSocket-Accept of a Sec-WebSocket-Key (the\n"
            "one of RFC 6455, if none is given), a step a line.");
  const std::string key = options.text("--key", "dGhlIHNhbXBsZSBub25jZQ==");

  const auto bytes = text::base64_decode(key);
  if (!bytes || bytes->size() != 16)
    say("(no server would take this key: it is not 16 bytes in Base64)");
  for (const std::string& line : websocket::explain_accept(key)) say(line);
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
