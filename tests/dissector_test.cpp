#include "common/websocket/dissector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/hex.h"
#include "common/websocket/picture.h"
#include "common/websocket/rules.h"

namespace {

using websocket::Dissector;
using websocket::Role;

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string picture_of(std::string_view bytes) {
  return "\n" + joined(websocket::picture(text::from_hex(bytes)));
}

struct Dissected {
  std::string text;
  bool right;
};

Dissected dissect(std::string_view bytes, std::optional<Role> sender = {},
                  const Dissector::Style& style = {.pictures = false}) {
  Dissector dissector{sender, 0, style};
  std::string text = joined(dissector.take(text::from_hex(bytes)));
  text += joined(dissector.end());
  return {text, dissector.is_right()};
}

// The RFC's own examples, section 5.7.
constexpr std::string_view masked_hello = "81 85 37 fa 21 3d 7f 9f 4d 51 58";

TEST(Picture, HasTheBitsOfAMaskedFrameWithTheirNames) {
  EXPECT_EQ(picture_of(masked_hello), R"(
        0                   1                   2                   3
        0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
       +-+-+-+-+-------+-+-------------+-------------------------------+
     0 |1|0|0|0|0 0 0 1|1|0 0 0 0 1 0 1|0 0 1 1 0 1 1 1 1 1 1 1 1 0 1 0|
       |F|R|R|R|opcode |M|   length    |          masking key          |
       |I|S|S|S| text  |A|      5      |      37              fa       |
       |N|V|V|V|       |S|             |                               |
       | |1|2|3|       |K|             |                               |
       +-+-+-+-+-------+-+-------------+-------------------------------+
     4 |0 0 1 0 0 0 0 1 0 0 1 1 1 1 0 1|0 1 1 1 1 1 1 1 1 0 0 1 1 1 1 1|
       |           continued           |        payload, masked        |
       |      21              3d       |      7f              9f       |
       |                               |  ^37 = 48  H     ^fa = 65  e  |
       +-------------------------------+---------------+---------------+
     8 |0 1 0 0 1 1 0 1 0 1 0 1 0 0 0 1 0 1 0 1 1 0 0 0|
       |                   continued                   |
       |      4d              51              58       |
       |  ^21 = 6c  l     ^3d = 6c  l     ^37 = 6f  o  |
       +-----------------------------------------------+
)");
}

TEST(Picture, HasALengthOf64Bits) {
  EXPECT_EQ(picture_of("82 7f 00 00 00 00 00 01 86 a0 ff"), R"(
        0                   1                   2                   3
        0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
       +-+-+-+-+-------+-+-------------+-------------------------------+
     0 |1|0|0|0|0 0 1 0|0|1 1 1 1 1 1 1|0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0|
       |F|R|R|R|opcode |M|   length    |        length, 64 bits        |
       |I|S|S|S|binary |A|127: 64 bits |      00              00       |
       |N|V|V|V|       |S|             |                               |
       | |1|2|3|       |K|             |                               |
       +-+-+-+-+-------+-+-------------+-------------------------------+
     4 |0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1|
       |                           continued                           |
       |      00              00              00              01       |
       +-------------------------------+---------------+---------------+
     8 |1 0 0 0 0 1 1 0 1 0 1 0 0 0 0 0|1 1 1 1 1 1 1 1|
       |           continued           |    payload    |
       |      86              a0       |      ff       |
       +-------------------------------+---------------+
)");
}

TEST(Picture, NamesAContinuationAReservedBitAndALengthOf16Bits) {
  EXPECT_EQ(picture_of("40 fe 01 00"), R"(
        0                   1                   2                   3
        0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
       +-+-+-+-+-------+-+-------------+-------------------------------+
     0 |0|1|0|0|0 0 0 0|1|1 1 1 1 1 1 0|0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 0|
       |F|R|R|R|opcode |M|   length    |        length, 16 bits        |
       |I|S|S|S|contin-|A|126: 16 bits |      01              00       |
       |N|V|V|V|uation |S|             |                               |
       | |1|2|3|       |K|             |                               |
       +-+-+-+-+-------+-+-------------+-------------------------------+
)");
}

TEST(Picture, HasOnlyWhatIsThere) {
  EXPECT_EQ(picture_of("8b"), R"(
        0                   1                   2                   3
        0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
       +-+-+-+-+-------+
     0 |1|0|0|0|1 0 1 1|
       |F|R|R|R|opcode |
       |I|S|S|S|unknown|
       |N|V|V|V|       |
       | |1|2|3|       |
       +-+-+-+-+-------+
)");
}

TEST(Picture, FitsAScreenHoweverTheFrameIsCut) {
  for (const std::string_view bytes :
       {masked_hello, std::string_view{"82 ff 00 00 00 00 00 01 86 a0 01 02 03 "
                                       "04 05 06 07 08 09 0a 0b 0c 0d"}}) {
    const websocket::Output frame = text::from_hex(bytes);
    for (std::size_t size = 0; size <= frame.size(); ++size)
      for (const std::string& line :
           websocket::picture(websocket::Bytes{frame}.first(size), 1'000'000))
        EXPECT_LE(line.size(), 80U) << line;
  }
}

TEST(Dissector, ShowsAPayloadMaskedAndUnmasked) {
  const auto [text, right] = dissect(masked_hello, {}, {});
  EXPECT_TRUE(text.starts_with("frame 1, byte 0: text, 5 bytes, masked\n"));
  EXPECT_TRUE(text.ends_with(R"(
as sent    7f 9f 4d 51 58
unmasked   48 65 6c 6c 6f                                   Hello
message    text, 5 bytes: Hello

)")) << text;
  EXPECT_TRUE(right);
}

TEST(Dissector, JoinsFragmentsAndLetsAPingPassBetweenThem) {
  const auto [text, right] = dissect("01 03 48 65 6c 89 00 80 02 6c 6f");
  EXPECT_EQ(text, R"(frame 1, byte 0: text to be continued, 3 bytes
frame 2, byte 5: ping, 0 bytes
frame 3, byte 7: continuation, 2 bytes
message    text, 5 bytes in 2 frames: Hello
)");
  EXPECT_TRUE(right);
}

TEST(Dissector, ReadsACloseAndNothingBehindIt) {
  EXPECT_EQ(dissect("88 05 03 e9 62 79 65 81 00").text,
            R"(frame 1, byte 0: close, 5 bytes
close      1001, going away
reason     bye
Behind it: 2 bytes that no endpoint reads.
)");
  EXPECT_EQ(dissect("88 00").text, R"(frame 1, byte 0: close, 0 bytes
close      no code: the receiver tells it as 1005
)");
}

TEST(Dissector, AllowsACloseWithinAMessage) {
  EXPECT_EQ(dissect("01 01 48 88 02 03 e8").text,
            R"(frame 1, byte 0: text to be continued, 1 byte
frame 2, byte 3: close, 2 bytes
close      1000, normal closure
)");
}

TEST(Dissector, SaysWhereAFrameIsCut) {
  const struct {
    std::string_view bytes;
    std::string_view says;
  } cases[] = {
      {"81", "frame 1, byte 0\ncut short  at byte 1: 1 byte of its header\n"},
      {"81 05 48",
       "frame 1, byte 0: text, 5 bytes\ncut short  at byte 3: 3 of 7 bytes\n"},
      {"01 01 48",
       "frame 1, byte 0: text to be continued, 1 byte\n"
       "The message is not complete: a last fragment is missing.\n"},
  };
  for (const auto& [bytes, says] : cases) {
    const auto [text, right] = dissect(bytes);
    EXPECT_EQ(text, says);
    EXPECT_FALSE(right) << bytes;
  }
}

TEST(Dissector, KnowsTheSenderByItsFirstFrame) {
  EXPECT_TRUE(dissect("89 80 01 02 03 04 89 80 01 02 03 04").right);
  EXPECT_TRUE(dissect("89 00 89 00").right);
  EXPECT_FALSE(dissect("89 00 89 80 01 02 03 04").right);
  EXPECT_FALSE(dissect("89 80 01 02 03 04 89 00").right);
  EXPECT_FALSE(dissect("89 00", Role::client).right);
  EXPECT_FALSE(dissect("89 80 01 02 03 04", Role::server).right);
}

struct Broken {
  websocket::Rule rule;
  Role sender;
  std::string_view bytes;
  std::size_t where;
};

const std::vector<Broken>& broken() {
  namespace rule = websocket::rule;
  static const std::vector<Broken> all = {
      {rule::client_masks, Role::client, "81 01 61", 1},
      {rule::server_does_not_mask, Role::server, "81 81 00 00 00 00 61", 1},
      {rule::reserved_bits, Role::server, "c1 00", 0},
      {rule::known_opcode, Role::server, "83 00", 0},
      {rule::shortest_length, Role::server, "81 7e 00 01 61", 2},
      {rule::length_first_bit, Role::server, "81 7f 80 00 00 00 00 00 00 00",
       2},
      {rule::control_unfragmented, Role::server, "09 00", 0},
      {rule::control_short, Role::server, "89 7e 00 7e", 1},
      {rule::continuation, Role::server, "89 00 80 00", 2},
      {rule::one_message_at_a_time, Role::server, "01 00 01 00", 2},
      {rule::text_is_utf8, Role::server, "81 03 61 ff 61", 3},
      {rule::text_ends_whole, Role::server, "81 02 61 c3", 3},
      {rule::frame_limit, Role::server, "82 7f 00 00 00 00 01 00 00 01", 1},
      {rule::message_limit, Role::server,
       "02 01 61 80 7f 00 00 00 00 01 00 00 00", 4},
      {rule::close_code_is_whole, Role::server, "88 01 03", 2},
      {rule::close_code_allowed, Role::server, "88 02 03 ed", 2},
      {rule::close_reason_is_utf8, Role::server, "88 05 03 e8 61 ff 61", 5},
      {rule::close_reason_is_utf8, Role::server, "88 04 03 e8 61 c3", 5},
  };
  return all;
}

TEST(Dissector, NamesTheRuleThatIsBrokenAndTheByteThatBreaksIt) {
  for (const auto& [rule, sender, bytes, where] : broken()) {
    const std::string wanted = "broken     byte " + std::to_string(where) +
                               ": " + std::string{rule.name} + " (RFC 6455, " +
                               std::string{rule.section} + ")\n";
    const auto [text, right] = dissect(bytes, sender);
    EXPECT_NE(text.find(wanted), text.npos) << wanted << text;
    EXPECT_NE(text.find("answer     Close " + std::to_string(rule.code)),
              text.npos);
    EXPECT_FALSE(right);
  }
}

TEST(Dissector, HasSeenEveryRuleBroken) {
  for (const websocket::Rule& rule : websocket::rule::all)
    EXPECT_TRUE(std::ranges::any_of(broken(), [&](const Broken& b) {
      return b.rule.name == rule.name;
    })) << rule.name;
}

TEST(Dissector, ShowsAllOfAFrameWhoseHeaderIsWrongAndNothingBehindIt) {
  EXPECT_EQ(dissect("c1 02 48 69 81 00").text,
            R"(frame 1, byte 0: text, 2 bytes
broken     byte 0: the reserved bits are 0 (RFC 6455, 5.2)
answer     Close 1002, protocol error
Behind it: 2 bytes that no endpoint reads.
)");
}

TEST(Dissector, TakesACompressedMessageForOneWhereThatIsAgreedOn) {
  const auto deflated = [](std::string_view bytes) {
    Dissector dissector{
        {}, 0, {.pictures = false}, websocket::Extension::permessage_deflate};
    std::string text = joined(dissector.take(text::from_hex(bytes)));
    text += joined(dissector.end());
    return Dissected{text, dissector.is_right()};
  };
  // RFC 7692, 7.2.3.1: "Hello" in one frame, in two; and behind it a plain one.
  auto [text, right] = deflated(
      "c1 07 f2 48 cd c9 c9 07 00 81 01 61 41 03 f2 48 cd 89 00 "
      "80 04 c9 c9 07 00");
  EXPECT_EQ(text, R"(frame 1, byte 0: text, 7 bytes, compressed
message    text, 7 bytes, compressed (permessage-deflate)
frame 2, byte 9: text, 1 byte
message    text, 1 byte: a
frame 3, byte 12: text to be continued, 3 bytes, compressed
frame 4, byte 17: ping, 0 bytes
frame 5, byte 19: continuation, 4 bytes
message    text, 7 bytes in 2 frames, compressed (permessage-deflate)
)");
  EXPECT_TRUE(right);
  for (const std::string_view bytes : {"c9 00", "41 00 c0 00", "01 00 c0 00",
                                       "e1 00", "a1 00", "c3 00", "81 01 ff"})
    EXPECT_FALSE(deflated(bytes).right) << bytes;
}

TEST(Dissector, SaysTheSameHoweverTheBytesAreCut) {
  const std::string_view bytes =
      "01 03 48 65 6c 89 00 80 02 6c 6f 88 02 03 e8 00";
  const websocket::Output all = text::from_hex(bytes);
  const std::string whole = dissect(bytes, {}, {}).text;
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    Dissector dissector{{}, 0, {}};
    std::string text = joined(dissector.take(websocket::Bytes{all}.first(cut)));
    text += joined(dissector.take(websocket::Bytes{all}.subspan(cut)));
    text += joined(dissector.end());
    EXPECT_EQ(text, whole) << "cut at " << cut;
  }
}

TEST(Dissector, ShowsTheBeginningOfALongPayload) {
  std::string bytes = "82 7e 01 00";
  for (int i = 0; i < 256; ++i) bytes += " 61";
  const auto [text, right] = dissect(bytes, {}, {.payload_bytes = 16});
  EXPECT_NE(text.find("aaaaaaaaaaaaaaaa\n           and 240 bytes more\n"),
            text.npos)
      << text;
  EXPECT_TRUE(right);
}

TEST(Dissector, LetsNoControlCharacterThrough) {
  const auto [text, right] = dissect("81 04 1b 5b 32 4a", {}, {});
  EXPECT_EQ(text.find('\x1b'), text.npos);
  EXPECT_NE(text.find("message    text, 4 bytes: .[2J"), text.npos) << text;
  EXPECT_TRUE(right);
}

}  // namespace
