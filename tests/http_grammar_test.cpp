// The parsers of common/http accept what the grammar of the RFCs accepts, and
// nothing more: compared with a second reading of it, tests/http_grammar.h.
#include "tests/http_grammar.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <variant>
#include <vector>

#include "common/http/request_parser.h"
#include "common/http/response_parser.h"
#include "common/http/target.h"

namespace http {
namespace {

const std::string pieces[] = {"a",     "1",        ":",
                              "[",     "]",        "::",
                              "::1",   "ff",       "12345",
                              ".",     "..",       "%",
                              "%4",    "%41",      "/",
                              "//",    "?",        "#",
                              "@",     "*",        "1:2",
                              "v1.",   "v",        "http",
                              "://",   "http://a", "\\",
                              "\"",    "<",        "1.2.3.4",
                              "256",   "01",       ",",
                              "-",     "_",        "80",
                              "65536", "[::1]",    "1:2:3:4:5:6:",
                              "7:8",   "^",        "|",
                              "~"};

std::string some_pieces(std::mt19937& random) {
  std::string text;
  for (std::size_t i = random() % 5; i > 0; --i)
    text += pieces[random() % std::size(pieces)];
  return text;
}

TEST(HttpGrammar, OfAHostIsThatOfRfc3986) {
  std::mt19937 random{1};
  int accepted = 0;
  for (int i = 0; i < 8'000; ++i) {
    const std::string text = some_pieces(random);
    const bool right = grammar::matches(text, grammar::host + grammar::port);
    ASSERT_EQ(is_host(text), right) << text;
    accepted += right ? 1 : 0;
  }
  EXPECT_GT(accepted, 1000);
}

TEST(HttpGrammar, OfATargetIsThatOfRfc9112) {
  std::mt19937 random{2};
  int accepted = 0;
  for (int i = 0; i < 8'000; ++i) {
    const char* starts[] = {"", "/", "http://", "https://a", "[::1]:"};
    const std::string text = starts[random() % 5] + some_pieces(random);
    for (const std::string method : {"GET", "OPTIONS", "CONNECT"}) {
      const bool right = grammar::is_target(method, text);
      ASSERT_EQ(is_target(method, text), right) << method << " " << text;
      accepted += right ? 1 : 0;
    }
  }
  EXPECT_GT(accepted, 1500);
}

// One of these bytes in the place of another, or more, or none.
std::string changed(std::string input, std::mt19937& random) {
  const std::string bytes =
      "\r\n\t :;,=\"\\\0"
      "019afAZ[]%*/?#\x7f\xe4";
  for (std::size_t i = random() % 3; i > 0; --i) {
    const std::size_t at = random() % input.size();
    const char byte = bytes[random() % bytes.size()];
    if (random() % 3 == 0)
      input.erase(at, 1);
    else if (random() % 2 == 0)
      input.insert(at, 1, byte);
    else
      input[at] = byte;
  }
  return input;
}

using Headers = std::vector<std::pair<std::string, std::string>>;

Headers pairs(const std::vector<Header>& headers) {
  Headers found;
  for (const auto& [name, value] : headers) found.emplace_back(name, value);
  return found;
}

TEST(HttpGrammar, OfARequestIsThatOfRfc9112) {
  const std::string requests[] = {
      "GET /a%20b?c HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
      "\r\nOPTIONS * HTTP/1.1\r\nHost: a.b\r\nA: b \t c\r\n\r\n",
      "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
      "GET http://a:8/?b HTTP/1.0\r\n\r\n",
      "PUT / HTTP/1.1\r\nHost:\r\nContent-Length: 2, 2\r\n\r\nab",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ,Chunked\r\n\r\n"
      "2 ; a\r\nab\r\n1;b = \"c;\\\"\";d=e\r\nc\r\n0\r\nF: g\r\n\r\n"};
  std::mt19937 random{3};
  int accepted = 0;
  for (int i = 0; i < 8'000; ++i) {
    const std::string input =
        changed(requests[random() % std::size(requests)], random);
    SCOPED_TRACE(testing::PrintToString(input));
    RequestParser parser;
    parser.add(input);
    const auto result = parser.next();
    const auto right = grammar::read_request(input);
    if (const auto* request = std::get_if<Request>(&result)) {
      ASSERT_TRUE(right.has_value()) << "accepted";
      ASSERT_EQ(request->body, right->body);
      ASSERT_EQ(pairs(request->headers), right->headers);
      ASSERT_EQ(parser.take_rest(), input.substr(right->size));
      ++accepted;
    } else if (const auto* refusal = std::get_if<Refusal>(&result)) {
      ASSERT_FALSE(right.has_value()) << refusal->reason;
    } else {
      ASSERT_FALSE(right.has_value()) << "not complete";
    }
  }
  EXPECT_GT(accepted, 1500);
}

TEST(HttpGrammar, OfAResponseIsThatOfRfc9112) {
  const std::string responses[] = {
      "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\td\r\nContent-Length:\r\n 2\r\n\r\nab",
      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
      "HTTP/1.0 200 \r\n\r\nuntil the end",
      "HTTP/1.1 200 \xe4\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2;a=\"\\b\"\r\nab\r\n0\r\nB: c\r\n d\r\n\r\n"};
  std::mt19937 random{4};
  int accepted = 0;
  for (int i = 0; i < 8'000; ++i) {
    const std::string input =
        changed(responses[random() % std::size(responses)], random);
    SCOPED_TRACE(testing::PrintToString(input));
    const bool to_head = random() % 4 == 0;
    ResponseParser parser;
    parser.add(input);
    parser.end();
    const auto result = parser.next(to_head ? "HEAD" : "GET");
    const auto right = grammar::read_response(input, to_head);
    if (const auto* response = std::get_if<Response>(&result)) {
      ASSERT_TRUE(right.has_value()) << "accepted";
      ASSERT_EQ(response->body, right->body);
      ASSERT_EQ(pairs(response->headers), right->headers);
      ASSERT_EQ(parser.take_rest(), input.substr(right->size));
      ++accepted;
    } else {
      ASSERT_FALSE(right.has_value()) << "not accepted";
    }
  }
  EXPECT_GT(accepted, 1500);
}

}  // namespace
}  // namespace http
