// The WebSockets in a capture: in each TCP connection the opening handshake,
// which is HTTP, then the frames of both sides. A connection without an opening
// handshake is no WebSocket: frames are not guessed.
#pragma once

#include <cstdint>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/packet/capture.h"
#include "common/packet/packet.h"
#include "common/packet/passed_over.h"
#include "common/text/columns.h"
#include "common/trace/byte_stream.h"
#include "common/trace/connections.h"
#include "common/trace/frame_stream.h"
#include "common/websocket/dissector.h"

constexpr std::size_t most_waiting = 1 << 20;     // bytes behind a request
constexpr std::size_t most_connections = 10'000;  // that are known at once

inline void print(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) std::cout << line << "\n";
}

struct CaptureOptions {
  int port = 0;                    // of the server; 0: any
  bool needs_handshake = true;     // else frames may begin with the first byte
  bool may_be_compressed = false;  // those without a handshake
  websocket::Dissector::Style style{};
};

// What one side of a connection sends.
class CapturedSide {
 public:
  CapturedSide(websocket::Role role, const std::string& connection,
               const CaptureOptions& options)
      : role_{role},
        name_{(role == websocket::Role::client ? "client" : "server") +
              connection},
        options_{options},
        http_{role == websocket::Role::client} {}

  void take(const trace::Segment& segment) {
    const bool first = stream_.next() == 1;
    const std::string bytes = stream_.take(segment.seq, segment.data);
    if (bytes.empty()) return;
    if (first && !options_.needs_handshake && !begins_head(bytes))
      begin_frames(1, options_.may_be_compressed);
    if (dissector_) {
      print(dissector_->take(websocket::bytes_of(bytes)));
      return;
    }
    http_.take(bytes, 0);
    http_.forget_oldest();
    if (refused_) return;
    // Frames are kept: a client may send the first one before the answer comes.
    frames_ += bytes;
    const auto begin = http_.frames_begin();
    const std::int64_t size = begin == 0 ? 0 : stream_.next() - begin;
    frames_.erase(0, frames_.size() - static_cast<std::size_t>(size));
  }

  void hear(const CapturedSide& peer) { http_.hear(peer.http_); }

  // Whether more has come before the peer's answer than we keep.
  [[nodiscard]] bool is_full() const { return frames_.size() > most_waiting; }

  // What has come behind the request is no frames: the answer said no.
  void refuse() {
    refused_ = true;
    frames_.clear();
  }

  // The handshake is complete. Shows what has come of the frames.
  void begin() {
    if (dissector_ || refused_ || http_.frames_begin() == 0) return;
    show_head();
    begin_frames(http_.frames_begin(), http_.may_compress());
    print(dissector_->take(websocket::bytes_of(frames_)));
    frames_ = {};
  }

  void show_head() const {
    if (has_head())
      std::cout << name_ << ": " << text::clean(http_.start_line()) << "\n\n";
  }

  [[nodiscard]] bool has_head() const { return !http_.start_line().empty(); }
  [[nodiscard]] bool upgrades() const { return http_.upgrades(); }
  [[nodiscard]] bool has_begun() const { return dissector_.has_value(); }

  // Returns whether all is right.
  bool end() {
    if (dissector_) print(dissector_->end());
    if (stream_.has_gap())
      std::cout << name_ << (dissector_ ? " frame" : "") << ": byte "
                << stream_.next()
                << " is not in the capture, nor can what follows be read\n";
    else if (!dissector_ && stream_.next() > 1)
      std::cout << name_ << ": no opening handshake in it\n";
    return dissector_ ? !stream_.has_gap() && dissector_->is_right()
                      : stream_.next() == 1 && !stream_.has_gap();
  }

 private:
  [[nodiscard]] bool begins_head(std::string_view bytes) const {
    const std::string_view head =
        role_ == websocket::Role::client ? "GET " : "HTTP/";
    return bytes.starts_with(head.substr(0, bytes.size()));
  }

  void begin_frames(std::int64_t position, bool may_compress) {
    websocket::Dissector::Style style = options_.style;
    style.name = name_ + " frame";
    dissector_.emplace(role_, static_cast<std::size_t>(position), style,
                       may_compress ? websocket::Extension::permessage_deflate
                                    : websocket::Extension::none);
  }

  websocket::Role role_;
  std::string name_;
  CaptureOptions options_;
  trace::ByteStream stream_{};
  trace::FrameStream http_;  // says where the frames begin
  std::string frames_{};
  bool refused_ = false;
  std::optional<websocket::Dissector> dissector_{};
};

class CapturedConnection {
 public:
  CapturedConnection(bool opener_is_client, int number,
                     const CaptureOptions& options)
      : number_{number},
        opener_is_client_{opener_is_client},
        client_{websocket::Role::client, suffix(number), options},
        server_{websocket::Role::server, suffix(number), options} {}

  void take(bool from_opener, const trace::Segment& segment) {
    const bool from_client = from_opener == opener_is_client_;
    CapturedSide& sender = from_client ? client_ : server_;
    CapturedSide& receiver = from_client ? server_ : client_;
    sender.hear(receiver);
    sender.take(segment);
    receiver.hear(sender);
    if (server_.upgrades()) return begin();
    if (!client_.is_full()) return;
    if (server_.has_head()) return client_.refuse();
    std::cerr << "frame_dump: connection " << number_
              << ": no answer of the server before 1 MiB of frames; read as if "
                 "it had agreed\n";
    begin();
  }

  // There is no more. Returns whether all is right, or nothing if this was no
  // WebSocket.
  std::optional<bool> end() {
    if (!server_.has_head()) begin();  // the answer was not captured
    if (!client_.has_begun() && !server_.has_begun()) {
      client_.show_head();
      server_.show_head();
      return std::nullopt;
    }
    const bool client_is_right = client_.end();
    return server_.end() && client_is_right;
  }

 private:
  static std::string suffix(int number) {
    return number > 1 ? "#" + std::to_string(number) : "";
  }

  void begin() {
    client_.begin();
    server_.begin();
  }

  int number_;
  bool opener_is_client_;
  CapturedSide client_;
  CapturedSide server_;
};

class CapturedWebSockets {
 public:
  explicit CapturedWebSockets(CaptureOptions options)
      : options_{std::move(options)} {}

  void take(const packet::Captured& captured) {
    const auto parsed = packet::parse(captured.ip);
    if (!captured.reason.empty())
      return passed_over_.add(captured.number, captured.reason);
    if (const auto* none = std::get_if<packet::NoSegment>(&parsed))
      return passed_over_.add(captured.number, none->reason);
    if (const auto* datagram = std::get_if<packet::Datagram>(&parsed))
      return passed_over_.add(captured.number, datagram->protocol);
    const auto& packet = std::get<packet::Packet>(parsed);
    trace::Connection& connection = connections_.find(packet);
    if (connections_.known() > most_connections) {
      finish(connections_.forget_oldest());
      ++forgotten_;
    }
    const trace::Segment segment =
        trace::describe(connection, packet, packet.length);
    if (!is_wanted(connection)) return;
    wanted_.insert(connection.number);
    const bool from_opener = packet.source == connection.opener;
    auto known = websockets_.find(connection.number);
    if (known == websockets_.end()) {
      if (!packet.has(packet::SYN) && packet.payload.empty()) return;
      known = websockets_
                  .try_emplace(connection.number,
                               is_from_client(packet) == from_opener,
                               connection.number, options_)
                  .first;
    }
    known->second.take(from_opener, segment);
  }

  // Returns whether all is right; nothing if there is no such connection.
  std::optional<bool> end() {
    passed_over_.tell(std::cerr, "frame_dump");
    if (forgotten_ > 0)
      std::cerr << "frame_dump: " << forgotten_
                << " connections were forgotten, each after the longest "
                   "silence: it knows "
                << most_connections << " at once\n";
    while (!wanted_.empty()) finish(*wanted_.begin());
    return right_;
  }

 private:
  // There is no more of that connection.
  void finish(int number) {
    if (wanted_.erase(number) == 0) return;
    std::optional<bool> is_right;
    if (const auto known = websockets_.find(number);
        known != websockets_.end()) {
      is_right = known->second.end();
      websockets_.erase(known);
    }
    if (!is_right)
      std::cout << "no WebSocket opening handshake in connection " << number
                << "\n";
    right_ = is_right.value_or(false) && right_.value_or(true);
  }

  [[nodiscard]] bool is_wanted(const trace::Connection& connection) const {
    return options_.port == 0 || connection.opener.port == options_.port ||
           connection.other.port == options_.port;
  }

  // Only a client sends SYN alone, and a request. Else its port is high.
  [[nodiscard]] bool is_from_client(const packet::Packet& packet) const {
    if (options_.port != 0) return packet.destination.port == options_.port;
    if (packet.has(packet::SYN)) return !packet.has(packet::ACK);
    const std::string_view text = websocket::text_of(packet.payload);
    if (text.starts_with("HTTP/")) return false;
    const std::size_t space = text.find(' ');
    if (space != text.npos && trace::is_method(text.substr(0, space)))
      return true;
    return packet.source.port > packet.destination.port;
  }

  CaptureOptions options_;
  trace::Connections connections_{};
  packet::PassedOver passed_over_{};
  std::set<int> wanted_{};                          // connections' numbers
  std::map<int, CapturedConnection> websockets_{};  // by number
  long forgotten_ = 0;                              // connections
  std::optional<bool> right_{};                     // nothing: none has ended
};
