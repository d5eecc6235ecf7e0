#include "common/websocket/message_reader.h"

#include <algorithm>
#include <utility>

namespace websocket {

MessageReader::Result MessageReader::next(std::span<std::byte>& input) {
  drop_what_was_told();
  while (true) {
    if (!header_) {
      header_ = header_reader_.read(input);
      if (!header_) return NeedsMore{};
      if (const Rule* rule = broken_by(*header_)) return Failure{*rule};
      begin_frame();
    }
    const Bytes piece = take_payload(input);
    Result result =
        is_control(header_->opcode) ? read_control(piece) : read_data(piece);
    if (left_ == 0) header_.reset();
    const bool at_next_fragment =
        !header_ && std::holds_alternative<NeedsMore>(result);
    if (!at_next_fragment) return result;
  }
}

// An idle connection keeps no buffer.
void MessageReader::drop_what_was_told() {
  if (!kind_) message_ = std::vector<std::byte>{};
  if (!header_) control_ = std::vector<std::byte>{};
}

const Rule* MessageReader::broken_by(const FrameHeader& header) const {
  const bool compressed =
      extension_ == Extension::permessage_deflate && is_compressed(header);
  if (header.reserved != 0 && !compressed) return &rule::reserved_bits;
  if (name_of(header.opcode).empty()) return &rule::known_opcode;
  const bool masked = header.key.has_value();
  if (sender_ == Role::client && !masked) return &rule::client_masks;
  if (sender_ == Role::server && masked) return &rule::server_does_not_mask;
  if (header.length >> 63 != 0) return &rule::length_first_bit;
  if (!header.shortest) return &rule::shortest_length;

  if (is_control(header.opcode)) {
    if (!header.fin) return &rule::control_unfragmented;
    if (header.length > most_control_bytes) return &rule::control_short;
    return nullptr;
  }

  const bool continues = header.opcode == Opcode::continuation;
  if (continues && !kind_) return &rule::continuation;
  if (!continues && kind_) return &rule::one_message_at_a_time;
  if (header.length > limits_.frame_bytes) return &rule::frame_limit;
  if (header.length > limits_.message_bytes - message_.size()) {
    return &rule::message_limit;
  }
  return nullptr;
}

void MessageReader::begin_frame() {
  left_ = header_->length;
  if (is_control(header_->opcode) || kind_) return;
  kind_ = header_->opcode;
  compressed_ = is_compressed(*header_);
}

// As much of the frame's payload as has come.
Bytes MessageReader::take_payload(std::span<std::byte>& input) {
  const auto piece = input.first(std::min(input.size(), left_));
  input = input.subspan(piece.size());
  if (header_->key) {
    apply_mask(piece, *header_->key, header_->length - left_);
  }
  left_ -= piece.size();
  return piece;
}

MessageReader::Result MessageReader::read_control(Bytes piece) {
  const bool complete = left_ == 0;
  const Bytes payload = join(control_, piece, complete);
  if (!complete) return NeedsMore{};
  return Control{header_->opcode, payload};
}

MessageReader::Result MessageReader::read_data(Bytes piece) {
  const bool is_text = kind_ == Opcode::text && !compressed_;
  if (is_text && !utf8_.add(piece)) {
    return Failure{rule::text_is_utf8};
  }
  const bool complete = left_ == 0 && header_->fin;
  const Bytes payload = join(message_, piece, complete);
  if (!complete) return NeedsMore{};
  if (is_text && !utf8_.is_complete()) {
    return Failure{rule::text_ends_whole};
  }
  return Message{*std::exchange(kind_, std::nullopt), payload};
}

// Puts the piece behind what came earlier. A first piece that is also the last
// stays where it is.
Bytes MessageReader::join(std::vector<std::byte>& earlier, Bytes piece,
                          bool last) const {
  if (last && earlier.empty()) return piece;
  const std::size_t size = earlier.size() + piece.size();
  if (size > earlier.capacity()) {
    // Room for the rest of this frame, so that it is not copied a second time;
    // but never more than twice what has come: a length is only a promise.
    const std::size_t promised = std::max(size + left_, 2 * earlier.capacity());
    earlier.reserve(std::min(promised, 2 * size));
  }
  append(earlier, piece);
  return earlier;
}

}  // namespace websocket
