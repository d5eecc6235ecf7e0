#include "common/tls/hello.h"

#include <algorithm>
#include <array>

namespace tls {
namespace {

// The extensions that we read. RFC 6066; 7301; 5077; 8446, 4.2.
constexpr std::size_t server_name = 0;
constexpr std::size_t application_protocols = 16;
constexpr std::size_t session_ticket = 35;
constexpr std::size_t pre_shared_key = 41;
constexpr std::size_t early_data = 42;
constexpr std::size_t supported_versions = 43;

constexpr std::size_t random_size = 32;

// A ServerHello with this random is a HelloRetryRequest: the SHA-256 of that
// word. RFC 8446, 4.1.3.
constexpr std::array<unsigned char, random_size> retry_random = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
    0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
    0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

// Takes parts from the front. Once one is not there, nothing is.
class Parts {
 public:
  explicit Parts(Bytes bytes) : rest_{bytes} {}

  Bytes take(std::size_t size) {
    whole_ = whole_ && size <= rest_.size();
    if (!whole_) return rest_ = {};
    const Bytes part = rest_.first(size);
    rest_ = rest_.subspan(size);
    return part;
  }

  // A number of so many bytes, the highest first.
  std::size_t number(std::size_t size) {
    std::size_t value = 0;
    for (const std::byte byte : take(size))
      value = value << 8 | std::to_integer<std::size_t>(byte);
    return value;
  }

  // Bytes, before which a number of so many bytes says how many they are.
  Bytes vector(std::size_t size) { return take(number(size)); }

  [[nodiscard]] bool has_more() const { return !rest_.empty(); }
  [[nodiscard]] bool whole() const { return whole_; }

 private:
  Bytes rest_;
  bool whole_ = true;
};

std::string text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A number that no version has is there to see whether we bear it. RFC 8701.
bool is_grease(std::size_t version) {
  return (version & 0x0f0f) == 0x0a0a;
}

Version highest(Bytes list) {
  Parts versions{list};
  std::size_t most = 0;
  while (versions.has_more()) {
    const std::size_t version = versions.number(2);
    if (!is_grease(version)) most = std::max(most, version);
  }
  return static_cast<Version>(most);
}

// Whether the extension could be read.
bool read_extension(std::size_t type, Bytes body, ClientHello& hello) {
  Parts parts{body};
  if (type == server_name) {
    Parts list{parts.vector(2)};
    const bool is_host = list.number(1) == 0;
    const Bytes name = list.vector(2);
    if (is_host) hello.server_name = text_of(name);
    return parts.whole() && list.whole();
  }
  if (type == application_protocols) {
    Parts list{parts.vector(2)};
    while (list.has_more())
      hello.protocols +=
          (hello.protocols.empty() ? "" : "+") + text_of(list.vector(1));
    return parts.whole() && list.whole();
  }
  if (type == supported_versions) hello.version = highest(parts.vector(1));
  if (type == session_ticket && !body.empty()) hello.resumes = true;
  if (type == pre_shared_key) hello.resumes = true;
  if (type == early_data) hello.early_data = true;
  return parts.whole();
}

}  // namespace

std::optional<ClientHello> read_client_hello(Bytes body) {
  Parts parts{body};
  ClientHello hello;
  hello.version = static_cast<Version>(parts.number(2));
  parts.take(random_size);
  const Bytes session = parts.vector(1);
  hello.session_id.assign(session.begin(), session.end());
  parts.vector(2);  // cipher suites
  parts.vector(1);  // compression methods
  Parts extensions{parts.has_more() ? parts.vector(2) : Bytes{}};
  while (extensions.has_more()) {
    const std::size_t type = extensions.number(2);
    if (!read_extension(type, extensions.vector(2), hello)) return {};
  }
  if (!parts.whole() || !extensions.whole()) return {};
  // Since 1.3 the session ID means nothing. RFC 8446, 4.1.2.
  if (hello.version < version_1_3 && !session.empty()) hello.resumes = true;
  return hello;
}

std::optional<ServerHello> read_server_hello(Bytes body, Bytes offered) {
  Parts parts{body};
  ServerHello hello;
  hello.version = static_cast<Version>(parts.number(2));
  const Bytes random = parts.take(random_size);
  hello.retry =
      std::ranges::equal(random, std::as_bytes(std::span{retry_random}));
  const Bytes session = parts.vector(1);
  parts.take(3);  // cipher suite, compression method
  Parts extensions{parts.has_more() ? parts.vector(2) : Bytes{}};
  while (extensions.has_more()) {
    const std::size_t type = extensions.number(2);
    Parts extension{extensions.vector(2)};
    if (type == supported_versions)
      hello.version = static_cast<Version>(extension.number(2));
    if (type == pre_shared_key) hello.resumed = true;
    if (!extension.whole()) return {};
  }
  if (!parts.whole() || !extensions.whole()) return {};
  if (hello.version < version_1_3 && !session.empty())
    hello.resumed = std::ranges::equal(session, offered);
  return hello;
}

}  // namespace tls
