// The records of one side of a TLS connection, 1.0 to 1.3: bytes in, events out.
// No socket, and no cryptography: what is encrypted stays so. RFC 8446, section
// 5; RFC 5246, section 6.
#pragma once

#include <cstdint>
#include <vector>

#include "common/tls/event.h"

namespace tls {

class Reader {
 public:
  // Reads until there is something to tell, or until `input` is empty. What is
  // read is taken from the front of `input`.
  Event next(Bytes& input);

  // Passes over bytes that were not seen. Returns how many of them do not
  // matter: those within a record that is encrypted.
  std::uint64_t pass(std::uint64_t bytes);

  // What the peer's last hello says. A client's session ID: only with it does a
  // server's below 1.3 say whether it resumes. The server's version: since 1.3 a
  // ChangeCipherSpec means nothing.
  void hear(const Reader& peer);

  // How many bytes of what was told last are still to come in its record.
  [[nodiscard]] std::uint32_t left() const;

 private:
  Event begin_record();
  Event read_handshake(std::byte byte);
  Event end_hello();
  Event fail(std::string_view why);

  std::vector<std::byte> header_;  // of a record, as far as it has come
  ContentType type_{};
  std::uint32_t record_left_ = 0;
  bool hidden_ = false;             // the rest of this record is
  bool encrypts_ = false;           // ChangeCipherSpec was sent
  std::vector<std::byte> message_;  // of the handshake, or an alert
  std::uint32_t message_left_ = 0;  // to be passed over
  bool failed_ = false;

  std::vector<std::byte> session_id_;       // ours, or ...
  std::vector<std::byte> peer_session_id_;  // ... what the client has offered
  Version chosen_ = 0;                      // by the server
};

}  // namespace tls
