// The small part of JSON that a trace is written in: RFC 8259.
#include "common/text/json.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace json {
namespace {

using namespace std::string_literals;  // "..."s may hold a NUL

// Each key and value, or "offset: reason".
std::string show(std::string_view line) {
  struct {
    std::string operator()(const std::string& text) const {
      return "'" + text + "'";
    }
    std::string operator()(double number) const {
      std::string text = std::to_string(number);
      text.erase(text.find_last_not_of('0') + 1);
      return text.back() == '.' ? text.substr(0, text.size() - 1) : text;
    }
    std::string operator()(bool value) const { return value ? "yes" : "no"; }
    std::string operator()(const std::vector<std::string>& texts) const {
      std::string list = "(";
      for (const auto& text : texts) list += "'" + text + "'";
      return list + ")";
    }
  } kinds;
  try {
    std::string text;
    for (const auto& [key, value] : parse_object(line).values)
      text += (text.empty() ? "" : " ") + key + "=" +
              std::visit(kinds, value.value);
    return text;
  } catch (const Error& error) {
    return std::to_string(error.offset) + ": " + error.reason;
  }
}

TEST(Json, ReadsOneFlatObject) {
  const struct {
    std::string line;
    std::string expected;
  } cases[] = {
      {"{}", ""},
      {" { } \r\n", ""},
      {R"({"a":"b"})", "a='b'"},
      {R"( { "a" : "b" , "c" : 1 } )", "a='b' c=1"},
      {R"({"t":0.000412,"n":-3,"big":1e3})", "big=1000 n=-3 t=0.000412"},
      {R"({"yes":true,"no":false})", "no=no yes=yes"},
      {R"({"a":[],"b":["x"],"c":[ "x" , "y" ]})", "a=() b=('x') c=('x''y')"},
      {R"({"a":"\"\\\/\b\f\n\r\t"})", "a='\"\\/\b\f\n\r\t'"},
      {R"({"a":"\u0041\u00e9\u20AC\ud83d\ude00"})",
       "a='A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80'"},
      {R"({"a":"\u0000"})", "a='\0'"s},
      {"{\"a\":\"\xC3\xA9\"}", "a='\xC3\xA9'"},
  };
  for (const auto& c : cases) EXPECT_EQ(show(c.line), c.expected) << c.line;
}

TEST(Json, SaysAtWhichByteALineIsWrong) {
  const std::string value = "expected a text, a number, a list, true or false";
  const struct {
    std::string line;
    std::string expected;
  } cases[] = {
      {"", "0: expected '{'"},
      {"null", "0: expected '{'"},
      {"[1]", "0: expected '{'"},
      {"{", "1: expected a text"},
      {"{a:1}", "1: expected a text"},
      {R"({"a")", "4: expected ':'"},
      {R"({"a" 1})", "5: expected ':'"},
      {R"({"a":)", "5: expected a value"},
      {R"({"a":})", "5: " + value},
      {R"({"a":null})", "5: " + value},
      {R"({"a":{"b":1}})", "5: " + value},
      {R"({"a":nan})", "5: " + value},
      {R"({"a":-inf})", "5: " + value},
      {R"({"a":1e999})", "5: " + value},
      {R"({"a":+1})", "5: " + value},
      {R"({"a":1)", "6: expected ',' or '}'"},
      {R"({"a":0x10})", "6: expected ',' or '}'"},
      {R"({"a":1,})", "7: expected a text"},
      {R"({"a":1 "b":2})", "7: expected ',' or '}'"},
      {R"({"a":1,"a":2})", "7: the key \"a\" stands there twice"},
      {R"({"a":[1]})", "6: expected a text"},
      {R"({"a":["x")", "9: expected ',' or ']'"},
      {R"({"a":["x",]})", "10: expected a text"},
      {R"({"a":"b)", "7: a text without its end"},
      {"{\"a\":\"\n\"}", "6: a control character in a text"},
      {R"({"a":"\x"})", "7: an unknown escape"},
      {R"({"a":"\)", "7: an unknown escape"},
      {R"({"a":"\u12)", "8: expected four hexadecimal digits"},
      {R"({"a":"\u12"})", "8: expected four hexadecimal digits"},
      {R"({"a":"\u12g4"})", "8: expected four hexadecimal digits"},
      {R"({"a":"\ud83d"})", "12: half a surrogate pair"},
      {R"({"a":"\ud83dx"})", "12: half a surrogate pair"},
      {R"({"a":"\ud83d\u0041"})", "18: half a surrogate pair"},
      {R"({"a":"\ude00"})", "12: half a surrogate pair"},
      {R"({} x)", "3: more behind the object"},
      {R"({}{})", "2: more behind the object"},
  };
  for (const auto& c : cases) EXPECT_EQ(show(c.line), c.expected) << c.line;
}

TEST(Json, ReadsBackWhatItWrites) {
  std::string every;
  for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
  const std::string line = Writer{}
                               .text("text", every)
                               .text("a \"key\"", "")
                               .texts("list", {every, "", "x"})
                               .texts("none", {})
                               .number("least", -9007199254740992)
                               .number("most", 9007199254740992)
                               .boolean("yes", true)
                               .boolean("no", false)
                               .seconds("t", 12.0000005)
                               .finish();
  const Object object = parse_object(line);
  EXPECT_EQ(line.find('\n'), line.npos) << "one object, one line";
  EXPECT_EQ(object.text("text"), every);
  EXPECT_EQ(object.text("a \"key\""), "");
  EXPECT_EQ(object.texts("list"), (std::vector<std::string>{every, "", "x"}));
  EXPECT_TRUE(object.texts("none").empty());
  EXPECT_EQ(object.whole<long long>("least"), -9007199254740992);
  EXPECT_EQ(object.whole<long long>("most"), 9007199254740992);
  EXPECT_TRUE(object.boolean("yes"));
  EXPECT_FALSE(object.boolean("no"));
  EXPECT_EQ(object.real("t"), 12.000001) << "to the microsecond";
  EXPECT_EQ(object.values.size(), 9U);
}

TEST(Json, WritesSecondsToTheMicrosecond) {
  const struct {
    double value;
    std::string expected;
  } cases[] = {
      {0, R"({"t":0.000000})"},
      {0.000412, R"({"t":0.000412})"},
      {0.0000004, R"({"t":0.000000})"},
      {0.9999996, R"({"t":1.000000})"},
      {59.5, R"({"t":59.500000})"},
      {-0.25, R"({"t":-0.250000})"},
      {-0.0000004, R"({"t":0.000000})"},
      {86400, R"({"t":86400.000000})"},
      {1234567.000001, R"({"t":1234567.000001})"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(Writer{}.seconds("t", c.value).finish(), c.expected);
}

std::string error_of(const std::function<void(const Object&)>& read) {
  try {
    read(parse_object(R"({"text":"x","number":1.5,"big":4294967296,"yes":true,)"
                      R"("list":[]})"));
  } catch (const Error& error) {
    return std::to_string(error.offset) + ": " + error.reason;
  }
  return "";
}

TEST(Json, SaysWhichKeyIsMissingOrOfAnotherKind) {
  using In = const Object&;
  EXPECT_EQ(error_of([](In o) { (void)o.text("gone"); }),
            "0: \"gone\": is missing");
  EXPECT_EQ(error_of([](In o) { (void)o.text("number"); }),
            "21: \"number\": expected a text");
  EXPECT_EQ(error_of([](In o) { (void)o.text("number", "otherwise"); }),
            "21: \"number\": expected a text");
  EXPECT_EQ(error_of([](In o) { EXPECT_EQ(o.text("gone", "other"), "other"); }),
            "");
  EXPECT_EQ(error_of([](In o) { (void)o.texts("text"); }),
            "8: \"text\": expected a list");
  EXPECT_EQ(error_of([](In o) { (void)o.real("text"); }),
            "8: \"text\": expected a number");
  EXPECT_EQ(error_of([](In o) { (void)o.boolean("text"); }),
            "8: \"text\": expected true or false");
  EXPECT_EQ(error_of([](In o) { (void)o.whole<int>("number"); }),
            "21: \"number\": a number out of range");
  EXPECT_EQ(error_of([](In o) { (void)o.whole<std::uint32_t>("big"); }),
            "31: \"big\": a number out of range");
  EXPECT_EQ(
      error_of([](In o) { EXPECT_EQ(o.whole<long long>("big"), 4294967296); }),
      "");
}

}  // namespace
}  // namespace json
