// Responses, as a client reads them: RFC 9112. Each input is also parsed byte
// by byte and cut in two at every place, always with the same results.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/http/response_parser.h"

namespace http {
namespace {

std::string show(const Response& response) {
  std::string text = "1." + std::to_string(response.minor_version) + " " +
                     std::to_string(response.status) + " " + response.reason;
  for (const Header& header : response.headers)
    text += " [" + header.name + "=" + header.value + "]";
  return text + " " + response.body + "\n";
}

// One line for each response, and what comes after the last.
std::string results(const std::vector<std::string>& pieces,
                    std::string_view method, bool ends,
                    const Limits& limits = {}) {
  ResponseParser parser{limits};
  std::string text;
  for (std::size_t i = 0; i <= pieces.size(); ++i) {
    if (i < pieces.size()) {
      parser.add(pieces[i]);
    } else if (ends) {
      parser.end();
    }
    while (true) {
      const auto result = parser.next(method);
      if (const auto* refusal = std::get_if<Refusal>(&result))
        return text + std::to_string(refusal->status) + " " + refusal->reason;
      if (const auto* cut = std::get_if<CutShort>(&result))
        return text + "cut " + show(cut->arrived);
      if (std::holds_alternative<NeedsMore>(result)) break;
      text += show(std::get<Response>(result));
    }
  }
  return text + (parser.in_the_middle() ? "more" : "idle");
}

struct Case {
  std::string method;
  std::string input;
  bool ends;  // the connection, behind the input
  std::string expected;
};

void expect_however_it_is_cut(const Case& test, const Limits& limits = {}) {
  const auto& [method, input, ends, expected] = test;
  SCOPED_TRACE(testing::PrintToString(input));
  const std::string whole = results({input}, method, ends, limits);
  EXPECT_EQ(whole.substr(0, expected.size()), expected);
  std::vector<std::string> bytes;
  for (const char c : input) bytes.emplace_back(1, c);
  EXPECT_EQ(results(bytes, method, ends, limits), whole) << "byte by byte";
  for (std::size_t i = 1; i < input.size(); ++i)
    ASSERT_EQ(
        results({input.substr(0, i), input.substr(i)}, method, ends, limits),
        whole)
        << "cut at " << i;
}

TEST(ResponseParser, FindsTheEndOfEveryBody) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const Case cases[] = {
      {"GET", "", false, "idle"},
      {"GET", "", true, "idle"},
      // The status line.
      {"GET", "HTTP/1.0 404 Not\tFound!\r\nContent-Length: 0\r\n\r\n", false,
       "1.0 404 Not\tFound! [Content-Length=0] \nidle"},
      {"GET", "HTTP/1.5 100 \r\n\r\n", false, "1.1 100  \nidle"},
      {"GET", "HTTP/1.1 999 \xe4\r\n\r\n", true, "1.1 999 \xe4 \nidle"},
      // A folded line goes on with the value: its line end becomes a space.
      {"GET", ok + "A: b \r\n \tc\r\n\td\r\nContent-Length:\r\n 0\r\n\r\n",
       false, "1.1 200 OK [A=b c d] [Content-Length=0] \nidle"},
      {"GET", ok + "A:\r\n \r\nContent-Length: 0\r\n\r\n", false,
       "1.1 200 OK [A=] [Content-Length=0] \nidle"},
      {"GET", ok + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n c\r\n\r\n",
       false, "1.1 200 OK [Transfer-Encoding=chunked] \nidle"},
      // By length.
      {"GET", ok + "Content-Length: 2\r\n\r\nabHTTP", false,
       "1.1 200 OK [Content-Length=2] ab\nmore"},
      {"GET", ok + "Content-Length: 2\r\n\r\na", false, "more"},
      {"GET", ok + "Content-Length: 2\r\n\r\nab", true,
       "1.1 200 OK [Content-Length=2] ab\nidle"},
      {"GET", ok + "Content-Length: 2\r\n\r\na", true,
       "cut 1.1 200 OK [Content-Length=2] a\n"},
      // In chunks.
      {"GET", ok + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
       false, "1.1 200 OK [Transfer-Encoding=chunked] a\nidle"},
      {"GET", ok + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n", false,
       "more"},
      {"GET", ok + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n", true,
       "cut 1.1 200 OK [Transfer-Encoding=chunked] a\n"},
      // Until the end of the connection.
      {"GET", ok + "\r\n", false, "more"},
      {"GET", ok + "\r\na\r\n\r\nb", false, "more"},
      {"GET", ok + "\r\na\r\n\r\nb", true, "1.1 200 OK a\r\n\r\nb\nidle"},
      {"GET", ok + "\r\n", true, "1.1 200 OK \nidle"},
      // A head that is cut short.
      {"GET", "H", true, "cut 1.1 200 OK \n"},
      {"GET", ok + "Content-Length: 0\r\n\r\n" + ok + "A: b\r\n", true,
       "1.1 200 OK [Content-Length=0] \ncut 1.1 200 OK \n"},
      // No body, whatever the headers say.
      {"HEAD", ok + "Content-Length: 9\r\n\r\n", false,
       "1.1 200 OK [Content-Length=9] \nidle"},
      {"HEAD", ok + "Transfer-Encoding: chunked\r\n\r\n", false,
       "1.1 200 OK [Transfer-Encoding=chunked] \nidle"},
      {"HEAD", ok + "\r\n", false, "1.1 200 OK \nidle"},
      {"GET", "HTTP/1.1 204 A\r\nContent-Length: 9\r\n\r\n", false,
       "1.1 204 A [Content-Length=9] \nidle"},
      {"GET", "HTTP/1.1 304 A\r\nContent-Length: 9\r\n\r\n", false,
       "1.1 304 A [Content-Length=9] \nidle"},
      {"CONNECT", "HTTP/1.1 299 A\r\nContent-Length: 9\r\n\r\n", false,
       "1.1 299 A [Content-Length=9] \nidle"},
      {"CONNECT", "HTTP/1.1 300 A\r\nContent-Length: 1\r\n\r\na", false,
       "1.1 300 A [Content-Length=1] a\nidle"},
      {"GET", "HTTP/1.1 205 A\r\nContent-Length: 1\r\n\r\na", false,
       "1.1 205 A [Content-Length=1] a\nidle"},
      // Interim responses come before the final one, each by itself.
      {"PUT",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 A\r\nB: c\r\n\r\n" + ok +
           "Content-Length: 1\r\n\r\na",
       false,
       "1.1 100 Continue \n1.1 103 A [B=c] \n"
       "1.1 200 OK [Content-Length=1] a\nidle"},
  };
  for (const Case& test : cases) {
    expect_however_it_is_cut(test);
    EXPECT_EQ(results({test.input}, test.method, test.ends), test.expected);
  }
}

TEST(ResponseParser, RefusesWhatBreaksARuleAndNamesTheRule) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const Case cases[] = {
      {"GET", "\r\n" + ok + "\r\n", false, "400 malformed HTTP version"},
      {"GET", "HTTP/1.1\r\n\r\n", false, "400 not 'version status reason'"},
      {"GET", "HTTP/1.1 200\r\n\r\n", false, "400 not 'version status"},
      {"GET", "HTTP/1.1  200 OK\r\n\r\n", false, "400 not 'version status"},
      {"GET", "HTTP/1.12200 OK\r\n\r\n", false, "400 not 'version status"},
      {"GET", "HTTP/1.1 2000 OK\r\n\r\n", false, "400 not 'version status"},
      {"GET", "HTTP/1.1 +20 OK\r\n\r\n", false, "400 the status"},
      {"GET", "HTTP/1.1 20x OK\r\n\r\n", false, "400 the status"},
      {"GET", "HTTP/1.1 099 OK\r\n\r\n", false, "400 the status"},
      {"GET", "HTTP/2.0 200 OK\r\n\r\n", false, "505 not HTTP/1"},
      {"GET", ok + "A\r\n\r\n", false, "400 no colon"},
      {"GET", "HTTP/1.1 200 OK\n", false, "400 bare CR or bare LF"},
      {"GET", ok + " A: b\r\n\r\n", false, "400 folded line"},
      {"GET", ok + "A\r\n : b\r\n\r\n", false, "400 no colon"},
      {"GET", ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n A: b\r\n\r\n",
       false, "400 folded line"},
      {"GET", ok + "Content-Length: 5,\r\n\r\n", false, "400 empty"},
      {"GET", ok + "Content-Length: 5\r\n, 6\r\n\r\n", false, "400 no colon"},
      {"GET", ok + "Content-Length: 1, 2\r\n\r\n", false, "400 two different"},
      {"GET", ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
       false, "400 Content-Length and Transfer-Encoding"},
      {"GET", "HTTP/1.0 200 A\r\nTransfer-Encoding: chunked\r\n\r\n", false,
       "400 Transfer-Encoding in HTTP/1.0"},
      {"GET", ok + "Transfer-Encoding: chunked\r\n\r\nx\r\n", true,
       "400 the chunk size"},
  };
  for (const Case& test : cases) {
    expect_however_it_is_cut(test);
    EXPECT_NE(results({test.input}, "GET", false).find("(RFC "),
              std::string::npos);
  }
}

TEST(ResponseParser, KeepsToItsLimitsToTheByte) {
  const Limits limits{.head_bytes = 40, .headers = 1, .body_bytes = 4};
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  for (const Case& test : {
           Case{"GET", ok + "\r\nabcd", true, "1.1 200 OK abcd\nidle"},
           Case{"GET", ok + "\r\nabcde", false, "413 the body"},
           Case{"GET", ok + "Content-Length: 5\r\n\r\n", false, "413 the body"},
           Case{"GET", ok + "A: 5678901234567890\r\n\r\n", true,
                "1.1 200 OK [A=5678901234567890] \nidle"},
           Case{"GET", ok + "A: 56789012345678905\r\n\r\n", true, "431 the"},
           Case{"GET", ok + "A:\r\nB:\r\n\r\n", true, "431 too many headers"},
       }) {
    expect_however_it_is_cut(test, limits);
  }
}

TEST(ResponseParser, GivesTheBytesBehindASwitchOfProtocolsUntouched) {
  ResponseParser parser;
  parser.add("HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\n");
  EXPECT_EQ(std::get<Response>(parser.next("GET")).status, 101);
  parser.add("!");
  EXPECT_EQ(parser.take_rest(), "\x81\n!");
  EXPECT_EQ(parser.take_rest(), "");
  EXPECT_FALSE(parser.in_the_middle());
}

TEST(ResponseParser, TakesTheMethodOfEachResponseByItself) {
  ResponseParser parser;
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";
  parser.add(head + head + "a" + head);
  EXPECT_EQ(std::get<Response>(parser.next("HEAD")).body, "");
  EXPECT_EQ(std::get<Response>(parser.next("GET")).body, "a");
  EXPECT_EQ(std::get<Response>(parser.next("HEAD")).body, "");
  EXPECT_FALSE(parser.in_the_middle());
}

TEST(ResponseParser, StaysRefusedAndStaysCutShort) {
  ResponseParser refused;
  refused.add("HTTP/1.1\r\n\r\n");
  const auto first = std::get<Refusal>(refused.next("GET"));
  refused.add("HTTP/1.1 204 A\r\n\r\n");
  EXPECT_EQ(std::get<Refusal>(refused.next("GET")).reason, first.reason);

  ResponseParser cut;
  cut.add("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na");
  cut.end();
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(std::get<CutShort>(cut.next("GET")).arrived.body, "a");
}

// No crash, no endless loop, and the same results however it is cut.
TEST(ResponseParser, SurvivesWhateverArrives) {
  const std::string good =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "1;x\r\na\r\n0\r\nB: c\r\n\r\nHTTP/1.0 200 \r\n\r\nd";
  std::mt19937 random{1};
  for (int round = 0; round < 4000; ++round) {
    std::string input = good;
    for (int change = 0; change <= round % 4; ++change)
      input[random() % input.size()] = static_cast<char>(random() % 256);
    const std::size_t cut = random() % input.size();
    ASSERT_EQ(results({input.substr(0, cut), input.substr(cut)}, "GET", true),
              results({input}, "GET", true))
        << testing::PrintToString(input);
  }
}

}  // namespace
}  // namespace http
