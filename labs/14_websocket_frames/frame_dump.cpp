// frame_dump: takes WebSocket frames apart, bit by bit.
//
// Watch:  the header is 2 bytes of bits, and then what they announce; and which
//         byte it is that breaks a rule.
// Read:   RFC 6455, section 5.2 "Base Framing Protocol".
// Run:    build/labs/14_websocket_frames/frame_dump 81 85 37 fa 21 3d 7f 9f 4d
//         51 58
//
// The picture is drawn by common/websocket/picture.cpp. The rules stand in
// common/websocket/rules.h; the reader of the servers applies them here too.

#include <unistd.h>

#include <algorithm>
#include <deque>
#include <iostream>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/narrate/options.h"
#include "common/observe/byte_stream.h"
#include "common/observe/capture.h"
#include "common/observe/connections.h"
#include "common/observe/packet.h"
#include "common/observe/passed_over.h"
#include "common/websocket/dissector.h"
#include "common/websocket/hex.h"

namespace {

using websocket::Dissector;
using websocket::Role;

constexpr std::size_t most_text = 4 * 1024 * 1024;  // of bytes in hexadecimal
constexpr std::size_t most_head = 16 * 1024;        // of an HTTP message

void print(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) std::cout << line << "\n";
}

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
  Dissector dissector{sender(options), 0, style};
  print(dissector.take(bytes));
  print(dissector.end());
  return dissector.is_right();
}

// What one side of a connection sends: an HTTP head, then frames. A capture
// that begins later has no head.
class Direction {
 public:
  Direction(Role role, const std::string& connection, Dissector::Style style)
      : role_{role}, style_{std::move(style)} {
    style_.name = (role == Role::client ? "client" : "server") + connection;
  }

  void take(const observe::Segment& segment) {
    const std::string bytes = stream_.take(segment.seq, segment.data);
    if (dissector_)
      print(dissector_->take(websocket::bytes_of(bytes)));
    else if (!refused_)
      read_head(bytes);
  }

  // Returns whether all is right.
  bool end() {
    if (dissector_) print(dissector_->end());
    if (stream_.has_gap())
      std::cout << style_.name << ": byte " << stream_.next()
                << " is not in the capture, nor can what follows be read\n";
    return !stream_.has_gap() && (!dissector_ || dissector_->is_right());
  }

 private:
  void read_head(const std::string& bytes) {
    const std::string_view begins = role_ == Role::client ? "GET " : "HTTP/";
    head_ += bytes;
    std::size_t end = head_.find("\r\n\r\n");
    const std::size_t size = std::min(begins.size(), head_.size());
    if (head_.compare(0, size, begins, 0, size) != 0) {
      end = 0;
    } else if (end != std::string::npos) {
      end += 4;
      const std::string line = head_.substr(0, head_.find("\r\n"));
      std::cout << style_.name << ": " << line << "\n\n";
      refused_ = role_ == Role::server && line.substr(8, 5) != " 101 ";
    } else {
      refused_ = head_.size() > most_head;
      return;
    }
    if (refused_) return;
    style_.name += " frame";
    dissector_.emplace(role_, end + 1, style_);
    print(dissector_->take(websocket::bytes_of(head_).subspan(end)));
  }

  Role role_;
  Dissector::Style style_;
  observe::ByteStream stream_{};
  std::string head_{};
  bool refused_ = false;  // it is no WebSocket
  std::optional<Dissector> dissector_{};
};

class Capture {
 public:
  Capture(int port, Dissector::Style style)
      : port_{port}, style_{std::move(style)} {}

  void take(const observe::Captured& captured) {
    const auto parsed = observe::parse(captured.ip);
    if (!captured.reason.empty())
      return passed_over_.add(captured.number, captured.reason);
    if (const auto* none = std::get_if<observe::NoSegment>(&parsed))
      return passed_over_.add(captured.number, none->reason);
    const auto* packet = std::get_if<observe::Packet>(&parsed);
    const bool to_server = packet->destination.port == port_;
    if (port_ != 0 && !to_server && packet->source.port != port_) return;

    observe::Connection& connection = connections_.find(*packet);
    const auto number = static_cast<std::size_t>(connection.number);
    if (number > sides_.size()) {
      // Only a client sends SYN alone. In the middle: its port is high.
      const bool from_client =
          port_ != 0 ? to_server
          : packet->has(observe::SYN)
              ? !packet->has(observe::ACK)
              : packet->source.port > packet->destination.port;
      const std::string name = number > 1 ? "#" + std::to_string(number) : "";
      const Role opener = from_client ? Role::client : Role::server;
      const Role other = from_client ? Role::server : Role::client;
      sides_.push_back(
          {Direction{opener, name, style_}, Direction{other, name, style_}});
    }
    Sides& sides = sides_[number - 1];
    const bool opener = packet->source == connection.opener;
    (opener ? sides.opener : sides.other)
        .take(observe::describe(connection, *packet, packet->length));
  }

  bool end() {
    passed_over_.tell(std::cerr, "frame_dump");
    if (sides_.empty()) throw std::runtime_error{"no such TCP connection"};
    bool right = true;
    for (Sides& sides : sides_) {
      right = sides.opener.end() && right;
      right = sides.other.end() && right;
    }
    return right;
  }

 private:
  struct Sides {
    Direction opener;
    Direction other;
  };
  int port_;
  Dissector::Style style_;
  observe::Connections connections_{};
  std::deque<Sides> sides_{};  // by the connection's number, less 1
  observe::PassedOver passed_over_{};
};

bool dump_capture(const std::string& path, int port,
                  const Dissector::Style& style) {
  observe::CaptureFile file{path};
  Capture capture{port, style};
  while (const auto packet = file.next()) capture.take(*packet);
  return capture.end();
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
      "[--read FILE] [--port P]\n"
      "Draws WebSocket frames, and names the rule that the first wrong one\n"
      "breaks; then its status is 1.\n"
      "BYTES         in hexadecimal: 81 05 48 65 6c 6c 6f; none: from "
      "standard\n"
      "              input, also as xxd or hexdump -C print them\n"
      "--from TEXT   the sender: a client, which masks, or a server (if none:\n"
      "              judged by the first frame)\n"
      "--payload N   shows so many bytes of each payload, at most (64)\n"
      "--brief       draws nothing\n"
      "--read FILE   the connections of a capture (pcap), both directions\n"
      "--port P      only those with this port at the server's end");
  const Dissector::Style style{.payload_bytes = static_cast<std::size_t>(
                                   options.number("--payload", 64)),
                               .pictures = !options.has("--brief")};
  bool right = true;
  if (options.has("--read")) {
    if (!text.empty() || options.has("--from"))
      throw UsageError{"--read FILE says itself which bytes, and from whom"};
    right = dump_capture(options.text("--read", ""),
                         options.number("--port", 0), style);
  } else {
    if (text.empty()) text = read_standard_input();
    right = dump_bytes(websocket::from_hex(text), options, style);
  }
  return right ? 0 : 1;
} catch (const std::exception& error) {
  return report(error);
}
