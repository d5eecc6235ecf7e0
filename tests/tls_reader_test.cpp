// Records of TLS, by hand: what is told of them, however the bytes are cut.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "common/tls/names.h"
#include "common/tls/reader.h"

namespace {

using namespace std::string_literals;
using tls::Bytes;
using tls::Reader;

// A number of so many bytes.
std::string number(std::size_t value, std::size_t size) {
  std::string bytes;
  for (std::size_t i = size; i > 0; --i)
    bytes += static_cast<char>(value >> 8 * (i - 1) & 0xff);
  return bytes;
}

std::string vector(std::size_t size, const std::string& bytes) {
  return number(bytes.size(), size) + bytes;
}

std::string record(int type, const std::string& body) {
  return number(static_cast<std::size_t>(type), 1) + "\3\3" + vector(2, body);
}

std::string message(int type, const std::string& body) {
  return number(static_cast<std::size_t>(type), 1) + vector(3, body);
}

std::string extension(std::size_t type, const std::string& body) {
  return number(type, 2) + vector(2, body);
}

const std::string sni =
    extension(0, vector(2, "\0"s + vector(2, "chat.example")));
const std::string alpn =
    extension(16, vector(2, vector(1, "h2") + vector(1, "http/1.1")));
const std::string versions_1_3 =
    extension(43, vector(1, "\x0a\x0a\x03\x04\x03\x03"));

struct Hello {
  std::string extensions{};
  std::string session{};
};

std::string client_hello(const Hello& hello) {
  return record(
      22, message(1, "\3\3" + std::string(32, 'r') + vector(1, hello.session) +
                         vector(2, "\x13\x01") + vector(1, "\0"s) +
                         vector(2, hello.extensions)));
}

std::string server_hello(const Hello& hello,
                         const std::string& random = std::string(32, 'r')) {
  return record(
      22, message(2, "\3\3" + random + vector(1, hello.session) + "\x13\x01" +
                         "\0"s + vector(2, hello.extensions)));
}

const std::string chosen_1_3 = extension(43, "\x03\x04");
const std::string retry =
    "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
    "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"s;

// What is told of these bytes, in pieces of that size.
std::string told(Reader& reader, const std::string& bytes, std::size_t size) {
  std::string names;
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    const std::string piece = bytes.substr(at, size);
    Bytes input = std::as_bytes(std::span{piece});
    while (!input.empty()) {
      const tls::Event event = reader.next(input);
      const std::string name = tls::name_of(event);
      if (!name.empty()) names += (names.empty() ? "" : ", ") + name;
      if (std::holds_alternative<tls::Failure>(event)) return names;
    }
  }
  return names;
}

std::string told(Reader& reader, const std::string& bytes) {
  return told(reader, bytes, bytes.size());
}

std::string told(const std::string& bytes) {
  Reader whole;
  const std::string names = told(whole, bytes);
  for (const std::size_t size : {1U, 2U, 3U, 7U}) {
    Reader cut;
    EXPECT_EQ(told(cut, bytes, size), names);
  }
  return names;
}

TEST(TlsReader, TellsWhatAClientHelloOffers) {
  const struct {
    Hello hello;
    std::string name;
  } cases[] = {
      {{}, "ClientHello 1.2"},
      {{versions_1_3}, "ClientHello 1.3"},
      {{sni}, "ClientHello 1.2 SNI chat.example"},
      {{versions_1_3 + sni + alpn},
       "ClientHello 1.3 SNI chat.example ALPN h2+http/1.1"},
      {{versions_1_3, "session"}, "ClientHello 1.3"},
      {{"", "session"}, "ClientHello 1.2 resumes"},
      {{extension(35, "")}, "ClientHello 1.2"},
      {{extension(35, "ticket")}, "ClientHello 1.2 resumes"},
      {{versions_1_3 + extension(41, "key")}, "ClientHello 1.3 resumes"},
      {{versions_1_3 + extension(42, "") + extension(41, "key")},
       "ClientHello 1.3 resumes early data"},
      {{extension(43, vector(1, "\x7f\x1c"))}, "ClientHello 0x7f1c"},
      {{extension(0, vector(2, "\0"s + vector(2, "a], b\x1b")))},
       "ClientHello 1.2 SNI a???b?"},
      {{extension(0, vector(2, "\0"s + vector(2, std::string(41, 'n'))))},
       "ClientHello 1.2 SNI " + std::string(40, 'n') + "..."},
      {{extension(43, vector(1, "\3\0"s))}, "ClientHello SSL3"},
      {{extension(0, vector(2, "\1"s + vector(2, "no host")))},
       "ClientHello 1.2"},
  };
  for (const auto& one : cases)
    EXPECT_EQ(told(client_hello(one.hello)), one.name);
}

TEST(TlsReader, TellsWhatAServerHelloChooses) {
  EXPECT_EQ(told(server_hello({})), "ServerHello 1.2");
  EXPECT_EQ(told(server_hello({chosen_1_3})), "ServerHello 1.3");
  EXPECT_EQ(told(server_hello({chosen_1_3 + extension(41, "\0\0"s)})),
            "ServerHello 1.3 resumed");
  EXPECT_EQ(told(server_hello({chosen_1_3}, retry)), "HelloRetryRequest");
}

TEST(TlsReader, SeesASessionResumedIfTheServerSendsItsIdBack) {
  Reader client;
  told(client, client_hello({"", "mine"}));
  const struct {
    std::string session;
    std::string name;
  } cases[] = {{"mine", "ServerHello 1.2 resumed"},
               {"another", "ServerHello 1.2"},
               {"", "ServerHello 1.2"}};
  for (const auto& one : cases) {
    Reader server;
    server.hear(client);
    EXPECT_EQ(told(server, server_hello({"", one.session})), one.name);
  }
  Reader server;  // since 1.3 it always does
  server.hear(client);
  EXPECT_EQ(told(server, server_hello({chosen_1_3, "mine"})),
            "ServerHello 1.3");
}

TEST(TlsReader, NamesTheMessagesOfTls12UntilItIsEncrypted) {
  EXPECT_EQ(
      told(server_hello({}) +
           record(22, message(11, std::string(700, 'c')) + message(12, "key") +
                          message(14, "")) +
           record(20, "\1") + record(22, std::string(40, 'x')) +
           record(23, std::string(30, 'x')) + record(21, std::string(26, 'x'))),
      "ServerHello 1.2, Certificate, ServerKeyExchange, ServerHelloDone, "
      "ChangeCipherSpec, Handshake 40 encrypted, ApplicationData 30, "
      "Alert 26 encrypted");
}

TEST(TlsReader, ReadsAMessageThatIsCutIntoRecords) {
  const std::string hello = client_hello({sni}).substr(5);
  EXPECT_EQ(told(record(22, hello.substr(0, 3)) + record(22, hello.substr(3))),
            "ClientHello 1.2 SNI chat.example");
  const std::string certificate = message(11, std::string(300, 'c'));
  EXPECT_EQ(told(record(22, certificate.substr(0, 100)) +
                 record(22, certificate.substr(100) + message(14, ""))),
            "Certificate, ServerHelloDone");
}

TEST(TlsReader, Tls13HidesAllBehindTheHello) {
  EXPECT_EQ(
      told(server_hello({chosen_1_3}) + record(20, "\1") +
           record(23, std::string(23, 'x')) + record(23, std::string(19, 'x'))),
      "ServerHello 1.3, ChangeCipherSpec, ApplicationData 23, "
      "ApplicationData 19");
}

TEST(TlsReader, ReadsTheSecondHelloOfTls13BehindAChangeCipherSpec) {
  EXPECT_EQ(told(server_hello({chosen_1_3}, retry) + record(20, "\1") +
                 server_hello({chosen_1_3})),
            "HelloRetryRequest, ChangeCipherSpec, ServerHello 1.3");
  Reader server;
  told(server, server_hello({chosen_1_3}, retry));
  Reader client;
  told(client, client_hello({versions_1_3}));
  client.hear(server);
  EXPECT_EQ(told(client, record(20, "\1") + client_hello({versions_1_3})),
            "ChangeCipherSpec, ClientHello 1.3");
  server.hear(client);
  EXPECT_EQ(told(server, record(20, "\1") + server_hello({chosen_1_3})),
            "ChangeCipherSpec, ServerHello 1.3");
}

TEST(TlsReader, NamesMessagesByTheirNumbers) {
  EXPECT_EQ(told(record(22, message(8, "") + message(5, "") + message(22, "") +
                                message(99, ""))),
            "EncryptedExtensions, EndOfEarlyData, CertificateStatus, "
            "Handshake type 99");
}

TEST(TlsReader, NamesAHeartbeat) {
  EXPECT_EQ(told(record(24, "abc")), "Heartbeat 3 encrypted");
}

TEST(TlsReader, NamesAlertsInClear) {
  EXPECT_EQ(told(record(21, "\2\x30")), "Alert fatal unknown_ca");
  EXPECT_EQ(told(record(21, "\1\0"s) + record(21, "\2\x28")),
            "Alert warning close_notify, Alert fatal handshake_failure");
  EXPECT_EQ(told(record(21, "\2\x70")), "Alert fatal unrecognized_name");
  EXPECT_EQ(told(record(21, "\3\x07")), "Alert level 3 description 7");
}

TEST(TlsReader, RefusesWhatIsNoTls) {
  const std::string hello = client_hello({sni});
  std::string long_name = hello;
  long_name[long_name.find("chat") - 1] = 100;  // is longer than its list
  const std::string cases[] = {
      "GET / HTTP/1.1\r\n"s,
      "\x16\x02\0\0\1"s,
      "\x17\3\3\x48\1"s,  // 18433 bytes
      record(22, ""),     // empty, and in clear
      record(22, message(1, "").substr(0, 2)) + record(23, "x"),
      record(22, "\1\1\0\1"s),         // a hello of 65537 bytes
      record(22, message(1, "\3\3")),  // cut short
      record(22, message(2, "\3\3")),
      long_name,
      client_hello({extension(43, "\5\3\4")}),  // a list of 5 bytes
      server_hello({extension(43, "\3")}),
  };
  for (const std::string& bytes : cases) EXPECT_EQ(told(bytes), "?");
  const std::string certificate = message(11, std::string(300, 'c'));
  EXPECT_EQ(told(record(22, certificate.substr(0, 100)) + record(23, "x")),
            "Certificate, ?");
}

TEST(TlsReader, TellsNothingBehindWhatIsNoTls) {
  Reader reader;
  EXPECT_EQ(told(reader, record(23, "x") + "\x17\3\3\xff\xff"),
            "ApplicationData 1, ?");
  const std::string next = record(23, "x");
  Bytes input = std::as_bytes(std::span{next});
  EXPECT_EQ(tls::name_of(reader.next(input)), "");
  EXPECT_EQ(reader.pass(1), 0U);
}

TEST(TlsReader, TakesTheLongestRecordAndTheLongestHello) {
  EXPECT_EQ(told(record(23, std::string(18'432, 'x'))),
            "ApplicationData 18432");
  Reader reader;
  EXPECT_EQ(told(reader, record(22, "\1\1\0\0"s)), "");  // 65536
}

TEST(TlsReader, PassesOverOnlyWhatIsEncrypted) {
  Reader reader;
  EXPECT_EQ(told(reader, record(23, std::string(100, 'x')).substr(0, 10)),
            "ApplicationData 100");
  EXPECT_EQ(reader.pass(200), 95U);
  EXPECT_EQ(reader.pass(1), 0U);
  EXPECT_EQ(told(reader, record(23, "y")), "ApplicationData 1");
  told(reader, client_hello({sni}).substr(0, 20));
  EXPECT_EQ(reader.pass(1), 0U);
}

}  // namespace
