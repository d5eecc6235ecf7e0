#include "common/tls/names.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace tls {
namespace {

using Names = std::pair<std::uint8_t, std::string_view>;

// RFC 8446, 4; RFC 5246, 7.4; RFC 6066, 8.
constexpr std::array<Names, 12> messages = {{{0, "HelloRequest"},
                                             {4, "NewSessionTicket"},
                                             {5, "EndOfEarlyData"},
                                             {8, "EncryptedExtensions"},
                                             {11, "Certificate"},
                                             {12, "ServerKeyExchange"},
                                             {13, "CertificateRequest"},
                                             {14, "ServerHelloDone"},
                                             {15, "CertificateVerify"},
                                             {16, "ClientKeyExchange"},
                                             {20, "Finished"},
                                             {22, "CertificateStatus"}}};

// RFC 8446, 6; RFC 5246, 7.2.
constexpr std::array<Names, 32> alerts = {
    {{0, "close_notify"},
     {10, "unexpected_message"},
     {20, "bad_record_mac"},
     {21, "decryption_failed"},
     {22, "record_overflow"},
     {30, "decompression_failure"},
     {40, "handshake_failure"},
     {42, "bad_certificate"},
     {43, "unsupported_certificate"},
     {44, "certificate_revoked"},
     {45, "certificate_expired"},
     {46, "certificate_unknown"},
     {47, "illegal_parameter"},
     {48, "unknown_ca"},
     {49, "access_denied"},
     {50, "decode_error"},
     {51, "decrypt_error"},
     {70, "protocol_version"},
     {71, "insufficient_security"},
     {80, "internal_error"},
     {86, "inappropriate_fallback"},
     {90, "user_canceled"},
     {100, "no_renegotiation"},
     {109, "missing_extension"},
     {110, "unsupported_extension"},
     {111, "certificate_unobtainable"},
     {112, "unrecognized_name"},
     {113, "bad_certificate_status_response"},
     {114, "bad_certificate_hash_value"},
     {115, "unknown_psk_identity"},
     {116, "certificate_required"},
     {120, "no_application_protocol"}}};

constexpr std::array<std::string_view, 8> other_words = {
    "ClientHello",      "ServerHello", "HelloRetryRequest", "Handshake",
    "ChangeCipherSpec", "Alert",       "ApplicationData",   "Heartbeat"};

template <std::size_t N>
std::string look_up(const std::array<Names, N>& names, std::uint8_t number,
                    const std::string& otherwise) {
  for (const auto& [key, name] : names)
    if (key == number) return std::string{name};
  return otherwise + " " + std::to_string(number);
}

std::string_view name_of(ContentType type) {
  if (type == ContentType::alert) return "Alert";
  if (type == ContentType::handshake) return "Handshake";
  if (type == ContentType::heartbeat) return "Heartbeat";
  return "ApplicationData";
}

// A host's name, or a protocol's: no other signs stand in one that is right.
std::string plain(std::string_view text) {
  constexpr std::size_t longest = 40;
  constexpr std::string_view signs = ".-_:/+";
  std::string shown{text.substr(0, longest)};
  for (char& c : shown) {
    const bool letter = ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
    const bool digit = '0' <= c && c <= '9';
    if (!letter && !digit && signs.find(c) == signs.npos) c = '?';
  }
  return shown + (text.size() > longest ? "..." : "");
}

std::string name_of(const ClientHello& hello) {
  std::string name = "ClientHello " + tls::name_of(hello.version);
  if (!hello.server_name.empty()) name += " SNI " + plain(hello.server_name);
  if (!hello.protocols.empty()) name += " ALPN " + plain(hello.protocols);
  if (hello.resumes) name += " resumes";
  if (hello.early_data) name += " early data";
  return name;
}

std::string name_of(const ServerHello& hello) {
  if (hello.retry) return "HelloRetryRequest";
  return "ServerHello " + tls::name_of(hello.version) +
         (hello.resumed ? " resumed" : "");
}

std::string name_of(const Alert& alert) {
  const std::string level = alert.level == 1 ? "warning"
                            : alert.level == 2
                                ? "fatal"
                                : "level " + std::to_string(alert.level);
  return "Alert " + level + " " +
         look_up(alerts, alert.description, "description");
}

std::string name_of(const Encrypted& record) {
  return std::string{name_of(record.type)} + " " +
         std::to_string(record.length) +
         (record.type == ContentType::application_data ? "" : " encrypted");
}

}  // namespace

std::string name_of(Version version) {
  if (version == 0x0300) return "SSL3";
  if (version > 0x0300 && version <= version_1_3)
    return "1." + std::to_string(version - 0x0301);
  std::array<char, 8> hex{};
  std::snprintf(hex.data(), hex.size(), "0x%04x", unsigned{version});
  return hex.data();
}

std::string name_of(const Event& event) {
  if (const auto* hello = std::get_if<ClientHello>(&event))
    return name_of(*hello);
  if (const auto* hello = std::get_if<ServerHello>(&event))
    return name_of(*hello);
  if (const auto* message = std::get_if<HandshakeMessage>(&event))
    return look_up(messages, message->type, "Handshake type");
  if (const auto* alert = std::get_if<Alert>(&event)) return name_of(*alert);
  if (const auto* record = std::get_if<Encrypted>(&event))
    return name_of(*record);
  if (std::holds_alternative<ChangeCipherSpec>(event))
    return "ChangeCipherSpec";
  return std::holds_alternative<Failure>(event) ? "?" : "";
}

bool begins_name(std::string_view word) {
  const auto is_word = [word](const auto& name) { return name.second == word; };
  return std::ranges::find(other_words, word) != other_words.end() ||
         std::ranges::any_of(messages, is_word);
}

}  // namespace tls
