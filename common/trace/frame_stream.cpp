#include "common/trace/frame_stream.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/http/syntax.h"
#include "common/text/columns.h"
#include "common/websocket/mask.h"

namespace trace {
namespace {

using websocket::Opcode;

constexpr std::size_t longest_head = 64 * 1024;  // in bytes
constexpr std::size_t longest_path = 40;         // in columns
constexpr std::size_t most_named = 1'000;
constexpr std::size_t code_size = 2;
constexpr auto endless = std::numeric_limits<std::uint64_t>::max();

// a + b, or the greatest number that there is.
std::int64_t add_up(std::int64_t a, std::uint64_t b) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const auto room = static_cast<std::uint64_t>(most - a);
  return a + static_cast<std::int64_t>(std::min(b, room));
}

bool has_meaning(Opcode opcode) {
  return !websocket::name_of(opcode).empty();
}

// Whether such an extension is on offer, or agreed on. RFC 7692, 7.
bool lists_deflate(const std::vector<http::Header>& fields) {
  const auto listed = http::elements(fields, "Sec-WebSocket-Extensions");
  return std::ranges::any_of(listed, [](std::string_view extension) {
    const auto name = http::trim(extension.substr(0, extension.find(';')));
    return http::equal_ignoring_case(name, "permessage-deflate");
  });
}

// "Text", "opcode 3"; with "RSV1 " and so on before it.
std::string kind_of(const websocket::FrameHeader& frame, bool compressed) {
  std::string kind;
  if ((frame.reserved & 4) != 0 && !compressed) kind += "RSV1 ";
  if ((frame.reserved & 2) != 0) kind += "RSV2 ";
  if ((frame.reserved & 1) != 0) kind += "RSV3 ";
  if (!has_meaning(frame.opcode))
    return kind + "opcode " + std::to_string(static_cast<int>(frame.opcode));
  std::string name{websocket::name_of(frame.opcode)};
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return kind + name;
}

}  // namespace

bool is_method(std::string_view word) {
  return !word.empty() &&
         word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == word.npos;
}

void FrameStream::take(std::string bytes, std::int64_t unknown) {
  std::span<std::byte> input = std::as_writable_bytes(std::span{bytes});
  const std::int64_t end =
      position_ + static_cast<std::int64_t>(input.size()) + unknown;
  while (!input.empty() && reading_ != Reading::nothing) {
    if (skip_ == 0) {
      read(input.front());
      input = input.subspan(1);
      ++position_;
      continue;
    }
    const auto passed = std::min<std::uint64_t>(skip_, input.size());
    input = input.subspan(passed);
    skip_ -= passed;
    position_ += static_cast<std::int64_t>(passed);
  }
  pass_over(end, add_up(position_, skip_));
}

void FrameStream::skip_to(std::int64_t position) {
  pass_over(position, position);
}

// Only the rest of a payload need not be seen.
void FrameStream::pass_over(std::int64_t to, std::int64_t lost_at) {
  const auto missing = static_cast<std::uint64_t>(to - position_);
  if (missing > skip_ && reading_ != Reading::nothing) {
    position_ = lost_at;
    give_up();
  }
  skip_ -= std::min(skip_, missing);
  position_ = to;
}

void FrameStream::hear(const FrameStream& peer) {
  if (peer.start_line_.empty()) return;
  peer_listed_ = peer.listed_;
  peer_asks_for_head_ = peer.start_line_.starts_with("HEAD ");
  if (!from_client_) return;
  const bool between_heads = reading_ == Reading::start_line && line_.empty();
  const bool before_frames = reading_ == Reading::header && !framed_;
  if (between_heads && peer.upgrades_) expect_frames(position_);
  if (before_frames && !peer.upgrades_) {
    reading_ = Reading::start_line;
    frames_begin_ = 0;
  }
}

void FrameStream::expect_frames(std::int64_t position) {
  reading_ = Reading::header;
  frames_begin_ = position;
}

void FrameStream::forget_oldest() {
  while (named_.size() > most_named) named_.pop_front();
}

void FrameStream::read(std::byte byte) {
  switch (reading_) {
    case Reading::start_line:
    case Reading::fields:
    case Reading::chunk_size:
    case Reading::trailer:
      return read_line(static_cast<char>(byte));
    case Reading::header: {
      framed_ = true;
      std::span<std::byte> one{&byte, 1};
      const auto header = headers_.read(one);
      if (!header) return;
      frame_ = *header;
      if (frame_.opcode == Opcode::close && frame_.length >= code_size)
        reading_ = Reading::close_code;
      else
        begin_frame();
      return;
    }
    case Reading::close_code:
      code_.push_back(byte);
      if (code_.size() < code_size) return;
      begin_frame();
      code_.clear();
      reading_ = Reading::header;
      return;
    case Reading::nothing:
      return;
  }
}

// Its name is known: with the last byte of its header, or of its code.
void FrameStream::begin_frame() {
  const bool compressed = may_compress() && websocket::is_compressed(frame_);
  const std::string kind = kind_of(frame_, compressed);
  std::string name = kind;
  if (!code_.empty()) {
    if (frame_.key) websocket::apply_mask(code_, *frame_.key);
    name += " " + std::to_string(std::to_integer<int>(code_[0]) << 8 |
                                 std::to_integer<int>(code_[1]));
  } else if (frame_.opcode == Opcode::close && frame_.length > 0) {
    name += " 1 byte";
  } else if (has_meaning(frame_.opcode) &&
             (frame_.length > 0 || !is_control(frame_.opcode))) {
    name += " " + std::to_string(frame_.length);
  }
  if (!frame_.fin) name += "...";
  if (compressed) name += " compressed";
  if (frame_.key.has_value() != from_client_)
    name += from_client_ ? " unmasked" : " masked";
  skip_ = frame_.length - code_.size();
  add(std::move(name), kind, add_up(position_ + 1, skip_));
}

void FrameStream::read_line(char c) {
  const bool control = http::is_control(c) && c != '\r' && c != '\n';
  if (control || ++head_size_ > longest_head) return give_up();
  if (c != '\n') {
    line_ += c;
    return;
  }
  if (line_.ends_with('\r')) line_.pop_back();
  const std::string line = std::exchange(line_, "");
  if (reading_ == Reading::start_line) {
    if (!line.empty()) begin_message(line);
  } else if (reading_ == Reading::chunk_size) {
    begin_chunk(line);
  } else if (reading_ == Reading::trailer) {
    if (!line.empty()) return;
    reading_ = Reading::start_line;
    named_.back().end = position_ + 1;
  } else if (line.empty()) {
    end_head();
  } else if (const auto colon = line.find(':'); colon != line.npos) {
    const std::string_view value = std::string_view{line}.substr(colon + 1);
    fields_.push_back({line.substr(0, colon), std::string{http::trim(value)}});
  }
}

// "GET /chat HTTP/1.1", "HTTP/1.1 101 Switching Protocols".
void FrameStream::begin_message(const std::string& line) {
  start_line_ = line;
  const auto space = line.find(' ');
  if (space == line.npos) return give_up();
  const std::string first = line.substr(0, space);
  const std::string second =
      line.substr(space + 1, line.find(' ', space + 1) - space - 1);
  constexpr auto unknown = std::numeric_limits<std::int64_t>::max();
  if (from_client_) {
    if (!is_method(first) || second.empty()) return give_up();
    const std::string path =
        text::shorten(text::clean(second), longest_path, "...");
    add(first + " " + path, first, unknown);
  } else {
    const auto status = http::to_number(second, 10);
    if (!first.starts_with("HTTP/") || !status || second.size() != 3)
      return give_up();
    status_ = static_cast<int>(*status);
    add(second, second, unknown);
  }
  reading_ = Reading::fields;
}

// "1f; name=value": so many bytes follow, and a line's end. RFC 9112, 7.1.
void FrameStream::begin_chunk(std::string_view line) {
  const auto size =
      http::to_number(http::trim(line.substr(0, line.find(';'))), 16);
  if (!size) return give_up();
  constexpr std::size_t line_end = 2;
  head_size_ = 0;
  if (*size == 0)
    reading_ = Reading::trailer;
  else
    skip_ = *size < endless - line_end ? *size + line_end : endless;
}

// Behind the head there is a body, or the next message, or a frame. A client
// that asks for a WebSocket may send its first frame at once.
void FrameStream::end_head() {
  const bool never_a_body =
      !from_client_ && (status_ < 200 || status_ == 204 || status_ == 304 ||
                        peer_asks_for_head_);
  const auto length = http::find(fields_, "Content-Length");
  skip_ = from_client_ || never_a_body ? 0 : endless;
  if (length && !never_a_body)
    skip_ = http::to_number(*length, 10).value_or(skip_);
  // A 101 may lead to something else: h2c.
  const bool names_websocket = http::lists(fields_, "Upgrade", "websocket");
  upgrades_ = from_client_
                  ? names_websocket
                  : status_ == 101 &&
                        (names_websocket || !http::find(fields_, "Upgrade"));
  listed_ = lists_deflate(fields_);
  const bool chunked =
      !never_a_body && http::lists(fields_, "Transfer-Encoding", "chunked");
  if (chunked) skip_ = 0;
  reading_ = chunked ? Reading::chunk_size : Reading::start_line;
  if (upgrades_ && !chunked) expect_frames(position_ + 1);
  named_.back().end = chunked ? std::numeric_limits<std::int64_t>::max()
                              : add_up(position_ + 1, skip_);
  head_size_ = 0;
  fields_.clear();
}

void FrameStream::add(std::string name, std::string kind, std::int64_t end) {
  named_.push_back({position_, end, std::move(name), std::move(kind)});
}

void FrameStream::give_up() {
  add("?", "", std::numeric_limits<std::int64_t>::max());
  reading_ = Reading::nothing;
  line_.clear();
  fields_.clear();
}

}  // namespace trace
