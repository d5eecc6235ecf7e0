// Requests, good and bad: RFC 9112. Each input is also parsed byte by byte and
// cut in two at every place, always with the same results.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/http/request_parser.h"

namespace http {
namespace {

using namespace std::string_literals;  // "..."s may hold a NUL

std::string show(const Request& request) {
  std::string text = request.method + " " + request.target + " 1." +
                     std::to_string(request.minor_version);
  for (const Header& header : request.headers)
    text += " [" + header.name + "=" + header.value + "]";
  return text + " " + request.body + "\n";
}

// One line for each request, and one for what comes after the last.
std::string results(const std::vector<std::string>& pieces,
                    const Limits& limits = {}) {
  RequestParser parser{limits};
  std::string text;
  for (const std::string& piece : pieces) {
    parser.add(piece);
    while (true) {
      const auto result = parser.next();
      if (const auto* refusal = std::get_if<Refusal>(&result))
        return text + std::to_string(refusal->status) + " " + refusal->reason;
      if (std::holds_alternative<NeedsMore>(result)) break;
      text += show(std::get<Request>(result));
    }
  }
  return text + (parser.in_the_middle() ? "more" : "idle");
}

void expect_the_same_however_it_is_cut(const std::string& input,
                                       const Limits& limits = {}) {
  const std::string whole = results({input}, limits);
  std::vector<std::string> bytes;
  for (const char c : input) bytes.emplace_back(1, c);
  EXPECT_EQ(results(bytes, limits), whole) << "byte by byte";
  for (std::size_t i = 1; i < input.size(); ++i)
    ASSERT_EQ(results({input.substr(0, i), input.substr(i)}, limits), whole)
        << "cut at " << i;
}

std::string times(std::size_t count, std::string_view text) {
  std::string repeated;
  while (count-- > 0) repeated += text;
  return repeated;
}

std::string chunked(std::string_view body) {
  return "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" +
         std::string{body};
}

TEST(RequestParser, GivesTheRequestsThatArriveInOrder) {
  struct Case {
    std::string input;
    std::string expected;
  };
  const Case cases[] = {
      {"", "idle"},
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / 1.1 [Host=a] \nidle"},
      {"GET / HTTP/1.1\r\nHost: a\r\n", "more"},
      {"GET", "more"},
      // Versions: an unknown minor one is 1.1; HTTP/1.0 needs no Host.
      {"GET / HTTP/1.0\r\n\r\n", "GET / 1.0 \nidle"},
      {"GET / HTTP/1.9\r\nHost: a\r\n\r\n", "GET / 1.1 [Host=a] \nidle"},
      // The method is any token; which form of target it may have: RFC 9112, 3.2.
      {"M-SEARCH / HTTP/1.0\r\n\r\n", "M-SEARCH / 1.0 \nidle"},
      {"get /!~?a=b%20 HTTP/1.0\r\n\r\n", "get /!~?a=b%20 1.0 \nidle"},
      {"GET http://b/c HTTP/1.1\r\nHost: a\r\n\r\n",
       "GET http://b/c 1.1 [Host=a] \nidle"},
      {"OPTIONS * HTTP/1.0\r\n\r\n", "OPTIONS * 1.0 \nidle"},
      {"CONNECT a:80 HTTP/1.0\r\n\r\n", "CONNECT a:80 1.0 \nidle"},
      // Empty lines before a request are no part of it.
      {"\r\n\r\nGET / HTTP/1.0\r\n\r\n\r\n", "GET / 1.0 \nidle"},
      {"\r", "more"},
      // Header values: white space around them goes, all else stays.
      {"GET / HTTP/1.0\r\nA:\r\nB: \t c \t d\t \r\n!:\"\xff\x80:\r\n\r\n",
       "GET / 1.0 [A=] [B=c \t d] [!=\"\xff\x80:] \nidle"},
      {"GET / HTTP/1.1\r\nHOST:\r\n\r\n", "GET / 1.1 [HOST=] \nidle"},
      {"GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n",
       "GET / 1.1 [Host=[2001:db8::1]:80] \nidle"},
      // Bodies with a length: said twice alike, it is said once.
      {"PUT / HTTP/1.0\r\nContent-Length: 3\r\n\r\na\r\nGET",
       "PUT / 1.0 [Content-Length=3] a\r\n\nmore"},
      {"PUT / HTTP/1.0\r\ncontent-length: 2, 2\r\nContent-Length: 2\r\n\r\nab",
       "PUT / 1.0 [content-length=2, 2] [Content-Length=2] ab\nidle"},
      {"PUT / HTTP/1.0\r\nContent-Length: 0\r\n\r\n",
       "PUT / 1.0 [Content-Length=0] \nidle"},
      {"PUT / HTTP/1.0\r\nContent-Length: 3\r\n\r\nab", "more"},
      // Bodies in chunks.
      {chunked("0\r\n\r\n"),
       "POST / 1.1 [Host=a] [Transfer-Encoding=chunked] \nidle"},
      {chunked("3\r\na\r\n\r\n0A\r\n0123456789\r\n000\r\n\r\n"),
       "POST / 1.1 [Host=a] [Transfer-Encoding=chunked] a\r\n0123456789\nidle"},
      {chunked("1;a=\"b\";c\r\na\r\n1 \t;d\r\nb\r\n0;e\r\nF: g\r\nH:\r\n\r\n"),
       "POST / 1.1 [Host=a] [Transfer-Encoding=chunked] ab\nidle"},
      {chunked("1 ; a = \"b;\\\"c\" ;d=e\r\na\r\n0\r\n\r\n"),
       "POST / 1.1 [Host=a] [Transfer-Encoding=chunked] a\nidle"},
      {chunked("2\r\na"), "more"},
      {chunked("0\r\n"), "more"},
      {"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ,CHUNKED,\r\n\r\n"
       "1\r\na\r\n0\r\n\r\n",
       "PUT / 1.1 [Host=a] [Transfer-Encoding=,CHUNKED,] a\nidle"},
      // Pipelined: each begins right behind the last.
      {"GET /1 HTTP/1.0\r\n\r\nPUT /2 HTTP/1.0\r\nContent-Length: 2\r\n\r\nab" +
           chunked("1\r\nc\r\n0\r\nA: b\r\n\r\n") + "GET /4 HTTP/1.0\r\n\r\nG",
       "GET /1 1.0 \nPUT /2 1.0 [Content-Length=2] ab\n"
       "POST / 1.1 [Host=a] [Transfer-Encoding=chunked] c\nGET /4 1.0 \nmore"},
  };
  for (const auto& [input, expected] : cases) {
    SCOPED_TRACE(testing::PrintToString(input));
    EXPECT_EQ(results({input}), expected);
    expect_the_same_however_it_is_cut(input);
  }
}

TEST(RequestParser, RefusesWhatBreaksARuleAndNamesTheRule) {
  struct Case {
    std::string input;
    std::string refusal;  // status, and how the reason begins
  };
  const auto head = [](const std::string& lines) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n";
  };
  const Case cases[] = {
      // The request line.
      {"GET /\r\n\r\n", "400 not 'method target version'"},
      {"GET\r\n\r\n", "400 not 'method target version'"},
      {"GET\t/\tHTTP/1.1\r\n\r\n", "400 not 'method target version'"},
      {"GET  / HTTP/1.1\r\n\r\n", "400 white space or non-ASCII in the target"},
      {"GET /  HTTP/1.1\r\n\r\n", "400 white space or non-ASCII in the target"},
      {"GET  HTTP/1.1\r\n\r\n", "400 white space or non-ASCII in the target"},
      {"GET /\tb HTTP/1.1\r\n\r\n", "400 white space or non-ASCII"},
      {"GET /\xc3\xa4 HTTP/1.1\r\n\r\n", "400 white space or non-ASCII"},
      {"GET /\x7f HTTP/1.1\r\n\r\n", "400 control character"},
      {" GET / HTTP/1.1\r\n\r\n", "400 the method is no token"},
      {"G(T / HTTP/1.1\r\n\r\n", "400 the method is no token"},
      {" / HTTP/1.1\r\n\r\n", "400 the method is no token"},
      // The target.
      {"GET foo HTTP/1.0\r\n\r\n", "400 the target has no form"},
      {"GET a:80 HTTP/1.0\r\n\r\n", "400 the target has no form"},
      {"GET * HTTP/1.0\r\n\r\n", "400 the target has no form"},
      {"GET /#a HTTP/1.0\r\n\r\n", "400 the target has no form"},
      {"CONNECT / HTTP/1.0\r\n\r\n", "400 the target has no form"},
      {"CONNECT a HTTP/1.0\r\n\r\n", "400 the target has no form"},
      {"OPTIONS a:80 HTTP/1.0\r\n\r\n", "400 the target has no form"},
      // The version.
      {"GET / HTTP/1.1 \r\n\r\n", "400 malformed HTTP version"},
      {"GET / HTTP/1.10\r\n\r\n", "400 malformed HTTP version"},
      {"GET / HTTP/11\r\n\r\n", "400 malformed HTTP version"},
      {"GET / HTTP/1,1\r\n\r\n", "400 malformed HTTP version"},
      {"GET / HTTP/1.x\r\n\r\n", "400 malformed HTTP version"},
      {"GET / HTTP/1./\r\n\r\n", "400 malformed HTTP version"},
      {"GET / HTTP/:.1\r\n\r\n", "400 malformed HTTP version"},
      {"GET / HTTP/x.1\r\n\r\n", "400 malformed HTTP version"},
      {"GET / http/1.1\r\n\r\n", "400 malformed HTTP version"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 not HTTP/1"},
      {"GET / HTTP/0.9\r\n\r\n", "505 not HTTP/1"},
      {"GET / HTTP/9.9\r\n\r\n", "505 not HTTP/1"},
      // Headers.
      {head("no colon"), "400 no colon"},
      {head("A : b"), "400 white space before the colon"},
      {head("A\t: b"), "400 white space before the colon"},
      {head(": b"), "400 a header's name is no token"},
      {head("A b: c"), "400 a header's name is no token"},
      {head("A(b): c"), "400 a header's name is no token"},
      {head("\xc3\xa4: c"), "400 a header's name is no token"},
      {head("A: b\r\n c: d"), "400 folded line"},
      {head("A: b\r\n\tc: d"), "400 folded line"},
      {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400 folded line"},
      // Line ends and control characters, wherever they are.
      {"\nGET / HTTP/1.0\r\n\r\n", "400 bare CR or bare LF"},
      {"GET / HTTP/1.0\n\n", "400 bare CR or bare LF"},
      {"GET / HTTP/1.0\n", "400 bare CR or bare LF"},
      {"GET / HTTP/1.0\r\nA: b\n\r\n", "400 bare CR or bare LF"},
      {"GET / HTTP/1.0\rA: b\r\n\r\n", "400 bare CR or bare LF"},
      {"GET / HTTP/1.0\r\r\n\r\n", "400 bare CR or bare LF"},
      {"\rGET / HTTP/1.0\r\n\r\n", "400 bare CR or bare LF"},
      {head("A: b\rc"), "400 bare CR or bare LF"},
      {head("A: b\0c"s), "400 control character"},
      {head("A: b\x1f"), "400 control character"},
      {head("A: b\x7f"), "400 control character"},
      // Host.
      {"GET / HTTP/1.1\r\n\r\n", "400 no Host"},
      {"GET / HTTP/1.7\r\nHos: a\r\n\r\n", "400 no Host"},
      {head("host: a"), "400 two Hosts"},
      {"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "400 two Hosts"},
      {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400 malformed Host"},
      {"GET / HTTP/1.1\r\nHost: me@a\r\n\r\n", "400 malformed Host"},
      {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400 malformed Host"},
      {"GET / HTTP/1.1\r\nHost: ::1\r\n\r\n", "400 malformed Host"},
      {"GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", "400 malformed Host"},
      {"GET / HTTP/1.1\r\nHost: [\r\n\r\n", "400 malformed Host"},
      {"GET http://b/ HTTP/1.1\r\nHost: a b\r\n\r\n", "400 malformed Host"},
      {"GET http://b/ HTTP/1.1\r\n\r\n", "400 no Host"},
      // Content-Length.
      {head("Content-Length: 5\r\nContent-Length: 6"), "400 two different"},
      {head("Content-Length: 5, 6"), "400 two different"},
      {head("Content-Length: 5, 5, 05"), "400 two different"},
      {head("Content-Length: +5"), "400 Content-Length is no number"},
      {head("Content-Length: -5"), "400 Content-Length is no number"},
      {head("Content-Length: 5a"), "400 Content-Length is no number"},
      {head("Content-Length: 5 5"), "400 Content-Length is no number"},
      {head("Content-Length: 0x5"), "400 Content-Length is no number"},
      {head("Content-Length:"), "400 empty Content-Length"},
      {head("Content-Length: ,"), "400 empty Content-Length"},
      {head("Content-Length: 5,"), "400 empty Content-Length"},
      {head("Content-Length: 5, 5,"), "400 empty Content-Length"},
      {head("Content-Length: ,5"), "400 empty Content-Length"},
      {head("Content-Length: 5,,5"), "400 empty Content-Length"},
      {head("Content-Length: 5\r\nContent-Length:"),
       "400 empty Content-Length"},
      {head("Content-Length: 18446744073709551616"),
       "400 Content-Length is no number, or too big"},
      {head("Content-Length: 18446744073709551615"), "413 the body"},
      // Transfer-Encoding.
      {head("Content-Length: 5\r\nTransfer-Encoding: chunked"),
       "400 Content-Length and Transfer-Encoding"},
      {"PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
       "400 Transfer-Encoding in HTTP/1.0"},
      {head("Transfer-Encoding: chunked, gzip"), "400 chunked is not the last"},
      {head("Transfer-Encoding: gzip"), "400 chunked is not the last"},
      {head("Transfer-Encoding: xchunked"), "400 chunked is not the last"},
      {head("Transfer-Encoding:"), "400 chunked is not the last"},
      {head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
       "400 chunked twice"},
      {head("Transfer-Encoding: gzip, chunked"), "501 unknown transfer coding"},
      {head("Transfer-Encoding: a\r\nTransfer-Encoding: chunked"),
       "501 unknown transfer coding"},
      // Chunks.
      {chunked("\r\n"), "400 the chunk size"},
      {chunked("g\r\n"), "400 the chunk size"},
      {chunked("0x1\r\n"), "400 the chunk size"},
      {chunked("-1\r\n"), "400 the chunk size"},
      {chunked(" 1\r\n"), "400 the chunk size"},
      {chunked(";a\r\n"), "400 the chunk size"},
      {chunked("10000000000000000\r\n"), "400 the chunk size"},
      {chunked("ffffffffffffffff\r\n"), "413 the body"},
      {chunked("1\r\na\r\nffffffffffffffff\r\n"), "413 the body"},
      {chunked("1 \r\n"), "400 no ';' after a chunk's size"},
      {chunked("1 a\r\n"), "400 no ';' after a chunk's size"},
      {chunked("5;\r\n"), "400 a chunk extension is"},
      {chunked("5;;\r\n"), "400 a chunk extension is"},
      {chunked("5;a;\r\n"), "400 a chunk extension is"},
      {chunked("5;=a\r\n"), "400 a chunk extension is"},
      {chunked("5;a=\r\n"), "400 a chunk extension is"},
      {chunked("5;a=b=c\r\n"), "400 a chunk extension is"},
      {chunked("5;a b\r\n"), "400 a chunk extension is"},
      {chunked("5;a=\"b\r\n"), "400 a chunk extension is"},
      {chunked("5;a=\"b\"c\r\n"), "400 a chunk extension is"},
      {chunked("5;a=\"b\\\"\r\n"), "400 a chunk extension is"},
      {chunked("5;a \r\n"), "400 no ';' after a chunk's size"},
      {chunked("+5\r\n"), "400 the chunk size"},
      {chunked("1\n"), "400 bare CR or bare LF"},
      {chunked("1;a\rb\r\n"), "400 bare CR or bare LF"},
      {chunked("1;a\0b\r\n"s), "400 control character"},
      {chunked("1\r\nab\r\n"), "400 no CR LF after a chunk's data"},
      {chunked("1\r\na\n\n"), "400 no CR LF after a chunk's data"},
      {chunked("1\r\na0\r\n\r\n"), "400 no CR LF after a chunk's data"},
      {chunked("0\r\nno colon\r\n\r\n"), "400 no colon"},
      {chunked("0\r\nA: b\r\n c\r\n\r\n"), "400 folded line"},
      {chunked("0\r\nA: b\n\r\n"), "400 bare CR or bare LF"},
      {chunked("0\r\n\n"), "400 bare CR or bare LF"},
      // What stood before it is given first.
      {"GET / HTTP/1.0\r\n\r\n\n", "GET / 1.0 \n400 bare CR or bare LF"},
  };
  for (const auto& [input, refusal] : cases) {
    SCOPED_TRACE(testing::PrintToString(input));
    EXPECT_EQ(results({input}).substr(0, refusal.size()), refusal);
    EXPECT_NE(results({input}).find("(RFC "), std::string::npos)
        << "the reason does not name its source";
    expect_the_same_however_it_is_cut(input);
  }
}

TEST(RequestParser, KeepsToItsLimitsToTheByte) {
  const Limits limits{.head_bytes = 80, .headers = 3, .body_bytes = 20};
  struct Case {
    std::string fits;
    std::string too_much;
    std::string refusal;
  };
  const auto filled = [](std::string begin, std::size_t size,
                         const std::string& end) {
    return begin.append(size - begin.size() - end.size(), 'x') + end;
  };
  const std::string line_end = " HTTP/1.0\r\n\r\n";
  const Case cases[] = {
      {filled("GET /", 80, line_end), filled("GET /", 81, line_end),
       "431 the head is too long"},
      {filled("GET /", 80, line_end), filled("GET /", 83, line_end),
       "414 the first line is too long"},
      {filled("GET / HTTP/1.0\r\nA:", 80, "\r\n\r\n"),
       filled("GET / HTTP/1.0\r\nA:", 81, "\r\n\r\n"),
       "431 the head is too long"},
      {"GET / HTTP/1.0\r\na:\r\nb:\r\nc:\r\n\r\n",
       "GET / HTTP/1.0\r\na:\r\nb:\r\nc:\r\nd:\r\n\r\n",
       "431 too many headers"},
      {"GET / HTTP/1.0\r\nContent-Length: 20\r\n\r\n" + times(20, "x"),
       "GET / HTTP/1.0\r\nContent-Length: 21\r\n\r\n", "413 the body"},
      {chunked("14\r\n" + times(20, "x") + "\r\n0\r\n\r\n"), chunked("15\r\n"),
       "413 the body"},
      {chunked("10\r\n" + times(16, "x") + "\r\n4\r\nxxxx\r\n0\r\n\r\n"),
       chunked("10\r\n" + times(16, "x") + "\r\n5\r\n"), "413 the body"},
      // Of each chunk's size line 16 digits are free, of a trailer nothing is;
      // all else adds up to 80 bytes at most, the line ends not counted.
      {chunked(filled("1;", 98, "\r\n") + "a\r\n0\r\n\r\n"),
       chunked("1\r\na\r\n" + filled("1;", 98, "x")),
       "431 chunk extensions or trailers"},
      {chunked(times(20, "0000000000000001;xyz\r\na\r\n") + "0\r\n\r\n"),
       chunked(times(20, "0000000000000001;xyz\r\na\r\n") +
               "0000000000000000;\r\n"),
       "431 chunk extensions or trailers"},
      {chunked("0\r\n" + times(20, "a:bc\r\n") + "\r\n"),
       chunked("0\r\n" + times(20, "a:bc\r\n") + "a:\r\n\r\n"),
       "431 chunk extensions or trailers"},
      {chunked("0000000000000000;xyz\r\n" + filled("a:", 80, "\r\n\r\n")),
       chunked("0000000000000000;xyz\r\n" + filled("a:", 81, "\r\n\r\n")),
       "431 chunk extensions or trailers"},
  };
  for (const auto& [fits, too_much, refusal] : cases) {
    SCOPED_TRACE(testing::PrintToString(too_much));
    EXPECT_TRUE(results({fits}, limits).ends_with("idle"))
        << results({fits}, limits);
    EXPECT_EQ(results({too_much}, limits).substr(0, refusal.size()), refusal);
    expect_the_same_however_it_is_cut(fits, limits);
    expect_the_same_however_it_is_cut(too_much, limits);
  }
}

TEST(RequestParser, AcceptsByDefaultEightKilobytesOfHeadAndAMegabyteOfBody) {
  const std::string line = "GET / HTTP/1.0\r\n";
  const auto head = [&](std::size_t size) {
    return line + "A:" + times(size - line.size() - 6, "x") + "\r\n\r\n";
  };
  EXPECT_TRUE(results({head(8192)}).ends_with("idle"));
  EXPECT_TRUE(results({head(8193)}).starts_with("431"));
  EXPECT_TRUE(
      results({line + times(100, "A:\r\n") + "\r\n"}).ends_with("idle"));
  EXPECT_TRUE(
      results({line + times(101, "A:\r\n") + "\r\n"}).starts_with("431"));
  EXPECT_EQ(results({line + "Content-Length: 1048576\r\n\r\n"}), "more");
  EXPECT_TRUE(
      results({line + "Content-Length: 1048577\r\n\r\n"}).starts_with("413"));
}

TEST(RequestParser, StaysRefused) {
  RequestParser parser;
  parser.add("GET\r\n\r\n");
  const auto first = std::get<Refusal>(parser.next());
  parser.add("GET / HTTP/1.0\r\n\r\n");
  for (int i = 0; i < 2; ++i) {
    const auto again = std::get<Refusal>(parser.next());
    EXPECT_EQ(again.status, first.status);
    EXPECT_EQ(again.reason, first.reason);
  }
}

TEST(RequestParser, TellsASilentClientFromAnIdleConnection) {
  RequestParser parser;
  const auto in_the_middle_after = [&](std::string_view bytes) {
    parser.add(bytes);
    EXPECT_TRUE(std::holds_alternative<NeedsMore>(parser.next()));
    return parser.in_the_middle();
  };
  EXPECT_FALSE(in_the_middle_after(""));
  EXPECT_FALSE(in_the_middle_after("\r\n"));
  EXPECT_TRUE(in_the_middle_after("P"));
  EXPECT_TRUE(in_the_middle_after("UT / HTTP/1.0\r\n"));
  EXPECT_TRUE(in_the_middle_after("Content-Length: 2\r\n\r\n"));
  EXPECT_TRUE(in_the_middle_after("a"));
  parser.add("b");
  EXPECT_TRUE(std::holds_alternative<Request>(parser.next()));
  EXPECT_FALSE(in_the_middle_after(""));
}

TEST(RequestParser, TellsWhenTheClientWaitsFor100Continue) {
  struct Case {
    std::string input;
    bool awaits;
  };
  const std::string head =
      "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n";
  const Case cases[] = {
      {"", false},
      {head, false},  // the head is not complete
      {head + "Content-Length: 2\r\n\r\n", true},
      {head + "Transfer-Encoding: chunked\r\n\r\n", true},
      {head + "Content-Length: 2\r\n\r\na", false},
      {head + "Transfer-Encoding: chunked\r\n\r\n1", false},
      {"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n", false},
      // HTTP/1.0 did not know it: RFC 9110, 10.1.1.
      {"PUT / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
       false},
  };
  for (const auto& [input, awaits] : cases) {
    RequestParser parser;
    parser.add(input);
    EXPECT_TRUE(std::holds_alternative<NeedsMore>(parser.next())) << input;
    EXPECT_EQ(parser.awaits_continue(), awaits) << input;
  }
  RequestParser parser;  // no body, so nothing to wait for
  parser.add(head + "\r\n");
  EXPECT_TRUE(std::holds_alternative<Request>(parser.next()));
  EXPECT_FALSE(parser.awaits_continue());
}

TEST(RequestParser, GivesTheBytesBehindAnUpgradeUntouched) {
  RequestParser parser;
  parser.add("GET / HTTP/1.0\r\nUpgrade: x\r\n\r\n\r\n\x81\n");
  EXPECT_TRUE(std::holds_alternative<Request>(parser.next()));
  parser.add("!");
  EXPECT_EQ(parser.take_rest(), "\r\n\x81\n!");
  EXPECT_EQ(parser.take_rest(), "");
  EXPECT_FALSE(parser.in_the_middle());
}

// No expectation but these: no crash, no endless loop (and, in a build with
// SANITIZE, no undefined behaviour), and the same results however it is cut.
TEST(RequestParser, SurvivesWhateverArrives) {
  const std::string good =
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n" +
      chunked("3;x\r\nabc\r\n1\r\nd\r\n0\r\nE: f\r\n\r\n") +
      "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";
  std::mt19937 random{1};
  const auto below = [&](std::size_t bound) { return random() % bound; };
  for (int round = 0; round < 2000; ++round) {
    std::string input = good;
    for (std::size_t changes = below(4) + 1; changes > 0; --changes) {
      const std::size_t place = below(input.size());
      const char byte = round % 2 == 0 ? good[below(good.size())]
                                       : static_cast<char>(below(256));
      switch (below(3)) {
        case 0:
          input[place] = byte;
          break;
        case 1:
          input.insert(place, 1, byte);
          break;
        default:
          input.erase(place, below(8));
      }
    }
    std::vector<std::string> pieces;
    for (std::string rest = input; !rest.empty();) {
      const std::size_t size = below(40) + 1;
      pieces.push_back(rest.substr(0, size));
      rest.erase(0, size);
    }
    ASSERT_EQ(results(pieces), results({input}))
        << testing::PrintToString(input);
  }
  for (int round = 0; round < 2000; ++round) {
    std::string noise(below(300), '\0');
    for (char& byte : noise) byte = static_cast<char>(below(256));
    results({noise, "GET / HTTP/1.1\r\nHost:" + noise, chunked(noise)});
  }
}

TEST(RequestParser, KnowsAHeadWhereverItIsRefused) {
  struct Case {
    const char* input;
    bool head;
  };
  for (const auto& [input, head] : {
           Case{"HEAD / HTTP/1.1\r\n\r\n", true},
           Case{"\r\nHEAD foo HTTP/1.1\r\nHost: a\r\n\r\n", true},
           Case{"HEAD / HTTP/1.0\r\nA b\r\n\r\n", true},
           Case{"HEAD / HTTP/1.0\r\nContent-Length: 2,\r\n\r\n", true},
           Case{"HEAD / HTTP/1.0\n", true},
           Case{"HEAD / HTTP/1.0\r\nA:", true},
           Case{"HEAD / HTTP/1.0\r\n\r\n", true},
           Case{"HEAD", false},
           Case{"HEADER / HTTP/1.1\r\n\r\n", false},
           Case{"HEAD / HTTP/1.0\r\n\r\nGET / HTTP/1.1\r\n\r\n", false},
           Case{"GET / HTTP/1.0\r\n\r\n", false},
           Case{"", false},
       }) {
    RequestParser parser;
    parser.add(input);
    while (std::holds_alternative<Request>(parser.next())) {
      if (!parser.in_the_middle()) break;
    }
    EXPECT_EQ(parser.wants_head_alone(), head) << input;
  }
}

}  // namespace
}  // namespace http
