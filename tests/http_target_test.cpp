// Hosts and targets: RFC 9112, 3.2; RFC 9110, 4.2 and 7.2; RFC 3986, 3.2.2.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "common/http/target.h"

namespace http {
namespace {

TEST(HttpTarget, HasAHostThatIsANameOrAnAddressAndPerhapsAPort) {
  for (const std::string_view good :
       {"", "a", "a.b", "localhost:7000", "a:", "192.0.2.1:80", "999.1.1.1",
        "[::1]", "[::1]:", "[2001:db8::1]:80", "[::ffff:192.0.2.1]",
        "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7::]", "[v1.a:b]", "[VF.~]", "a%41b",
        "_-~!$&'()*+,;=", ":80", "a:0080"})
    EXPECT_TRUE(is_host(good)) << good;
  using namespace std::string_view_literals;
  for (const std::string_view bad : {"::1"sv,
                                     "a:b"sv,
                                     "["sv,
                                     "]"sv,
                                     "[]"sv,
                                     "[::1"sv,
                                     "::1]"sv,
                                     "[::1]a"sv,
                                     "[::1]:a"sv,
                                     "a[::1]"sv,
                                     "a:80:80"sv,
                                     "a:-1"sv,
                                     "a:+80"sv,
                                     "a: 80"sv,
                                     "a b"sv,
                                     "me@a"sv,
                                     "a/b"sv,
                                     "a?"sv,
                                     "a#"sv,
                                     "http://a"sv,
                                     "a%"sv,
                                     "a%4"sv,
                                     "a%4g"sv,
                                     "a%%41"sv,
                                     "\xc3\xa4"sv,
                                     "a\\b"sv,
                                     "\"a\""sv,
                                     "a|b"sv,
                                     "[1.2.3.4]"sv,
                                     "[a]"sv,
                                     "[:]"sv,
                                     "[:::]"sv,
                                     "[1::2::3]"sv,
                                     "[12345::]"sv,
                                     "[1:2:3:4:5:6:7]"sv,
                                     "[1:2:3:4:5:6:7:8:9]"sv,
                                     "[::1.2.3]"sv,
                                     "[::01.2.3.4]"sv,
                                     "[::256.2.3.4]"sv,
                                     "[1.2.3.4::]"sv,
                                     "[::1%25eth0]"sv,
                                     "[v.a]"sv,
                                     "[v1.]"sv,
                                     "[v1]"sv,
                                     "[vg.a]"sv,
                                     "[v1.a/]"sv,
                                     "[::1\0]"sv,
                                     "a\0"sv})
    EXPECT_FALSE(is_host(bad)) << bad;
}

TEST(HttpTarget, HasOneOfFourFormsEachForItsMethods) {
  struct Case {
    const char* target;
    bool get, options, connect;
  };
  for (const auto& [target, get, options, connect] : {
           Case{"/", true, true, false},
           Case{"//a/b", true, true, false},
           Case{"/a;b=c/%7E?d=e/f?g&%20:@", true, true, false},
           Case{"http://a", true, true, false},
           Case{"HTTP://a:80/b?c", true, true, false},
           Case{"https://[::1]:/?", true, true, false},
           Case{"http://a?b", true, true, false},
           Case{"*", false, true, false},
           Case{"a:80", false, false, true},
           Case{"[::1]:443", false, false, true},
           Case{"", false, false, false},
           Case{"foo", false, false, false},
           Case{"a/b", false, false, false},
           Case{"?a", false, false, false},
           Case{"**", false, false, false},
           Case{"/a#b", false, false, false},
           Case{"/%", false, false, false},
           Case{"/%4", false, false, false},
           Case{"/%4g", false, false, false},
           Case{"/a\"b", false, false, false},
           Case{"/<a>", false, false, false},
           Case{"/a\\b", false, false, false},
           Case{"/a^b", false, false, false},
           Case{"/a|b", false, false, false},
           Case{"/{a}", false, false, false},
           Case{"/[a]", false, false, false},
           Case{"/?[a]", false, false, false},
           Case{"http:/a", false, false, false},
           Case{"http://", false, false, false},
           Case{"http:///a", false, false, false},
           Case{"http://:80/", false, false, false},
           Case{"http://me@a/", false, false, false},
           Case{"http://a:b/", false, false, false},
           Case{"http://a/b#c", false, false, false},
           Case{"ftp://a/", false, false, false},
           Case{"a", false, false, false},
           Case{"a:", false, false, false},
           Case{":80", false, false, false},
           Case{"a:0", false, false, false},
           Case{"a:65536", false, false, false},
           Case{"::1:80", false, false, false},
           Case{"[::1]", false, false, false},
           Case{"me@a:80", false, false, false},
       }) {
    EXPECT_EQ(is_target("GET", target), get) << target;
    EXPECT_EQ(is_target("OPTIONS", target), options) << target;
    EXPECT_EQ(is_target("CONNECT", target), connect) << target;
  }
}

TEST(HttpTarget, IsTheSameInOriginForm) {
  EXPECT_EQ(origin_form("/a?b"), "/a?b");
  EXPECT_EQ(origin_form("http://a/b?c"), "/b?c");
  EXPECT_EQ(origin_form("hTTps://a:80/b"), "/b");
  EXPECT_EQ(origin_form("http://a"), "/");
  EXPECT_EQ(origin_form("http://a?b/c"), "/?b/c");
  EXPECT_EQ(origin_form("*"), "*");
  EXPECT_EQ(origin_form("a:80"), "a:80");
}

}  // namespace
}  // namespace http
