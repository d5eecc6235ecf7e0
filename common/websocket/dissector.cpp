#include "common/websocket/dissector.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "common/text/hex.h"
#include "common/text/utf8.h"
#include "common/websocket/close_frame.h"
#include "common/websocket/picture.h"

namespace websocket {
namespace {

constexpr std::size_t longest_header = 14;
constexpr std::size_t payload_in_picture = 8;

std::string counted(std::uint64_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

// The beginning of a text, without what a terminal would obey, and without half
// a character at its end.
std::string beginning(std::string_view text, std::size_t most) {
  std::string shown{text.substr(0, most)};
  while (!shown.empty() && !text::is_utf8(bytes_of(shown))) shown.pop_back();
  for (char& c : shown)
    if ((0 <= c && c < ' ') || c == 0x7f) c = '.';
  return shown + (text.size() > most ? "..." : "");
}

}  // namespace

std::vector<std::string> Dissector::take(Bytes bytes) {
  for (const std::byte byte : bytes) take(byte);
  return std::exchange(lines_, {});
}

std::vector<std::string> Dissector::end() {
  if (size_ > 0) {
    if (right_) {
      const std::string here = "at byte " + std::to_string(position_) + ": ";
      tell("cut short",
           here + (header_ ? std::to_string(size_) + " of " +
                                 counted(header_size_ + header_->length, "byte")
                           : counted(size_, "byte") + " of its header"));
    }
    right_ = false;
    show_frame();
  } else if (fragments_ > 0 && right_ && !over_) {
    lines_.emplace_back(
        "The message is not complete: a last fragment is missing.");
    right_ = false;
  }
  if (behind_ > 0)
    lines_.push_back("Behind it: " + counted(behind_, "byte") +
                     " that no endpoint reads.");
  return std::exchange(lines_, {});
}

void Dissector::take(std::byte byte) {
  if (over_) {
    ++behind_;
    return;
  }
  ++position_;
  ++size_;
  if (frame_.size() < longest_header + style_.payload_bytes)
    frame_.push_back(byte);
  if (header_) {
    judge(std::span{&byte, 1});
  } else {
    std::span<std::byte> next{&byte, 1};
    header_ = header_reader_.read(next);
    if (!header_) return;
    header_size_ = size_;
    if (!sender_) sender_ = header_->key ? Role::client : Role::server;
    if (!reader_) reader_.emplace(*sender_, Limits{}, extension_);
    if (!is_control(header_->opcode) && fragments_ == 0)
      compressed_ = begins_compressed();
    std::vector<std::byte> header = frame_;
    judge(header);
  }
  if (over_ || size_ - header_size_ == header_->length) finish_frame();
}

// Byte by byte, so that the first wrong one is known.
void Dissector::judge(std::span<std::byte> bytes) {
  if (!right_) return;  // what is left of this frame is shown all the same
  const MessageReader::Result result = reader_->next(bytes);
  if (const auto* failure = std::get_if<Failure>(&result)) {
    break_rule(failure->rule, place_of(failure->rule));
    over_ = size_ > header_size_;
  } else if (const auto* message = std::get_if<Message>(&result)) {
    const bool is_text = message->kind == Opcode::text && !compressed_;
    std::string what = std::string{name_of(message->kind)} + ", " +
                       counted(message->payload.size(), "byte");
    if (fragments_ > 0) what += " in " + counted(fragments_ + 1, "frame");
    if (compressed_) what += ", compressed (permessage-deflate)";
    tell("message",
         what + (is_text ? ": " + beginning(text_of(message->payload),
                                            style_.payload_bytes)
                         : ""));
  } else if (const auto* control = std::get_if<Control>(&result)) {
    if (control->opcode == Opcode::close) judge_close(control->payload);
  }
}

void Dissector::judge_close(Bytes payload) {
  const auto close = read_close(payload);
  over_ = true;
  if (const auto* closed = std::get_if<Closed>(&close)) {
    tell("close", closed->code == close_code::no_code
                      ? "no code: the receiver tells it as 1005"
                      : std::to_string(closed->code) + ", " +
                            std::string{name_of(closed->code)});
    if (!closed->reason.empty()) tell("reason", beginning(closed->reason, 123));
    return;
  }
  std::size_t where = position_ - payload.size();  // the code
  const Rule& rule = std::get<Failure>(close).rule;
  if (rule.name == rule::close_reason_is_utf8.name) {
    text::Utf8Validator reason;
    for (where += 2; where < position_; ++where) {
      const std::size_t at = where + payload.size() - position_;
      if (!reason.add(payload.subspan(at, 1))) break;
    }
    where = std::min(where, position_ - 1);
  } else if (rule.name == rule::close_code_allowed.name) {
    const unsigned code = std::to_integer<unsigned>(payload[0]) << 8 |
                          std::to_integer<unsigned>(payload[1]);
    tell("close", std::to_string(code) + ", " +
                      std::string{name_of(static_cast<CloseCode>(code))});
  }
  break_rule(rule, where);
}

bool Dissector::begins_compressed() const {
  return extension_ == Extension::permessage_deflate && is_compressed(*header_);
}

void Dissector::tell(std::string label, std::string text) {
  findings_.emplace_back(std::move(label), std::move(text));
}

void Dissector::break_rule(const Rule& rule, std::size_t where) {
  right_ = false;
  tell("broken", "byte " + std::to_string(where) + ": " +
                     std::string{rule.name} + " (RFC 6455, " +
                     std::string{rule.section} + ")");
  tell("answer", "Close " + std::to_string(rule.code) + ", " +
                     std::string{name_of(rule.code)});
}

// The byte that breaks it: within the header, or the one that has just come.
std::size_t Dissector::place_of(const Rule& rule) const {
  const std::size_t begin = position_ - size_;
  const auto is = [&](const Rule& other) { return rule.name == other.name; };
  if (is(rule::text_is_utf8) || is(rule::text_ends_whole)) return position_ - 1;
  if (is(rule::client_masks) || is(rule::server_does_not_mask) ||
      is(rule::control_short) || is(rule::frame_limit) ||
      is(rule::message_limit))
    return begin + 1;
  if (is(rule::shortest_length) || is(rule::length_first_bit)) return begin + 2;
  return begin;
}

void Dissector::finish_frame() {
  if (!is_control(header_->opcode)) {
    fragments_ = header_->fin ? 0 : fragments_ + 1;
  }
  show_frame();
  over_ = over_ || !right_;
  header_.reset();
  frame_.clear();
  size_ = 0;
}

void Dissector::show_frame() {
  std::string title = style_.name + " " + std::to_string(++frames_) +
                      ", byte " + std::to_string(position_ - size_);
  if (header_) {
    const std::string_view name = name_of(header_->opcode);
    title += ": ";
    title += name.empty()
                 ? "unknown opcode " +
                       std::to_string(static_cast<int>(header_->opcode))
                 : std::string{name};
    if (!header_->fin) title += " to be continued";
    title += ", " + counted(header_->length, "byte");
    if (begins_compressed()) title += ", compressed";
    if (header_->key) title += ", masked";
  }
  lines_.push_back(title);
  if (style_.pictures) {
    const std::size_t head = header_ ? header_size_ : size_;
    const std::size_t drawn = (head + payload_in_picture + 3) / 4 * 4;
    for (std::string& line :
         picture(Bytes{frame_}.first(std::min(frame_.size(), drawn)),
                 position_ - size_))
      lines_.push_back(std::move(line));
    if (header_) show_payload();
  }
  for (const auto& [label, text] : std::exchange(findings_, {}))
    add_line(label, text);
  if (style_.pictures) lines_.emplace_back();
}

// 16 bytes a line, as they were sent and, if there is a mask, without it.
void Dissector::show_payload() {
  constexpr std::size_t bytes_a_line = 16;
  const Bytes sent = Bytes{frame_}.subspan(header_size_);
  const Bytes shown = sent.first(std::min(sent.size(), style_.payload_bytes));
  std::vector<std::byte> plain{shown.begin(), shown.end()};
  if (header_->key) apply_mask(plain, *header_->key);
  for (std::size_t at = 0; at < shown.size(); at += bytes_a_line) {
    const std::size_t size = std::min(bytes_a_line, shown.size() - at);
    const Bytes line = Bytes{plain}.subspan(at, size);
    if (header_->key) add_line("as sent", text::hex(shown.subspan(at, size)));
    std::string bytes = text::hex(line);
    bytes.resize(3 * bytes_a_line + 1, ' ');
    add_line(header_->key ? "unmasked" : "payload", bytes + text::ascii(line));
  }
  const std::size_t more = size_ - header_size_ - shown.size();
  if (more > 0) add_line("", "and " + counted(more, "byte") + " more");
}

void Dissector::add_line(std::string_view label, std::string_view text) {
  constexpr std::size_t label_width = 11;
  std::string line{label};
  line.resize(label_width, ' ');
  line += text;
  lines_.push_back(std::move(line));
}

}  // namespace websocket
