// frame_dump: takes WebSocket frames apart, bit by bit.
//
// Watch:  the header is 2 bytes of bits, and then what they announce; and which
//         byte it is that breaks a rule.
// Read:   RFC 6455, section 5.2 "Base Framing Protocol".
// Run:    build/labs/14_websocket_frames/frame_dump 81 85 37 fa 21 3d 7f 9f 4d
//         51 58
//
// The picture is drawn by common/websocket/picture.cpp. The rules stand in
// common/websocket/rules.h; the reader of the servers applies them here too. This
// is longer than a screen, because bytes come from three places.

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/narrate/options.h"
#include "common/packet/capture.h"
#include "common/text/hex.h"
#include "common/websocket/dissector.h"
#include "labs/14_websocket_frames/captured_websockets.h"

namespace {

using websocket::Dissector;
using websocket::Role;

constexpr std::size_t most_text = 4 * 1024 * 1024;  // of bytes in hexadecimal

std::string read_standard_input() {
  if (::isatty(STDIN_FILENO) == 1)
    std::cerr << "frame_dump: reads bytes in hexadecimal, until Ctrl-D\n";
  std::string text(most_text + 1, '\0');
  std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  if (text.size() > most_text)
    throw std::runtime_error{"standard input: more than 4 MiB"};
  return text;
}

std::optional<Role> sender(const Options& options) {
  const std::string from = options.text("--from", "");
  if (from == "client") return Role::client;
  if (from == "server") return Role::server;
  if (!from.empty())
    throw UsageError{"--from is client or server, not '" + from + "'"};
  return std::nullopt;
}

// Returns whether all is right.
bool dump_bytes(websocket::Bytes bytes, const Options& options,
                const Dissector::Style& style) {
  if (bytes.empty()) throw std::runtime_error{"there are no bytes"};
  Dissector dissector{sender(options), 0, style,
                      options.has("--deflate")
                          ? websocket::Extension::permessage_deflate
                          : websocket::Extension::none};
  print(dissector.take(bytes));
  print(dissector.end());
  return dissector.is_right();
}

bool dump_capture(const std::string& path, const CaptureOptions& options) {
  packet::CaptureFile file{path};
  CapturedWebSockets capture{options};
  try {
    while (const auto packet = file.next()) capture.take(*packet);
  } catch (...) {
    capture.end();  // what came before stays good
    throw;
  }
  const auto right = capture.end();
  if (!right) throw std::runtime_error{path + ": no such TCP connection"};
  return *right;
}

}  // namespace

int main(int argc, char** argv) try {
  // First the bytes, then the options.
  char** const end = std::find_if(argv + 1, argv + argc, [](const char* word) {
    return std::string_view{word}.starts_with("-");
  });
  std::string text;
  for (char** word = argv + 1; word < end; ++word)
    text += *word + std::string{" "};
  std::vector<char*> rest{argv[0]};
  rest.insert(rest.end(), end, argv + argc);
  const Options options = parse(
      static_cast<int>(rest.size()), rest.data(),
      "frame_dump [BYTES ...] [--from TEXT] [--payload N] [--brief] "
      "[--deflate] [--read FILE] [--port P] [--no-handshake]\n"
      "Draws WebSocket frames, and names the rule that the first wrong one\n"
      "breaks; then its status is 1.\n"
      "BYTES         in hexadecimal: 81 05 48 65 6c 6c 6f; none: from "
      "standard\n"
      "              input, also as xxd or hexdump -C print them\n"
      "--from TEXT   the sender: a client, which masks, or a server (if none:\n"
      "              judged by the first frame)\n"
      "--payload N   shows so many bytes of each payload, at most (64)\n"
      "--brief       draws nothing\n"
      "--deflate     permessage-deflate was agreed on: RSV1 means compressed\n"
      "--read FILE   the WebSockets of a capture (-: standard input), both\n"
      "              directions: the frames behind each opening handshake,\n"
      "              which also says whether --deflate\n"
      "--port P      only those with this port at the server's end\n"
      "--no-handshake  reads frames from the first byte on where the opening\n"
      "              handshake was not captured");
  const Dissector::Style style{.payload_bytes = static_cast<std::size_t>(
                                   options.number("--payload", 64)),
                               .pictures = !options.has("--brief")};
  bool right = true;
  if (options.has("--read")) {
    if (!text.empty() || options.has("--from"))
      throw UsageError{"--read FILE says itself which bytes, and from whom"};
    right = dump_capture(options.text("--read", ""),
                         {.port = options.number("--port", 0),
                          .needs_handshake = !options.has("--no-handshake"),
                          .may_be_compressed = options.has("--deflate"),
                          .style = style});
  } else {
    if (text.empty()) text = read_standard_input();
    right = dump_bytes(text::from_hex(text), options, style);
  }
  return right ? 0 : 1;
} catch (const std::exception& error) {
  return report(error);
}
