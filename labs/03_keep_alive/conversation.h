// What http_server says on one connection: requests in, answers out. No socket is
// touched here: how bytes come and go stands in http_server.cpp.
#pragma once

#include <string>
#include <variant>

#include "common/http/persistence.h"
#include "common/http/request_parser.h"
#include "common/http/target.h"
#include "common/http/write.h"
#include "common/narrate/narrate.h"

constexpr std::size_t most_unsent = 64 * 1024;

struct Conversation {
  http::RequestParser parser{};
  std::string unsent{};
  bool begun = false;        // bytes have come since the last answer
  bool continued = false;    // "100 Continue" has been said
  bool ended = false;        // the client's FIN has come
  bool last_answer = false;  // no request after this one is read
};

inline void write(Conversation& c, http::Response response, bool head_alone) {
  response.headers.push_back({"Date", http::date()});
  response.headers.push_back(
      {"Connection", c.last_answer ? "close" : "keep-alive"});
  c.unsent +=
      head_alone ? http::head_to_bytes(response) : http::to_bytes(response);
}

inline void refuse(Conversation& c, int status, const std::string& reason) {
  say("refuses: " + reason);
  c.last_answer = true;
  write(c, {status, http::reason_phrase(status), 1, {}, reason + "\n"},
        c.parser.wants_head_alone());
}

inline http::Response answer(const http::Request& request) {
  const std::string& method = request.method;
  if (method == "POST") return {.body = request.body};
  if (method == "GET" || method == "HEAD")
    return {.headers = {{"Content-Type", "text/plain"}},
            .body = "hello " + request.target + "\n"};
  return {501, http::reason_phrase(501), 1, {}, "GET, HEAD or POST\n"};
}

// Answers the requests that have arrived, in their order. Returns whether there
// may be more of them: it stops while too many answers are unsent.
inline bool answer_all(Conversation& c) {
  while (!c.last_answer) {
    if (c.unsent.size() >= most_unsent) return true;
    auto next = c.parser.next();
    if (const auto* refusal = std::get_if<http::Refusal>(&next)) {
      refuse(c, refusal->status, refusal->reason);
    } else if (const auto* request = std::get_if<http::Request>(&next)) {
      say(request->method + " " + request->target);
      const std::string path = http::origin_form(request->target);
      // RFC 9112, 9.6: "close", from whichever side, obliges this server to
      // close behind the answer.
      c.last_answer = !http::stays_open(*request) || path == "/close";
      if (path == "/hints" && request->minor_version == 1)
        c.unsent += "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n";
      write(c, answer(*request), request->method == "HEAD");
      c.continued = false;
      c.begun = c.parser.in_the_middle();  // the next one, perhaps
    } else {
      if (c.parser.awaits_continue() && !c.continued) {
        c.unsent += "HTTP/1.1 100 Continue\r\n\r\n";
        c.continued = true;
      }
      c.last_answer = c.ended;
      return false;
    }
  }
  return false;
}
