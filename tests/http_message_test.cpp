// Header look-up: RFC 9110, 5.1 and 5.6.1.
#include <gtest/gtest.h>

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
TEST(ReasonPhrase, IsThatOfRfc9110) {
  EXPECT_EQ(http::reason_phrase(200), "OK");
  EXPECT_EQ(http::reason_phrase(408), "Request Timeout");
  EXPECT_EQ(http::reason_phrase(431), "Request Header Fields Too Large");
  EXPECT_EQ(http::reason_phrase(299), "Unknown");
}

}  // namespace http
