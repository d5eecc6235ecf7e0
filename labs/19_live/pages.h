// What live_server gives to a browser: a page, and what the page is made of. Nothing
// else has a path.
#pragma once

#include <string>
#include <string_view>

#include "common/http/message.h"
#include "common/http/write.h"

namespace live {

struct File {
  std::string_view path;
  std::string_view type;
  std::string_view text;
};

inline constexpr std::string_view page_html = R"html(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Live</title>
<p id="state" role="status"></p>
<div id="teacher" hidden>
  <select id="scene"></select>
  <button data-do="start">Start</button>
  <button data-do="step">Next</button>
  <button data-do="deliver">Deliver</button>
  <button data-do="drop">Drop</button>
  <button data-do="duplicate">Twice</button>
  <button data-do="hold">Behind the next</button>
  <button data-do="run">Run on</button>
</div>
<ol id="rows"></ol>
<script src="/live.js"></script>
)html";

inline constexpr std::string_view live_js = R"js('use strict';
// The token came behind '#': a browser sends that part of a URL to nobody. It is kept
// for a reload, and taken out of the address bar, where a class could read it.
const given = location.hash.match(/^#teacher=([\w-]+)/);
if (given) {
  sessionStorage.setItem('teacher', given[1]);
  history.replaceState(null, '', location.pathname);
}
const token = sessionStorage.getItem('teacher');
const [state, teacher, scene, rows] =
    ['state', 'teacher', 'scene', 'rows'].map(id => document.getElementById(id));
let socket, run = '', next = 0, wait = 250;

function connect() {
  const url = new URL(`/rows?from=${next}&run=${run}`, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  socket = new WebSocket(url);
  socket.onopen = () => {
    wait = 250;
    state.textContent = 'live';
    if (token) socket.send(JSON.stringify({teacher: token}));
  };
  socket.onmessage = event => take(JSON.parse(event.data));
  // 1008: we were sent away, and shall not come again by ourselves.
  socket.onclose = event => {
    teacher.hidden = true;
    state.textContent = `closed: ${event.code} ${event.reason}`;
    if (event.code == 1008) return;
    setTimeout(connect, wait);
    wait = Math.min(2 * wait, 8000);
  };
}

function take(message) {
  if (message.live == 'run') {
    if (message.run != run) rows.replaceChildren();
    run = message.run;
    next = message.from;
  } else if (message.live == 'teacher') {
    scene.replaceChildren(...message.scenes.map(name => new Option(name)));
    teacher.hidden = false;
  } else if (message.live) {
    state.textContent = message.live;
  } else {
    ++next;
    const item = document.createElement('li');
    item.textContent = JSON.stringify(message);
    rows.append(item);
  }
}

teacher.onclick = event => {
  const deed = event.target.dataset.do;
  if (deed)
    socket.send(JSON.stringify({do: deed, ...(deed == 'start' && {scene: scene.value})}));
};
connect();
)js";

inline constexpr File files[] = {
    {"/", "text/html; charset=utf-8", page_html},
    {"/live.js", "text/javascript; charset=utf-8", live_js},
};

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
