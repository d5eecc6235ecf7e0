// What RFC 6455 says of frames, messages and Close, a case a sentence. Each is
// played to a server and to a client, in one piece and cut in every way.
#include <gtest/gtest.h>

#include <cctype>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "tests/websocket_transcript.h"

namespace {

using transcript::code;
using transcript::Frame;
using transcript::quote;
using transcript::Recorder;
using websocket::Role;
namespace rule = websocket::rule;

constexpr int continuation = 0;
constexpr int text = 1;
constexpr int binary = 2;
constexpr int close = 8;
constexpr int ping = 9;
constexpr int pong = 10;

constexpr bool not_last = false;  // for the FIN bit

// Small, but every form of a length fits into them.
constexpr websocket::Limits limits{.frame_bytes = 65'536,
                                   .message_bytes = 65'540};

struct Case {
  std::string section;
  std::string sentence;
  std::vector<Frame> frames;
  std::string expected;
};
using Cases = std::vector<Case>;

// What is expected if the MASK bit is wrong depends on who receives it.
const std::string wrong_mask = "a failure of the one rule or the other";

std::string many(std::size_t size, char c = 'a') {
  return std::string(size, c);
}

// The peer's frame breaks this rule, and our Close says so.
std::string failure(const websocket::Rule& rule) {
  const std::string name{rule.name};
  return "failure: " + name + " | sends close " + std::to_string(rule.code) +
         " '" + name + " (RFC 6455, " + std::string{rule.section} + ")'";
}

Cases framing() {
  Cases cases = {
      {"5.2",
       "several messages in one piece are several messages",
       {{text, "one"}, {binary, "two"}, {text, ""}, {text, "four"}},
       "text 'one' | binary 'two' | text | text 'four'"},
      {"5.6",
       "binary may hold any bytes",
       {{binary, std::string("\xff\x00\xc0\x80", 4)}},
       quote("binary", std::string("\xff\x00\xc0\x80", 4))},
      {"5.2",
       "a first bit of 1 in a length is a failure",
       {{.opcode = binary, .length = 1ULL << 63}},
       failure(rule::length_first_bit)},
      {"5.2",
       "a length of all ones is a failure",
       {{.opcode = binary, .length = ~0ULL}},
       failure(rule::length_first_bit)},
      {"5.1",
       "a wrong MASK bit is a failure, on either side",
       {{.opcode = text, .payload = "a", .masked_as_it_must = false}},
       wrong_mask},
      {"5.1",
       "a wrong MASK bit is a failure for an empty frame too",
       {{.opcode = text, .masked_as_it_must = false}},
       wrong_mask},
      {"5.1",
       "a wrong MASK bit is a failure for a Ping too",
       {{.opcode = ping, .masked_as_it_must = false}},
       wrong_mask},
      {"5.1",
       "a wrong MASK bit is a failure for a Close too",
       {{.opcode = close, .masked_as_it_must = false}},
       wrong_mask},
      {"5.1",
       "a wrong MASK bit is a failure in a later fragment too",
       {{text, "a", not_last},
        {.opcode = continuation, .payload = "b", .masked_as_it_must = false}},
       wrong_mask},
  };
  for (const std::size_t size :
       {0UL, 1UL, 125UL, 126UL, 127UL, 65535UL, 65536UL}) {
    const std::string bytes = std::to_string(size) + " bytes";
    cases.push_back({"5.2",
                     "a text of " + bytes + " arrives",
                     {{text, many(size)}},
                     quote("text", many(size))});
    cases.push_back({"5.2",
                     "a binary message of " + bytes + " arrives",
                     {{binary, many(size)}},
                     quote("binary", many(size))});
  }
  for (const auto& [size, length_bytes] : std::vector<std::pair<int, int>>{
           {0, 2}, {125, 2}, {0, 8}, {125, 8}, {126, 8}, {65535, 8}}) {
    cases.push_back({"5.2",
                     "a length of " + std::to_string(size) + " in " +
                         std::to_string(length_bytes) + " bytes is a failure",
                     {{.opcode = binary,
                       .payload = many(static_cast<std::size_t>(size)),
                       .length_bytes = length_bytes}},
                     failure(rule::shortest_length)});
  }
  return cases;
}

Cases ping_and_pong() {
  Cases cases = {
      {"5.5.2",
       "a Ping is answered by a Pong with the same payload",
       {{ping, "are you there?"}},
       "ping 'are you there?' | sends pong 'are you there?'"},
      {"5.5.2",
       "an empty Ping is answered by an empty Pong",
       {{ping}},
       "ping | sends pong"},
      {"5.5.2",
       "a Ping of bytes that are no UTF-8 is answered",
       {{ping, "\xfe\xff"}},
       "ping '\xfe\xff' | sends pong '\xfe\xff'"},
      {"5.5.2",
       "a Ping of 125 bytes is answered",
       {{ping, many(125)}},
       "ping '" + many(125) + "' | sends pong '" + many(125) + "'"},
      {"5.5",
       "a Ping of 126 bytes is a failure",
       {{ping, many(126)}},
       failure(rule::control_short)},
      {"5.5",
       "a Pong of 126 bytes is a failure",
       {{pong, many(126)}},
       failure(rule::control_short)},
      {"5.5",
       "a Ping of 65536 bytes is a failure",
       {{.opcode = ping, .length = 65536}},
       failure(rule::control_short)},
      {"5.5.2",
       "each of several Pings is answered",
       {{ping, "1"}, {ping, "2"}, {ping, "3"}},
       "ping '1' | sends pong '1' | ping '2' | sends pong '2' | "
       "ping '3' | sends pong '3'"},
      {"5.5.2",
       "a Ping between two messages is answered between them",
       {{text, "one"}, {ping, "p"}, {text, "two"}},
       "text 'one' | ping 'p' | sends pong 'p' | text 'two'"},
      {"5.5.3",
       "a Pong that nobody asked for is not answered",
       {{pong, "alive"}, {pong}},
       "pong 'alive' | pong"},
      {"5.4",
       "a Ping within a message is answered before its end",
       {{text, "one", not_last}, {ping, "p"}, {continuation, " message"}},
       "ping 'p' | sends pong 'p' | text 'one message'"},
      {"5.5",
       "a fragmented Ping is a failure",
       {{ping, "a", not_last}},
       failure(rule::control_unfragmented)},
      {"5.5",
       "a fragmented Pong is a failure",
       {{pong, "a", not_last}},
       failure(rule::control_unfragmented)},
      {"5.5",
       "a fragmented Close is a failure",
       {{close, "", not_last}},
       failure(rule::control_unfragmented)},
      {"5.5",
       "a fragmented Ping within a message is a failure",
       {{text, "one", not_last}, {ping, "a", not_last}},
       failure(rule::control_unfragmented)},
  };
  return cases;
}

Cases reserved() {
  Cases cases;
  for (int bits = 1; bits <= 7; ++bits) {
    const std::string bits_text = std::to_string(bits);
    for (const int opcode : {text, binary, ping, close}) {
      cases.push_back({"5.2",
                       "reserved bits " + bits_text + " with opcode " +
                           std::to_string(opcode) + " are a failure",
                       {{.opcode = opcode, .reserved = bits}},
                       failure(rule::reserved_bits)});
    }
    cases.push_back({"5.2",
                     "reserved bits " + bits_text +
                         " are a failure after what came before them",
                     {{text, "one"},
                      {text, "two", not_last},
                      {.opcode = continuation, .reserved = bits}},
                     "text 'one' | " + failure(rule::reserved_bits)});
  }
  for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    const std::string name = "opcode " + std::to_string(opcode);
    cases.push_back({"5.2",
                     name + " is a failure",
                     {{opcode, "a"}},
                     failure(rule::known_opcode)});
    cases.push_back({"5.2",
                     name + " is a failure without a payload too",
                     {{text, "one"}, {opcode}, {text, "two"}},
                     "text 'one' | " + failure(rule::known_opcode)});
    cases.push_back({"5.2",
                     name + " is a failure within a message too",
                     {{text, "one", not_last}, {opcode}},
                     failure(rule::known_opcode)});
  }
  return cases;
}

Cases fragmentation() {
  return {
      {"5.4",
       "two fragments are one text",
       {{text, "Hel", not_last}, {continuation, "lo"}},
       "text 'Hello'"},
      {"5.4",
       "two fragments are one binary message",
       {{binary, "Hel", not_last}, {continuation, "lo"}},
       "binary 'Hello'"},
      {"5.4",
       "any number of fragments are one message",
       {{text, "a", not_last},
        {continuation, "b", not_last},
        {continuation, "c", not_last},
        {continuation, "d", not_last},
        {continuation, "e"}},
       "text 'abcde'"},
      {"5.4",
       "fragments may be empty, the first too",
       {{text, "", not_last},
        {continuation, "middle", not_last},
        {continuation, ""}},
       "text 'middle'"},
      {"5.4",
       "a message may be of empty fragments only",
       {{binary, "", not_last},
        {continuation, "", not_last},
        {continuation, ""}},
       "binary"},
      {"5.4",
       "control frames may stand between all fragments",
       {{text, "a", not_last},
        {ping, "1"},
        {continuation, "b", not_last},
        {pong, "2"},
        {ping, "3"},
        {continuation, "c"}},
       "ping '1' | sends pong '1' | pong '2' | ping '3' | sends pong '3' | "
       "text 'abc'"},
      {"5.4",
       "a second message may follow the last fragment",
       {{text, "a", not_last},
        {continuation, "b"},
        {binary, "c", not_last},
        {continuation, "d"},
        {text, "e"}},
       "text 'ab' | binary 'cd' | text 'e'"},
      {"5.4",
       "a continuation of nothing is a failure",
       {{continuation, "a"}},
       failure(rule::continuation)},
      {"5.4",
       "a continuation of nothing is a failure if it is not the last",
       {{continuation, "a", not_last}},
       failure(rule::continuation)},
      {"5.4",
       "a continuation of a message that is complete is a failure",
       {{text, "a", not_last}, {continuation, "b"}, {continuation, "c"}},
       "text 'ab' | " + failure(rule::continuation)},
      {"5.4",
       "a continuation of an unfragmented message is a failure",
       {{text, "a"}, {continuation, "b"}},
       "text 'a' | " + failure(rule::continuation)},
      {"5.4",
       "a text within a text is a failure",
       {{text, "a", not_last}, {text, "b"}},
       failure(rule::one_message_at_a_time)},
      {"5.4",
       "a binary fragment within a text is a failure",
       {{text, "a", not_last}, {binary, "b", not_last}},
       failure(rule::one_message_at_a_time)},
  };
}

Cases utf8() {
  const std::string greek = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5";
  Cases cases = {
      {"8.1",
       "a text may hold every plane of Unicode",
       {{text, greek + " \xe6\x97\xa5 \xf0\x9d\x84\x9e"}},
       "text '" + greek + " \xe6\x97\xa5 \xf0\x9d\x84\x9e'"},
      {"8.1",
       "a character may be cut by a fragment's end",
       {{text, "\xf0\x9d", not_last},
        {continuation, "\x84", not_last},
        {ping},
        {continuation, "\x9e"}},
       "ping | sends pong | text '\xf0\x9d\x84\x9e'"},
      {"8.1",
       "the next text begins with a character of its own",
       {{text, greek}, {text, "\xf0\x9d\x84\x9e"}},
       "text '" + greek + "' | text '\xf0\x9d\x84\x9e'"},
      {"8.1",
       "text that ends within a character is a failure",
       {{text, "\xf0\x9d\x84"}},
       failure(rule::text_ends_whole)},
      {"8.1",
       "text whose last fragment ends within a character is a failure",
       {{text, "a", not_last}, {continuation, "\xce"}},
       failure(rule::text_ends_whole)},
      {"8.1",
       "text ended by an empty fragment within a character is a failure",
       {{text, "\xce", not_last}, {continuation, ""}},
       failure(rule::text_ends_whole)},
      {"8.1",
       "a bad byte is a failure before its frame is complete",
       {{.opcode = text, .payload = "a\xff", .length = 1000}},
       failure(rule::text_is_utf8)},
      {"8.1",
       "a bad byte is a failure before its message is complete",
       {{text, "a\xc0", not_last}},
       failure(rule::text_is_utf8)},
      {"8.1",
       "a bad byte is a failure in a later fragment",
       {{text, "a", not_last}, {continuation, "\x80", not_last}},
       failure(rule::text_is_utf8)},
      {"8.1",
       "what came before a bad text still arrives",
       {{text, "one"}, {text, "\xff"}, {text, "two"}},
       "text 'one' | " + failure(rule::text_is_utf8)},
  };
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"a continuation byte alone", "\x80"},
      {"five continuation bytes", "\x80\x81\xbf\x80\xbf"},
      {"a first byte before ASCII", "\xc3 "},
      {"a first byte before another", "\xe1\xbd\xce\xba"},
      {"c0, which is never right", "\xc0\xaf"},
      {"c1, which is never right", "\xc1\xbf"},
      {"three bytes where two would do", "\xe0\x9f\xbf"},
      {"four bytes where three would do", "\xf0\x8f\xbf\xbf"},
      {"the first surrogate, U+D800", "\xed\xa0\x80"},
      {"the last surrogate, U+DFFF", "\xed\xbf\xbf"},
      {"U+110000, beyond Unicode", "\xf4\x90\x80\x80"},
      {"f5, which is never right", "\xf5\x80\x80\x80"},
      {"five bytes of the old form", "\xf8\x88\x80\x80\x80"},
      {"fe", "\xfe"},
      {"ff", "\xff"},
  };
  for (const auto& [name, bytes] : bad) {
    cases.push_back({"8.1",
                     "text with " + name + " is a failure",
                     {{text, "a text " + bytes + " and more"}},
                     failure(rule::text_is_utf8)});
  }
  return cases;
}

Cases closing() {
  Cases cases = {
      {"7.1.5",
       "a Close without a code is reported as 1005, and answered so",
       {{close}},
       "closed 1005 | sends close"},
      {"5.5.1",
       "a Close is answered with what it holds",
       {{close, code(1000) + "bye"}},
       "closed 1000 'bye' | sends close 1000 'bye'"},
      {"5.5.1",
       "a reason may be 123 bytes long",
       {{close, code(1000) + many(123)}},
       "closed 1000 '" + many(123) + "' | sends close 1000 '" + many(123) +
           "'"},
      {"5.5",
       "a Close of 126 bytes is a failure",
       {{close, code(1000) + many(124)}},
       failure(rule::control_short)},
      {"5.5.1",
       "a Close of one byte is a failure",
       {{close, "\x03"}},
       failure(rule::close_code_is_whole)},
      {"5.5.1",
       "a reason that is no UTF-8 is a failure",
       {{close, code(1000) + "\xed\xa0\x80"}},
       failure(rule::close_reason_is_utf8)},
      {"5.5.1",
       "a reason that ends within a character is a failure",
       {{close, code(1000) + "\xe1\xbd"}},
       failure(rule::close_reason_is_utf8)},
      {"5.5.1",
       "a reason may be UTF-8",
       {{close, code(1000) + "\xce\xba\xe1\xbd\xb9"}},
       "closed 1000 '\xce\xba\xe1\xbd\xb9' | "
       "sends close 1000 '\xce\xba\xe1\xbd\xb9'"},
      {"1.4",
       "data behind a Close is ignored",
       {{text, "before"}, {close, code(1000)}, {text, "behind"}, {ping, "p"}},
       "text 'before' | closed 1000 | sends close 1000"},
      {"5.5.1",
       "a second Close is ignored",
       {{close, code(1000)}, {close, code(1001)}},
       "closed 1000 | sends close 1000"},
      {"1.4",
       "nonsense behind a Close is ignored",
       {{close}, {.opcode = 7, .reserved = 7, .length = 1ULL << 63}},
       "closed 1005 | sends close"},
      {"5.4",
       "a Close within a message is answered at once",
       {{text, "half of", not_last},
        {close, code(1001)},
        {continuation, " it"}},
       "closed 1001 | sends close 1001"},
      {"7.1.7",
       "nothing behind a failure is read",
       {{.opcode = text, .payload = "a", .reserved = 1}, {text, "b"}, {close}},
       failure(rule::reserved_bits)},
  };
  for (const int number : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011,
                           1012, 1013, 1014, 3000, 3999, 4000, 4999}) {
    const std::string digits = std::to_string(number);
    cases.push_back({"7.4",
                     "code " + digits + " may be sent",
                     {{close, code(number)}},
                     "closed " + digits + " | sends close " + digits});
  }
  for (const int number : {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000,
                           2999, 5000, 65535}) {
    cases.push_back({"7.4",
                     "code " + std::to_string(number) + " is a failure",
                     {{close, code(number) + "why"}},
                     failure(rule::close_code_allowed)});
  }
  return cases;
}

Cases size_limits() {
  return {
      {"10.4",
       "a frame as long as our limit arrives",
       {{text, many(65536)}},
       quote("text", many(65536))},
      {"10.4",
       "a longer frame is a failure before its payload comes",
       {{.opcode = text, .length = 65537}},
       failure(rule::frame_limit)},
      {"10.4",
       "a frame of 2^62 bytes is a failure before its payload comes",
       {{.opcode = binary, .length = 1ULL << 62}},
       failure(rule::frame_limit)},
      {"10.4",
       "a message as long as our limit arrives in fragments",
       {{text, many(65536), not_last}, {continuation, many(4)}},
       quote("text", many(65540))},
      {"10.4",
       "a longer message is a failure before its last payload comes",
       {{text, many(65536), not_last},
        {.opcode = continuation, .fin = not_last, .length = 5}},
       failure(rule::message_limit)},
      {"10.4",
       "each message has the whole limit for itself",
       {{text, many(65536)}, {text, many(65536)}},
       quote("text", many(65536)) + " | " + quote("text", many(65536))},
      {"10.4",
       "control frames do not count",
       {{text, many(65536), not_last},
        {pong, "12345"},
        {continuation, many(4)}},
       "pong '12345' | " + quote("text", many(65540))},
  };
}

using Play = std::tuple<Case, Role>;

std::string input_of(const Play& play) {
  const auto& [test, role] = play;
  const Role peer = role == Role::server ? Role::client : Role::server;
  return transcript::encode(test.frames, peer);
}

std::string expected_of(const Play& play) {
  const auto& [test, role] = play;
  if (test.expected != wrong_mask) return test.expected;
  return failure(role == Role::server ? rule::client_masks
                                      : rule::server_does_not_mask);
}

// GoogleTest allows letters, digits and '_' in a name.
std::string as_name(std::string_view sentence) {
  std::string name{sentence};
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

class Conformance : public testing::TestWithParam<Play> {};

TEST_P(Conformance, InOnePiece) {
  Recorder recorder{std::get<Role>(GetParam()), limits};
  recorder.feed(input_of(GetParam()));
  EXPECT_EQ(recorder.text(), expected_of(GetParam()));
}

TEST_P(Conformance, AByteAtATime) {
  Recorder recorder{std::get<Role>(GetParam()), limits};
  for (const char byte : input_of(GetParam())) recorder.feed({byte});
  EXPECT_EQ(recorder.text(), expected_of(GetParam()));
}

// Of long inputs, only around the places where something changes.
TEST_P(Conformance, CutInTwoAnywhere) {
  const std::string bytes = input_of(GetParam());
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    if (cut == 300 && bytes.size() > 600) cut = bytes.size() - 300;
    Recorder recorder{std::get<Role>(GetParam()), limits};
    recorder.feed(bytes.substr(0, cut));
    recorder.feed(bytes.substr(cut));
    ASSERT_EQ(recorder.text(), expected_of(GetParam())) << "cut at " << cut;
  }
}

std::string name_of(const testing::TestParamInfo<Play>& info) {
  const auto& [test, role] = info.param;
  return as_name(test.section + " " + test.sentence +
                 (role == Role::server ? " on a server" : " on a client"));
}

const auto roles = testing::Values(Role::server, Role::client);

INSTANTIATE_TEST_SUITE_P(Framing, Conformance,
                         testing::Combine(testing::ValuesIn(framing()), roles),
                         name_of);
INSTANTIATE_TEST_SUITE_P(PingPong, Conformance,
                         testing::Combine(testing::ValuesIn(ping_and_pong()),
                                          roles),
                         name_of);
INSTANTIATE_TEST_SUITE_P(ReservedBitsAndOpcodes, Conformance,
                         testing::Combine(testing::ValuesIn(reserved()), roles),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Fragmentation, Conformance,
                         testing::Combine(testing::ValuesIn(fragmentation()),
                                          roles),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Utf8, Conformance,
                         testing::Combine(testing::ValuesIn(utf8()), roles),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Close, Conformance,
                         testing::Combine(testing::ValuesIn(closing()), roles),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Limits, Conformance,
                         testing::Combine(testing::ValuesIn(size_limits()),
                                          roles),
                         name_of);

// A rule is known by its name: if its check is lost, a test of that name fails.
class BrokenRule : public testing::TestWithParam<websocket::Rule> {};

TEST_P(BrokenRule, IsAnsweredWithItsCloseCodeAndItsName) {
  int cases = 0;
  for (const auto& group :
       {framing(), ping_and_pong(), reserved(), fragmentation(), utf8(),
        closing(), size_limits()}) {
    for (const Case& test : group) {
      for (const Role role : {Role::server, Role::client}) {
        const std::string expected = expected_of({test, role});
        if (!expected.ends_with(failure(GetParam()))) continue;
        ++cases;
        Recorder recorder{role, limits};
        recorder.feed(input_of({test, role}));
        EXPECT_EQ(recorder.text(), expected) << test.sentence;
      }
    }
  }
  EXPECT_GT(cases, 0) << "no case breaks this rule";
}

INSTANTIATE_TEST_SUITE_P(Rules, BrokenRule, testing::ValuesIn(rule::all),
                         [](const auto& rule_info) {
                           return as_name(rule_info.param.name);
                         });

}  // namespace
