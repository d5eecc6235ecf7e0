// The opening handshake: one HTTP request and its answer, after which the
// connection speaks WebSocket. RFC 6455, section 4. Lab 13 shows it at work.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/http/message.h"
#include "common/http/refusal.h"

namespace websocket {

// What no server that does not know WebSocket would use. RFC 6455, 1.3.
inline constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

// What Sec-WebSocket-Accept must be: Base64(SHA-1(key + a fixed GUID)), of the
// key as it was sent, still in Base64. RFC 6455, 4.2.2, point 5.
std::string accept_for(std::string_view key);

// Base64 of 16 random bytes, a new one for each connection. RFC 6455, 4.1,
// point 7. Throws std::system_error. See getrandom(2).
std::string random_key();

// The server's half.

// On which terms it opens a WebSocket.
struct Terms {
  std::vector<std::string> subprotocols{};  // that it speaks
  std::vector<std::string> origins{};       // whose pages may; empty: all
};

struct Accepted {
  std::string key;
  std::string subprotocol{};  // what both will speak; empty: none agreed on
};

using Opening = std::variant<Accepted, http::Refusal>;

// Whether the request opens a WebSocket. If not, 405 (it is no GET), 426 (of
// another version), 403 (from a page of another origin) or 400. RFC 6455, 4.2.1
// and 4.2.2. Of the subprotocols that the client asks for, the first that the
// server speaks is chosen. Extensions are not: this server speaks none.
//
// A program may send any Origin, or none, which is allowed: the check protects
// users of browsers, whose pages cannot. RFC 6455, 10.2.
Opening check_opening(const http::Request& request, const Terms& terms = {});

// 101 Switching Protocols for what was accepted. A refusal says why in its
// body, and ends the connection. RFC 6455, 4.2.2.
http::Response opening_response(const Opening& opening);

// The client's half.

// `host` is the server's name, and its port if that is not the default one:
// "localhost:7000". `subprotocols` are those that the client speaks, the best
// first; each is a token, or std::invalid_argument is thrown. Asks for no
// extension. RFC 6455, 4.1.
http::Request opening_request(
    std::string_view host, std::string_view target, std::string_view key,
    const std::vector<std::string>& subprotocols = {});

// What is wrong with the answer to a request with that key, which asked for
// those subprotocols; or nothing. The client must close the connection if
// anything is. RFC 6455, 4.1, the second list.
std::optional<std::string> check_answer(
    const http::Response& response, std::string_view key,
    const std::vector<std::string>& subprotocols = {});

}  // namespace websocket
