// What live_server gives to a browser: a page, and what the page is made of. Nothing
// else has a path.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "common/http/message.h"
#include "common/http/write.h"
#include "common/player/files.h"
#include "labs/19_live/page.h"

namespace live {

struct File {
  std::string_view path;
  std::string_view type;
  std::string text;
};

inline const std::array<File, 5> files{{
    {"/", "text/html; charset=utf-8",
     std::string{page_begin}.append(player::body()).append(page_end)},
    {"/live.css", "text/css; charset=utf-8", std::string{live_css}},
    {"/live.js", "text/javascript; charset=utf-8", std::string{live_js}},
    {"/player.css", "text/css; charset=utf-8", std::string{player::style()}},
    {"/player.js", "text/javascript; charset=utf-8",
     std::string{player::script()}},
}};

// What each answer says to a browser: run nothing but our own files, be in no frame
// of another page, tell nobody where you were.
inline const std::vector<http::Header> rules_for_browsers{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; "
     "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
     "frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
};

inline http::Response answer_with(int status, std::string_view type,
                                  std::string_view body) {
  http::Response response{.status = status,
                          .reason = http::reason_phrase(status),
                          .headers = rules_for_browsers,
                          .body = std::string{body}};
  response.headers.push_back({"Date", http::date()});
  response.headers.push_back({"Connection", "close"});
  response.headers.push_back({"Content-Type", std::string{type}});
  return response;
}

inline http::Response plain(int status, const std::string& text) {
  return answer_with(status, "text/plain; charset=utf-8", text + "\n");
}

inline http::Response page(std::string_view method, std::string_view target) {
  if (method != "GET" && method != "HEAD") {
    http::Response response = plain(405, "GET or HEAD");
    response.headers.push_back({"Allow", "GET, HEAD"});
    return response;
  }
  for (const File& file : files)
    if (target == file.path) return answer_with(200, file.type, file.text);
  return plain(404, "The page is at /");
}

}  // namespace live
