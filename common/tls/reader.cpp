#include "common/tls/reader.h"

#include <algorithm>
#include <utility>

#include "common/tls/hello.h"

namespace tls {
namespace {

constexpr std::size_t record_header = 5;
constexpr std::size_t message_header = 4;
constexpr std::size_t alert_size = 2;
constexpr std::uint32_t longest_record = 16'384 + 2'048;  // RFC 5246, 6.2.3
constexpr std::uint32_t longest_hello = 65'536;
constexpr std::uint8_t client_hello = 1;
constexpr std::uint8_t server_hello = 2;

std::uint32_t number(Bytes bytes) {
  std::uint32_t value = 0;
  for (const std::byte byte : bytes)
    value = value << 8 | std::to_integer<std::uint32_t>(byte);
  return value;
}

// From the first two bytes on it is known that this is no TLS.
bool may_be_header(Bytes header) {
  const auto type = std::to_integer<int>(header[0]);
  return type >= 20 && type <= 24 &&
         (header.size() < 2 || header[1] == std::byte{3});
}

}  // namespace

Event Reader::next(Bytes& input) {
  while (!input.empty() && !failed_) {
    if (record_left_ > 0 && (hidden_ || message_left_ > 0)) {
      const std::uint32_t most = hidden_ ? record_left_ : left();
      const auto passed =
          static_cast<std::uint32_t>(std::min<std::size_t>(most, input.size()));
      input = input.subspan(passed);
      record_left_ -= passed;
      if (!hidden_) message_left_ -= passed;
      continue;
    }
    const std::byte byte = input.front();
    input = input.subspan(1);
    Event event;
    if (record_left_ > 0) {
      --record_left_;
      event = read_handshake(byte);
    } else {
      header_.push_back(byte);
      if (!may_be_header(header_)) return fail("no TLS record begins so");
      if (header_.size() == record_header) event = begin_record();
    }
    if (!std::holds_alternative<NeedsMore>(event)) return event;
  }
  return NeedsMore{};
}

Event Reader::begin_record() {
  type_ = static_cast<ContentType>(header_[0]);
  record_left_ = number(Bytes{header_}.last(2));
  header_.clear();
  if (record_left_ > longest_record) return fail("a record is too long");
  if (type_ != ContentType::handshake && message_left_ + message_.size() > 0)
    return fail("another record stands within a handshake message");
  // Since 1.3 it is there for the sake of old boxes on the way, and a second
  // hello may follow in clear. RFC 8446, 5 and appendix D.4.
  const bool encrypted = encrypts_ && chosen_ < version_1_3;
  hidden_ = true;
  switch (type_) {
    case ContentType::change_cipher_spec:
      encrypts_ = true;
      return ChangeCipherSpec{};
    case ContentType::alert:
    case ContentType::handshake:
      if (encrypted) return Encrypted{type_, record_left_};
      if (record_left_ == 0) return fail("such a record cannot be empty");
      hidden_ = false;
      return NeedsMore{};
    default:
      return Encrypted{type_, record_left_};
  }
}

// A byte of a record in clear: an alert's, too.
Event Reader::read_handshake(std::byte byte) {
  message_.push_back(byte);
  if (type_ == ContentType::alert) {
    if (message_.size() < alert_size) return NeedsMore{};
    const Alert alert{std::to_integer<std::uint8_t>(message_[0]),
                      std::to_integer<std::uint8_t>(message_[1])};
    message_.clear();
    return alert;
  }
  if (message_.size() < message_header) return NeedsMore{};
  const auto type = std::to_integer<std::uint8_t>(message_[0]);
  const std::uint32_t length =
      number(Bytes{message_}.subspan(1, message_header - 1));
  if (type == client_hello || type == server_hello) {
    if (length > longest_hello) return fail("a hello is too long");
    if (message_.size() < message_header + length) return NeedsMore{};
    return end_hello();
  }
  message_.clear();
  message_left_ = length;
  return HandshakeMessage{type, length};
}

Event Reader::end_hello() {
  const std::vector<std::byte> message = std::exchange(message_, {});
  const Bytes body = Bytes{message}.subspan(message_header);
  if (std::to_integer<std::uint8_t>(message[0]) == client_hello) {
    auto hello = read_client_hello(body);
    if (!hello) return fail("a ClientHello is not whole");
    session_id_ = hello->session_id;
    return *std::move(hello);
  }
  const auto hello = read_server_hello(body, peer_session_id_);
  if (!hello) return fail("a ServerHello is not whole");
  chosen_ = hello->version;
  return *hello;
}

std::uint64_t Reader::pass(std::uint64_t bytes) {
  if (!hidden_ || failed_) return 0;
  const auto passed = std::min<std::uint64_t>(bytes, record_left_);
  record_left_ -= static_cast<std::uint32_t>(passed);
  return passed;
}

void Reader::hear(const Reader& peer) {
  if (!peer.session_id_.empty()) peer_session_id_ = peer.session_id_;
  if (peer.chosen_ != 0) chosen_ = peer.chosen_;
}

std::uint32_t Reader::left() const {
  return hidden_ ? record_left_ : std::min(record_left_, message_left_);
}

Event Reader::fail(std::string_view why) {
  failed_ = true;
  return Failure{why};
}

}  // namespace tls
