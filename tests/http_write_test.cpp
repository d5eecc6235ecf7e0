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

TEST(HttpWrite, WritesNothingThatCouldBeReadAsTwoMessages) {
  const std::string bad_text[] = {"a\rb", "a\nb", "a\r\nB: c", "a\0b"s};
  for (const std::string& bad : bad_text) {
    SCOPED_TRACE(testing::PrintToString(bad));
    const Request requests[] = {{bad, "/", 1, {}, ""},
                                {"GET", bad, 1, {}, ""},
                                {"GET", "/", 1, {{bad, "a"}}, ""},
                                {"GET", "/", 1, {{"A", bad}}, ""}};
    for (const Request& request : requests)
      EXPECT_THROW(to_bytes(request), std::invalid_argument);
    const Response responses[] = {{200, bad, 1, {}, ""},
                                  {200, "OK", 1, {{bad, "a"}}, ""},
                                  {200, "OK", 1, {{"A", bad}}, ""}};
    for (const Response& response : responses) {
      EXPECT_THROW(to_bytes(response), std::invalid_argument);
      EXPECT_THROW(head_to_bytes(response), std::invalid_argument);
    }
  }
  const Request requests[] = {{"", "/", 1, {}, ""},
                              {"GET", "", 1, {}, ""},
                              {"GET", "/ b", 1, {}, ""},
                              {"GET", "/", 1, {{"", "a"}}, ""},
                              {"GET", "/", 1, {{"A:", "a"}}, ""}};
  for (const Request& request : requests)
    EXPECT_THROW(to_bytes(request), std::invalid_argument);
  for (const int status : {-1, 0, 99, 1000})
    EXPECT_THROW(to_bytes(Response{status, "", 1, {}, ""}),
                 std::invalid_argument);
  for (const int status : {100, 101, 199, 204, 304})
    EXPECT_THROW(to_bytes(Response{status, "", 1, {}, "a"}),
                 std::invalid_argument);
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
