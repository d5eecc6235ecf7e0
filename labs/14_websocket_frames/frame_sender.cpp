// frame_sender: sends WebSocket frames that were put together by hand.
//
// Watch:  what a frame begins with; and that a frame, a send() and a segment
//         are three things: one may hold many of the other, or a part of it.
// Read:   RFC 6455, sections 5.2 "Base Framing Protocol" and 5.3 "Masking".
// Run:    labs/14_websocket_frames/run.sh text
//
// frame() stands in frame_by_hand.h. Each thing that --send can name is one row of
// the table here: so this is longer than a screen.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/text/columns.h"
#include "labs/13_websocket_handshake/open_websocket.h"
#include "labs/14_websocket_frames/frame_by_hand.h"

namespace {

using by_hand::binary, by_hand::close_frame, by_hand::continuation;
using by_hand::FIN, by_hand::frame, by_hand::ping, by_hand::text;

struct Piece {
  std::string bytes;  // of one send()
  int answers;        // frames that the server sends when it has them
};

std::vector<Piece> choose(const std::string& name) {
  const std::map<std::string, std::vector<Piece>> plays = {
      {"text", {{frame(FIN | text, "Hello"), 1}}},
      {"binary", {{frame(FIN | binary, {"\0\1\2\377", 4}), 1}}},
      {"ping", {{frame(FIN | ping, "still there?"), 1}}},
      {"fragments",
       {{frame(text, "one, "), 0},
        {frame(FIN | ping, "?"), 1},
        {frame(continuation, "two, "), 0},
        {frame(FIN | continuation, "three"), 1}}},
      {"large", {{frame(FIN | binary, std::string(100'000, 'x')), 1}}},
      {"two", {{frame(FIN | text, "Hello") + frame(FIN | text, "again!"), 2}}},
      // 2 bytes of header, 4 of key, and 4 of the text: as far as its first
      // bad byte. The rest is never sent.
      {"bad_utf8",
       {{frame(FIN | text, "Hi \xff, who reads that?").substr(0, 10), 1}}},
      {"unmasked", {{"\x81\x05Hello", 1}}},
  };
  const auto found = plays.find(name);
  if (found == plays.end())
    throw UsageError{"--send knows no '" + name + "'; see --help"};
  return found->second;
}

// Reads the server's next frame, which is not masked, and here always short.
// Returns its opcode.
unsigned read_frame(const Fd& client) {
  std::array<unsigned char, 2> header{};
  const ssize_t n = must(
      CALL(::recv(client.get(), header.data(), header.size(), MSG_WAITALL)));
  if (n < 2) throw std::runtime_error{"the server ended too early"};
  std::string payload(header[1], '\0');
  must(CALL(::recv(client.get(), payload.data(), payload.size(), MSG_WAITALL)));
  const unsigned opcode = header[0] & 0xfU;
  if (opcode == close_frame && payload.size() >= 2) {
    const auto byte = [&](std::size_t i) {
      return static_cast<unsigned char>(payload[i]);
    };
    payload = std::to_string(byte(0) * 256 + byte(1)) + " " + payload.substr(2);
  }
  say("opcode " + std::to_string(opcode) + ": " + text::printable(payload));
  return opcode;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "frame_sender [--host H] [--port P] [--send TEXT]\n"
      "Opens a WebSocket, and sends frames that were made by hand:\n"
      "--send TEXT    text, binary, ping, fragments, large, two, bad_utf8\n"
      "               or unmasked (text)");
  const std::vector<Piece> play = choose(options.text("--send", "text"));
  const Address server = resolve(options.host, options.port);
  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  // Each send() is to leave at once. Nagle's algorithm would wait for the ACK of
  // the one before, and then send what has gathered as one segment.
  const int on = 1;
  must(CALL(
      ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on)));
  must(CALL(::connect(client.get(), server.get(), server.size())));
  open_websocket(client, options);
  step("open");

  unsigned opcode = 0;
  for (const Piece& piece : play) {
    must(send_all(client, piece.bytes));
    step("sent");
    for (int i = 0; i < piece.answers; ++i) opcode = read_frame(client);
  }

  // After a Close there is nothing to send: the rule that was broken cannot be
  // mended. Else it is we who begin the end, and the server answers.
  if (opcode != close_frame) {
    must(send_all(client,
                  frame(FIN | close_frame, "\x03\xe8")));  // 1000, normal
    step("closing");
    read_frame(client);
  }
  // The server ends TCP first: its FIN comes behind its Close.
  char nothing = 0;
  must(CALL(::recv(client.get(), &nothing, 1, 0)));
  must(CALL(::close(client.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
