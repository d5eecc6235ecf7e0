// Both halves of the opening handshake, with bytes between them.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/websocket/opening.h"

namespace {

using http::Refusal;
using websocket::bytes_of;
using websocket::ClientOpening;
using websocket::NeedsMore;
using websocket::Opened;
using websocket::Output;
using websocket::ServerOpening;

const std::string request =
    "GET /chat HTTP/1.1\r\n"
    "Host: localhost:7000\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "\r\n";

// The request, and one header more.
std::string with(const std::string& line) {
  return request.substr(0, request.size() - 2) + line + "\r\n\r\n";
}

TEST(Opening, SucceedsBetweenOurClientAndOurServer) {
  Output sent;
  ClientOpening client{"localhost:7000", "/", {"superchat", "chat"}, sent};
  Output answered;
  ServerOpening server{{.subprotocols = {"chat"}}};
  const auto opened = server.read(sent, answered);
  ASSERT_TRUE(std::holds_alternative<Opened>(opened));
  EXPECT_EQ(std::get<Opened>(opened).subprotocol, "chat");

  const auto open = client.read(answered);
  ASSERT_TRUE(std::holds_alternative<Opened>(open));
  EXPECT_EQ(std::get<Opened>(open).subprotocol, "chat");
  EXPECT_EQ(std::get<Opened>(open).rest, "");
}

TEST(Opening, NeedsMoreUntilTheLastByteAndKeepsWhatComesBehindIt) {
  const std::string bytes = request + "frames";
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    ServerOpening server;
    Output answer;
    auto result = server.read(bytes_of(bytes.substr(0, cut)), answer);
    if (cut < request.size()) {
      ASSERT_TRUE(std::holds_alternative<NeedsMore>(result)) << cut;
      ASSERT_TRUE(answer.empty());
      result = server.read(bytes_of(bytes.substr(cut)), answer);
      ASSERT_TRUE(std::holds_alternative<Opened>(result)) << cut;
      EXPECT_EQ(std::get<Opened>(result).rest, "frames");
    } else {
      ASSERT_TRUE(std::holds_alternative<Opened>(result)) << cut;
      EXPECT_EQ(std::get<Opened>(result).rest,
                bytes.substr(request.size(), cut - request.size()));
    }
  }
}

TEST(Opening, IsAnsweredWithTheStatusOfItsRefusal) {
  struct Case {
    std::string request;
    int status;
  };
  const std::string long_header = "X: " + std::string(9000, 'x');
  const std::vector<Case> cases = {
      {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"nonsense\r\n\r\n", 400},
      {"POST" + request.substr(3), 405},
      {request.substr(0, request.size() - 6) + "8\r\n\r\n", 426},
      {with("Origin: http://b"), 403},
      {with(long_header), 431},
      {with("Content-Length: 5"), 413},  // before the body has come
      {with("Transfer-Encoding: chunked") + "5\r\n", 413},
      {with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), 400},
      {with(" Sec-WebSocket-Version: 13"), 400},  // obs-fold: RFC 9112, 5.2
      {with("Origin : http://a"), 400},
      {"GET / HTTP/2.0" + request.substr(18), 505},
  };
  for (const auto& [bytes, status] : cases) {
    ServerOpening server{{.origins = {"http://a"}}};
    Output answer;
    const auto result = server.read(bytes_of(bytes), answer);
    ASSERT_TRUE(std::holds_alternative<Refusal>(result)) << status;
    EXPECT_EQ(std::get<Refusal>(result).status, status);
    EXPECT_TRUE(websocket::text_of(answer).starts_with(
        "HTTP/1.1 " + std::to_string(status) + " "));
  }
}

TEST(Opening, RefusesAHeadWithoutABody) {  // RFC 9110, 9.3.2
  for (const std::string& bytes :
       {"HEAD" + request.substr(3), std::string{"HEAD / HTTP/1.1\r\n\r\n"}}) {
    ServerOpening server;
    Output answer;
    ASSERT_TRUE(
        std::holds_alternative<Refusal>(server.read(bytes_of(bytes), answer)));
    EXPECT_TRUE(websocket::text_of(answer).ends_with("\r\n\r\n"));
  }
}

TEST(Opening, FailsAtTheClientIfTheAnswerIsWrong) {
  struct Case {
    std::string answer;
    int status;
    std::string reason;  // a part of it
  };
  const std::vector<Case> cases = {
      {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404, "101"},
      {"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n", 404, "not 404"},
      {"HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n", 301, "not 301"},
      {"HTTP/1.0 401 Unauthorized\r\n\r\n<html>", 401, "not 401"},
      {"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", 200, "200"},
      {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
       "Connection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n",
       101, "Accept"},
      {"nonsense\r\n\r\n", 400, ""},
  };
  for (const auto& [answer, status, reason] : cases) {
    Output sent;
    ClientOpening client{"localhost", "/", {}, sent};
    EXPECT_TRUE(websocket::text_of(sent).starts_with("GET / HTTP/1.1\r\n"));
    const auto result = client.read(bytes_of(answer));
    ASSERT_TRUE(std::holds_alternative<Refusal>(result)) << answer;
    EXPECT_EQ(std::get<Refusal>(result).status, status);
    EXPECT_NE(std::get<Refusal>(result).reason.find(reason), std::string::npos);
  }
}

TEST(Opening, WaitsAtTheClientForWhatFollowsAnInterimAnswer) {
  Output sent;
  ClientOpening client{"localhost", "/", {}, sent};
  const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n" + hints;
  EXPECT_TRUE(
      std::holds_alternative<NeedsMore>(client.read(bytes_of(interim))));
  Output answer;
  ServerOpening{}.read(sent, answer);
  const auto result = client.read(
      bytes_of(hints + std::string{websocket::text_of(answer)} + "frames"));
  ASSERT_TRUE(std::holds_alternative<Opened>(result));
  EXPECT_EQ(std::get<Opened>(result).rest, "frames");
}

TEST(Opening, KeepsTheFramesThatComeTogetherWithTheAnswer) {
  for (std::size_t cut = 0; cut < 120; ++cut) {
    Output sent;
    ClientOpening client{"localhost", "/", {}, sent};
    Output answer;
    ServerOpening{}.read(sent, answer);
    const std::string bytes =
        std::string{websocket::text_of(answer)} + "frames";
    ASSERT_TRUE(std::holds_alternative<NeedsMore>(
        client.read(bytes_of(bytes.substr(0, cut)))));
    const auto result = client.read(bytes_of(bytes.substr(cut)));
    ASSERT_TRUE(std::holds_alternative<Opened>(result));
    EXPECT_EQ(std::get<Opened>(result).rest, "frames");
  }
}

}  // namespace
