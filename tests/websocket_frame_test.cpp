// Headers, masks and close codes, beside the RFC's own examples.
#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/websocket/close_code.h"
#include "common/websocket/close_frame.h"
#include "common/websocket/frame.h"
#include "common/websocket/mask.h"

namespace {

using websocket::bytes_of;
using websocket::FrameHeader;
using websocket::HeaderReader;
using websocket::MaskingKey;
using websocket::Opcode;
using websocket::Output;

Output bytes(std::initializer_list<int> values) {
  Output all;
  for (const int value : values) all.push_back(static_cast<std::byte>(value));
  return all;
}

constexpr MaskingKey rfc_key = {std::byte{0x37}, std::byte{0xfa},
                                std::byte{0x21}, std::byte{0x3d}};

Output frame(const FrameHeader& header, std::string_view payload) {
  Output output;
  websocket::append_frame(output, header, bytes_of(payload));
  return output;
}

Output header(const FrameHeader& header) {
  Output output;
  websocket::append_header(output, header);
  return output;
}

// RFC 6455, section 5.7.
TEST(Frame, IsWrittenAsInTheRfc) {
  EXPECT_EQ(frame({}, "Hello"),
            bytes({0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f}));
  EXPECT_EQ(frame({.key = rfc_key}, "Hello"),
            bytes({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51,
                   0x58}));
  EXPECT_EQ(frame({.fin = false}, "Hel"),
            bytes({0x01, 0x03, 0x48, 0x65, 0x6c}));
  EXPECT_EQ(frame({.opcode = Opcode::continuation}, "lo"),
            bytes({0x80, 0x02, 0x6c, 0x6f}));
  EXPECT_EQ(frame({.opcode = Opcode::ping}, "Hello"),
            bytes({0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f}));
  EXPECT_EQ(frame({.opcode = Opcode::pong, .key = rfc_key}, "Hello"),
            bytes({0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51,
                   0x58}));
  EXPECT_EQ(header({.opcode = Opcode::binary, .length = 256}),
            bytes({0x82, 0x7e, 0x01, 0x00}));
  EXPECT_EQ(header({.opcode = Opcode::binary, .length = 65536}),
            bytes({0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0}));
}

TEST(Frame, StandsBehindWhatIsInTheOutputAlready) {
  Output output = bytes({1, 2, 3});
  websocket::append_frame(output, {.key = rfc_key}, bytes_of("Hello"));
  EXPECT_EQ(output, bytes({1, 2, 3, 0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f,
                           0x9f, 0x4d, 0x51, 0x58}));
}

void expect_equal(const FrameHeader& a, const FrameHeader& b) {
  EXPECT_EQ(a.fin, b.fin);
  EXPECT_EQ(a.reserved, b.reserved);
  EXPECT_EQ(a.opcode, b.opcode);
  EXPECT_EQ(a.key, b.key);
  EXPECT_EQ(a.length, b.length);
  EXPECT_EQ(a.shortest, b.shortest);
}

TEST(Header, ComesBackAsItWasWritten) {
  for (const std::uint64_t length :
       {0UL, 125UL, 126UL, 65535UL, 65536UL, 1UL << 32, ~0UL}) {
    for (int bits = 0; bits < 256; ++bits) {
      for (const auto& key : {std::optional<MaskingKey>{}, {rfc_key}}) {
        const FrameHeader written{
            .fin = bits >= 128,
            .reserved = static_cast<std::uint8_t>(bits / 16 % 8),
            .opcode = static_cast<Opcode>(bits % 16),
            .key = key,
            .length = length};
        Output output = header(written);
        output.push_back(std::byte{0x55});  // of the payload
        std::span<std::byte> input{output};
        const auto read = HeaderReader{}.read(input);
        ASSERT_TRUE(read);
        expect_equal(*read, written);
        EXPECT_EQ(input.size(), 1U);
      }
    }
  }
}

TEST(Header, IsReadFromAnyPieces) {
  const FrameHeader written{.key = rfc_key, .length = 1UL << 40};
  Output output = header(written);
  ASSERT_EQ(output.size(), 14U);
  HeaderReader reader;
  for (int round = 0; round < 2; ++round) {  // the reader serves many
    for (std::size_t i = 0; i < 13; ++i) {
      std::span<std::byte> input = std::span{output}.subspan(i, 1);
      EXPECT_FALSE(reader.read(input)) << i;
      EXPECT_TRUE(input.empty());
    }
    std::span<std::byte> input = std::span{output}.last(1);
    const auto read = reader.read(input);
    ASSERT_TRUE(read);
    expect_equal(*read, written);
  }
}

TEST(Header, TellsWhetherItsLengthTakesTheShortestForm) {
  struct Case {
    Output bytes;
    bool shortest;
  };
  const std::vector<Case> cases = {
      {bytes({0x82, 126, 0, 125}), false},
      {bytes({0x82, 126, 0, 126}), true},
      {bytes({0x82, 127, 0, 0, 0, 0, 0, 0, 0xff, 0xff}), false},
      {bytes({0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0}), true},
  };
  for (auto [input, shortest] : cases) {
    std::span<std::byte> rest{input};
    EXPECT_EQ(HeaderReader{}.read(rest)->shortest, shortest);
  }
}

TEST(Mask, IsTheSameEightBytesAtATimeAsOneAtATime) {
  std::mt19937 random{53};
  Output original(200);
  for (std::byte& byte : original) byte = static_cast<std::byte>(random());
  for (std::size_t size = 0; size <= 40; ++size) {
    for (std::size_t begin = 0; begin < 9; ++begin) {  // also not aligned
      for (const std::size_t position : {0UL, 1UL, 2UL, 3UL, 4UL, 1UL << 40}) {
        Output fast = original;
        Output plain = original;
        websocket::apply_mask(std::span{fast}.subspan(begin, size), rfc_key,
                              position);
        websocket::apply_mask_plainly(std::span{plain}.subspan(begin, size),
                                      rfc_key, position);
        ASSERT_EQ(fast, plain) << size << " bytes, position " << position;
      }
    }
  }
}

TEST(Mask, RemovesItself) {
  Output text{};
  websocket::append(text, bytes_of("The mask is no secret: it stands before."));
  const Output original = text;
  websocket::apply_mask(text, rfc_key);
  EXPECT_NE(text, original);
  websocket::apply_mask(text, rfc_key);
  EXPECT_EQ(text, original);
}

TEST(CloseCode, MayBeSentIfARegistryOrAnApplicationOwnsIt) {
  for (int code = 0; code <= 65535; ++code) {
    const bool registered =
        (1000 <= code && code <= 1003) || (1007 <= code && code <= 1014);
    const bool applications = 3000 <= code && code <= 4999;
    EXPECT_EQ(websocket::may_be_sent(static_cast<websocket::CloseCode>(code)),
              registered || applications)
        << code;
  }
}

TEST(ClosePayload, HoldsAReasonOf123BytesAndNoMore) {
  const std::string reason(123, 'a');
  EXPECT_EQ(websocket::close_payload(1000, reason).size(), 125U);
  EXPECT_THROW(websocket::close_payload(1000, reason + "a"),
               std::invalid_argument);
}

}  // namespace
