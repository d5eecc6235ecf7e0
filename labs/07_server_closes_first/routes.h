// What web_server answers, and what it does then. No socket is touched here.
#pragma once

#include <string>

#include "common/http/message.h"
#include "common/http/persistence.h"
#include "common/http/target.h"
#include "common/http/write.h"

// What the server does with the connection behind an answer.
enum class Then { keep, half_close, destroy };

struct Answer {
  std::string bytes;
  Then then;
};

inline Answer write(int status, const std::string& body, Then then,
                    bool head_alone) {
  http::Response response{status, http::reason_phrase(status), 1, {}, body};
  response.headers.push_back({"Date", http::date()});
  // The client must know that we close: its next request may cross the FIN.
  if (then == Then::half_close)
    response.headers.push_back({"Connection", "close"});
  return {head_alone ? http::head_to_bytes(response) : http::to_bytes(response),
          then};
}

inline Answer answer(const http::Request& request) {
  const std::string path = http::origin_form(request.target);
  Then then = path == "/socket-destroy" ? Then::destroy : Then::keep;
  // RFC 9112, 9.6: after the client's "close" the server must close, too.
  if (path == "/socket-close" || !http::stays_open(request))
    then = Then::half_close;
  const std::string& method = request.method;
  if (method != "GET" && method != "HEAD" && method != "POST")
    return write(501, "GET, HEAD or POST\n", then, false);
  return write(200, "bye\n", then, method == "HEAD");
}

inline Answer refuse(int status, const std::string& reason, bool head_alone) {
  return write(status, reason + "\n", Then::half_close, head_alone);
}
