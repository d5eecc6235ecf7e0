// What is written, to the byte; and that the parsers read it back.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "common/http/request_parser.h"
#include "common/http/response_parser.h"
#include "common/http/write.h"

namespace http {
namespace {

using namespace std::string_literals;  // "..."s may hold a NUL

TEST(HttpWrite, WritesARequestAsItIsWithALengthWhereItHasABody) {
  struct Case {
    Request request;
    std::string bytes;
  };
  const std::vector<Header> host = {{"Host", "a"}};
  for (const auto& [request, bytes] : {
           Case{{"GET", "/", 1, host, ""}, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
           Case{{"GET", "/", 0, {}, ""}, "GET / HTTP/1.0\r\n\r\n"},
           Case{{"GET", "*", 0, {}, "a\n"},
                "GET * HTTP/1.0\r\nContent-Length: 2\r\n\r\na\n"},
           Case{{"POST", "/", 1, host, ""},
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"},
           Case{{"PUT", "/", 0, {}, ""},
                "PUT / HTTP/1.0\r\nContent-Length: 0\r\n\r\n"},
           Case{{"PATCH", "/", 0, {}, ""},
                "PATCH / HTTP/1.0\r\nContent-Length: 0\r\n\r\n"},
           // Who frames the body himself is not corrected.
           Case{{"PUT", "/", 0, {{"content-length", "9"}}, "a"},
                "PUT / HTTP/1.0\r\ncontent-length: 9\r\n\r\na"},
           Case{
               {"PUT", "/", 1, {{"Transfer-Encoding", "chunked"}}, "0\r\n\r\n"},
               "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
               "0\r\n\r\n"},
       }) {
    EXPECT_EQ(to_bytes(request), bytes);
  }
}

TEST(HttpWrite, WritesAResponseAsItIsWithALengthUnlessItMayHaveNoBody) {
  struct Case {
    Response response;
    std::string head;
  };
  for (const auto& [response, head] : {
           Case{{200, "OK", 1, {{"A", "b"}}, "a\n"},
                "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\n"},
           Case{{404, "Not Found", 0, {}, ""},
                "HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n"},
           Case{{101, "A", 1, {{"Upgrade", "b"}}, ""},
                "HTTP/1.1 101 A\r\nUpgrade: b\r\n\r\n"},
           Case{{100, "", 1, {}, ""}, "HTTP/1.1 100 \r\n\r\n"},
           Case{{204, "A", 1, {}, ""}, "HTTP/1.1 204 A\r\n\r\n"},
           Case{{304, "A", 1, {}, ""}, "HTTP/1.1 304 A\r\n\r\n"},
           Case{{999, "", 1, {}, ""},
                "HTTP/1.1 999 \r\nContent-Length: 0\r\n\r\n"},
           Case{{200, "OK", 1, {{"Content-length", "9"}}, "a"},
                "HTTP/1.1 200 OK\r\nContent-length: 9\r\n\r\n"},
           Case{{200, "OK", 1, {{"transfer-encoding", "chunked"}}, "0\r\n\r\n"},
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"},
       }) {
    EXPECT_EQ(to_bytes(response), head + response.body);
    EXPECT_EQ(head_to_bytes(response), head);
  }
}

template <typename Message>
std::string why_not(const Message& message) {
  try {
    to_bytes(message);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "written";
}

TEST(HttpWrite, WritesNothingThatCouldBeReadAsTwoMessages) {
  for (const std::string& bad : {"a\rb"s, "a\nb"s, "a\r\nB: c"s, "a\0b"s}) {
    SCOPED_TRACE(testing::PrintToString(bad));
    EXPECT_EQ(why_not(Request{bad, "/", 1, {}, ""}),
              "the method is not a token");
    EXPECT_EQ(why_not(Request{"GET", bad, 1, {}, ""}),
              "no target, or space in it");
    EXPECT_EQ(why_not(Request{"GET", "/", 1, {{bad, "a"}}, ""}),
              "a header's name is not a token");
    EXPECT_EQ(why_not(Request{"GET", "/", 1, {{"A", bad}}, ""}),
              "control character in a header's value");
    EXPECT_EQ(why_not(Response{200, bad, 1, {}, ""}),
              "control character in the reason");
    EXPECT_EQ(why_not(Response{200, "OK", 1, {{bad, "a"}}, ""}),
              "a header's name is not a token");
    const Response split{200, "OK", 1, {{"A", bad}}, ""};
    EXPECT_EQ(why_not(split), "control character in a header's value");
    EXPECT_THROW(head_to_bytes(split), std::invalid_argument);
  }
}

TEST(HttpWrite, WritesNothingMalformed) {
  EXPECT_EQ(why_not(Request{"", "/", 1, {}, ""}), "the method is not a token");
  EXPECT_EQ(why_not(Request{"GET", "", 1, {}, ""}),
            "no target, or space in it");
  EXPECT_EQ(why_not(Request{"GET", "/ b", 1, {}, ""}),
            "no target, or space in it");
  for (const char* name : {"", "A:", "A "})
    EXPECT_EQ(why_not(Request{"GET", "/", 1, {{name, "a"}}, ""}),
              "a header's name is not a token");
  for (const int status : {-1, 0, 99, 1000})
    EXPECT_EQ(why_not(Response{status, "", 1, {}, ""}),
              "the status has not three digits");
  for (const int status : {100, 101, 199, 204, 304})
    EXPECT_EQ(why_not(Response{status, "", 1, {}, "a"}),
              "a body where none may be");
}

TEST(HttpWrite, WritesTheTimeAsRfc9110Does) {
  EXPECT_EQ(date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(date().size(), 29U);
}

TEST(HttpWrite, IsReadBackByTheParsers) {
  const Request request{"PUT", "/a?b", 1, {{"Host", "a"}, {"B", "c d"}}, "e\n"};
  RequestParser requests;
  requests.add(to_bytes(request));
  const auto read = std::get<Request>(requests.next());
  EXPECT_EQ(read.method, request.method);
  EXPECT_EQ(read.target, request.target);
  EXPECT_EQ(find(read.headers, "B"), "c d");
  EXPECT_EQ(read.body, request.body);
  EXPECT_FALSE(requests.in_the_middle());

  const Response response{404, "Not Found", 1, {{"A", "b"}}, "c\n"};
  ResponseParser responses;
  responses.add(to_bytes(response) + head_to_bytes(response));
  for (const std::string method : {"GET", "HEAD"}) {
    const auto answer = std::get<Response>(responses.next(method));
    EXPECT_EQ(answer.status, response.status);
    EXPECT_EQ(answer.reason, response.reason);
    EXPECT_EQ(find(answer.headers, "A"), "b");
    EXPECT_EQ(answer.body, method == "GET" ? response.body : "");
  }
  EXPECT_FALSE(responses.in_the_middle());
}

}  // namespace
}  // namespace http
