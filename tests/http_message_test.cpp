// Header look-up: RFC 9110, 5.1 and 5.6.1.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "common/http/message.h"

namespace http {
namespace {

const std::vector<Header> headers = {{"Host", "example.org"},
                                     {"Connection", "Keep-Alive, ,\tUpgrade "},
                                     {"X-Note", "first"},
                                     {"x-note", "second"},
                                     {"connection", "last"}};

TEST(HttpHeaders, AreFoundWithoutRegardToCaseAndTheFirstCounts) {
  EXPECT_EQ(find(headers, "hOST"), "example.org");
  EXPECT_EQ(find(headers, "X-NOTE"), "first");
  EXPECT_EQ(find(headers, "Hos"), std::nullopt);
  EXPECT_EQ(find(headers, "Host:"), std::nullopt);
  EXPECT_EQ(find({}, "Host"), std::nullopt);
}

TEST(HttpHeaders, OfOneNameAreOneList) {
  struct Case {
    const char* token;
    bool listed;
  };
  for (const auto& [token, listed] : {
           Case{"keep-alive", true},
           Case{"UPGRADE", true},
           Case{"last", true},  // of the second header of that name
           Case{"close", false},
           Case{"alive", false},
           Case{"keep", false},
           Case{"", false},  // an empty element is none
           Case{"first", false},
       }) {
    EXPECT_EQ(lists(headers, "Connection", token), listed) << token;
  }
  EXPECT_FALSE(lists({}, "Connection", "close"));
}

TEST(HttpText, IsEqualIgnoringTheCaseOfAsciiLettersAlone) {
  EXPECT_TRUE(equal_ignoring_case("AZaz-09", "azAZ-09"));
  EXPECT_TRUE(equal_ignoring_case("", ""));
  EXPECT_FALSE(equal_ignoring_case("a", "ab"));
  EXPECT_FALSE(equal_ignoring_case("ab", "a"));
  // Only the bit that tells 'A' from 'a' differs here; these are no letters.
  EXPECT_FALSE(equal_ignoring_case("@", "`"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_FALSE(equal_ignoring_case("\xc0", "\xe0"));
}

}  // namespace
TEST(HttpHeaders, AreSetByALineAndRemovedByOneWithoutAValue) {
  struct Case {
    const char* line;
    std::vector<std::string> expected;
  };
  const std::vector<Case> cases = {
      {"B: 3", {"A: 1", "B: 3"}},
      {"b:\t3 ", {"A: 1", "b: 3"}},
      {"B:", {"A: 1"}},
      {"C: x: y", {"A: 1", "B: 2", "b: 2", "C: x: y"}},
      {"D:  ", {"A: 1", "B: 2", "b: 2"}},
  };
  for (const auto& [line, expected] : cases) {
    std::vector<Header> set = {{"A", "1"}, {"B", "2"}, {"b", "2"}};
    set_header(set, line);
    std::vector<std::string> lines;
    for (const auto& [name, value] : set) lines.push_back(name + ": " + value);
    EXPECT_EQ(lines, expected) << line;
  }
}

TEST(HttpHeaders, AreNotSetByALineWithoutAColon) {
  std::vector<Header> set = {{"A", "1"}};
  EXPECT_THROW(set_header(set, "A 2"), std::invalid_argument);
}

TEST(Authority, PutsBracketsAroundAnIpv6Address) {
  EXPECT_EQ(authority("localhost", "7000"), "localhost:7000");
  EXPECT_EQ(authority("192.0.2.1", "80"), "192.0.2.1:80");
  EXPECT_EQ(authority("::1", "7000"), "[::1]:7000");
  EXPECT_EQ(authority("2001:db8::1", "80"), "[2001:db8::1]:80");
  EXPECT_EQ(authority("fe80::1%eth0", "80"), "[fe80::1]:80");
}

TEST(InterimResponse, IsEach1xxBut101) {
  for (const int status : {100, 102, 103, 199})
    EXPECT_TRUE(is_interim({.status = status})) << status;
  for (const int status : {101, 200, 204, 304, 500})
    EXPECT_FALSE(is_interim({.status = status})) << status;
}

TEST(ReasonPhrase, IsThatOfRfc9110) {
  EXPECT_EQ(http::reason_phrase(200), "OK");
  EXPECT_EQ(http::reason_phrase(408), "Request Timeout");
  EXPECT_EQ(http::reason_phrase(431), "Request Header Fields Too Large");
  EXPECT_EQ(http::reason_phrase(299), "Unknown");
}

}  // namespace http
