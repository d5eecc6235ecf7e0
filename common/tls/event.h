// What TLS shows of itself: the parts of its records that are in clear, and of
// the others the type and the length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tls {

using Bytes = std::span<const std::byte>;

// The numbers of RFC 8446, section 5.1; heartbeat: RFC 6520.
enum class ContentType : std::uint8_t {
  change_cipher_spec = 20,
  alert = 21,
  handshake = 22,
  application_data = 23,
  heartbeat = 24
};

using Version = std::uint16_t;  // as on the wire
constexpr Version version_1_2 = 0x0303;
constexpr Version version_1_3 = 0x0304;

struct NeedsMore {};  // nothing to tell yet

struct ClientHello {
  Version version = 0;      // the highest one that it offers
  std::string server_name;  // SNI; empty: none
  std::string protocols;    // ALPN, with a + between them; empty: none
  bool resumes = false;     // it offers a session that it had before
  bool early_data = false;  // 1.3: data follows before the server's answer
  std::vector<std::byte> session_id;
};

struct ServerHello {
  Version version = 0;   // chosen
  bool retry = false;    // 1.3: HelloRetryRequest, "say hello again, otherwise"
  bool resumed = false;  // the session that the client has offered
};

// Another handshake message in clear: all of TLS 1.2 until ChangeCipherSpec.
struct HandshakeMessage {
  std::uint8_t type = 0;
  std::uint32_t length = 0;
};

struct ChangeCipherSpec {};

struct Alert {
  std::uint8_t level = 0;  // 1: warning, 2: fatal
  std::uint8_t description = 0;
};

// A record whose content cannot be seen. TLS 1.3 hides the true type as well:
// all are application_data.
struct Encrypted {
  ContentType type = ContentType::application_data;
  std::uint32_t length = 0;
};

// It is no TLS from here on: nothing more will be told.
struct Failure {
  std::string_view why;
};

using Event =
    std::variant<NeedsMore, ClientHello, ServerHello, HandshakeMessage,
                 ChangeCipherSpec, Alert, Encrypted, Failure>;

}  // namespace tls
