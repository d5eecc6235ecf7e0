// Who may keep the connection: RFC 9112, 9.3.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/http/persistence.h"

namespace http {
namespace {

struct Connection {
  int minor_version;
  std::string header;  // the value of Connection; none if empty
  bool open;
};

const std::vector<Connection> connections = {
    {1, "", true},
    {1, "close", false},
    {1, "Upgrade, CLOSE", false},
    {1, "keep-alive", true},
    {1, "keep-alive, close", false},
    {1, "closed", true},
    {0, "", false},
    {0, "close", false},
    {0, "Keep-Alive", true},
    {0, "keep-alive, close", false},
    {0, "Upgrade", false},
};

TEST(Persistence, OfARequestIsDecidedByVersionAndConnectionHeader) {
  for (const auto& [minor_version, header, open] : connections) {
    Request request;
    request.minor_version = minor_version;
    if (!header.empty()) request.headers = {{"Connection", header}};
    EXPECT_EQ(stays_open(request), open) << minor_version << " " << header;
  }
  EXPECT_TRUE(stays_open(Request{}));  // which is HTTP/1.1
}

TEST(Persistence, OfAResponseWithALengthIsTheSame) {
  for (const auto& [minor_version, header, open] : connections) {
    Response response;
    response.minor_version = minor_version;
    response.headers = {{"Content-Length", "0"}};
    if (!header.empty()) response.headers.push_back({"Connection", header});
    EXPECT_EQ(stays_open(response, "GET"), open)
        << minor_version << " " << header;
  }
}

TEST(Persistence, EndsWithABodyThatOnlyTheEndOfTheConnectionCompletes) {
  struct Case {
    int status;
    std::string method;
    std::vector<Header> headers;
    bool open;
  };
  for (const auto& [status, method, headers, open] : {
           Case{200, "GET", {}, false},
           Case{200, "GET", {{"Content-Length", "0"}}, true},
           Case{200, "GET", {{"Transfer-Encoding", "chunked"}}, true},
           Case{200, "HEAD", {}, true},
           Case{204, "GET", {}, true},
           Case{304, "GET", {}, true},
       }) {
    Response response;
    response.status = status;
    response.headers = headers;
    EXPECT_EQ(stays_open(response, method), open) << status << " " << method;
  }
}

}  // namespace
}  // namespace http
