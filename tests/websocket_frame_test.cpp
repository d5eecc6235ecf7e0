#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "common/websocket/frame.h"

namespace {

using websocket::decode_text;
using websocket::encode_text;
using websocket::NeedMore;
using websocket::Sender;
using websocket::TextFrame;
using websocket::WrongFrame;

using Bytes = std::vector<std::byte>;

Bytes bytes(std::initializer_list<int> values) {
  Bytes all;
  for (const int value : values) all.push_back(static_cast<std::byte>(value));
  return all;
}

constexpr websocket::MaskingKey rfc_key = {std::byte{0x37}, std::byte{0xfa},
                                           std::byte{0x21}, std::byte{0x3d}};

// RFC 6455, section 5.7.
Bytes hello_of_a_server() {
  return bytes({0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f});
}
Bytes hello_of_a_client() {
  return bytes(
      {0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58});
}

TEST(TextFrame, IsEncodedAsInTheRfc) {
  EXPECT_EQ(encode_text("Hello", std::nullopt), hello_of_a_server());
  EXPECT_EQ(encode_text("Hello", rfc_key), hello_of_a_client());
}

TEST(TextFrame, IsDecodedAsInTheRfc) {
  const auto server = decode_text(hello_of_a_server(), Sender::server);
  ASSERT_TRUE(std::holds_alternative<TextFrame>(server));
  EXPECT_EQ(std::get<TextFrame>(server).text, "Hello");
  EXPECT_EQ(std::get<TextFrame>(server).size, 7U);

  const auto client = decode_text(hello_of_a_client(), Sender::client);
  ASSERT_TRUE(std::holds_alternative<TextFrame>(client));
  EXPECT_EQ(std::get<TextFrame>(client).text, "Hello");
  EXPECT_EQ(std::get<TextFrame>(client).size, 11U);
}

TEST(TextFrame, ComesBackAsItWentForEveryLengthThatItMayHave) {
  std::string text;
  for (std::size_t size = 0; size <= 125; ++size) {
    const auto server =
        decode_text(encode_text(text, std::nullopt), Sender::server);
    ASSERT_TRUE(std::holds_alternative<TextFrame>(server)) << size;
    EXPECT_EQ(std::get<TextFrame>(server).text, text);

    const auto client = decode_text(encode_text(text, rfc_key), Sender::client);
    ASSERT_TRUE(std::holds_alternative<TextFrame>(client)) << size;
    EXPECT_EQ(std::get<TextFrame>(client).text, text);
    text += static_cast<char>(0x55 + 2 * size);
  }
}

TEST(TextFrame, MayNotBeLongerThan125Bytes) {
  EXPECT_THROW(encode_text(std::string(126, 'a'), std::nullopt),
               std::length_error);
}

TEST(TextFrame, NeedsMoreUntilItsLastByteIsThere) {
  struct Case {
    Bytes whole;
    Sender sender;
  };
  const std::vector<Case> cases = {
      {hello_of_a_server(), Sender::server},
      {hello_of_a_client(), Sender::client},
      {encode_text("", rfc_key), Sender::client},
  };
  for (const auto& [whole, sender] : cases) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      // A copy of its own, so that a sanitizer sees a read beyond its end.
      const Bytes part(whole.begin(),
                       whole.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_TRUE(std::holds_alternative<NeedMore>(decode_text(part, sender)))
          << size << " of " << whole.size();
    }
  }
}

TEST(TextFrame, EndsWhereTheNextOneBegins) {
  Bytes two = encode_text("one", std::nullopt);
  const Bytes second = encode_text("two", std::nullopt);
  two.insert(two.end(), second.begin(), second.end());

  const auto first = decode_text(two, Sender::server);
  ASSERT_TRUE(std::holds_alternative<TextFrame>(first));
  EXPECT_EQ(std::get<TextFrame>(first).text, "one");
  const auto rest = std::span(two).subspan(std::get<TextFrame>(first).size);
  const auto next = decode_text(rest, Sender::server);
  ASSERT_TRUE(std::holds_alternative<TextFrame>(next));
  EXPECT_EQ(std::get<TextFrame>(next).text, "two");
}

TEST(WrongFrame, NamesTheRuleThatItBreaks) {
  struct Case {
    Bytes frame;
    Sender sender;
    std::string reason;  // a part of it
  };
  const std::vector<Case> cases = {
      {bytes({0xc1, 0x00}), Sender::server, "reserved"},
      {bytes({0xa1, 0x00}), Sender::server, "reserved"},
      {bytes({0x91, 0x00}), Sender::server, "reserved"},
      {bytes({0x80, 0x00}), Sender::server, "not a text frame"},
      {bytes({0x82, 0x00}), Sender::server, "not a text frame"},
      {bytes({0x88, 0x00}), Sender::server, "not a text frame"},
      {bytes({0x89, 0x00}), Sender::server, "not a text frame"},
      {bytes({0x83, 0x00}), Sender::server, "not a text frame"},
      {bytes({0x01, 0x00}), Sender::server, "fragment"},
      {hello_of_a_server(), Sender::client, "a client must mask"},
      {hello_of_a_client(), Sender::server, "a server must not mask"},
      {bytes({0x81, 0x7e}), Sender::server, "longer than 125"},
      {bytes({0x81, 0x7f}), Sender::server, "longer than 125"},
      {bytes({0x81, 0xfe}), Sender::client, "longer than 125"},
  };
  for (const auto& [frame, sender, reason] : cases) {
    const auto decoded = decode_text(frame, sender);
    ASSERT_TRUE(std::holds_alternative<WrongFrame>(decoded)) << reason;
    EXPECT_NE(std::get<WrongFrame>(decoded).reason.find(reason),
              std::string::npos)
        << std::get<WrongFrame>(decoded).reason;
  }
}

}  // namespace
