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
<link rel="stylesheet" href="/live.css">
<title>Live</title>
<header>
  <h1 id="scene">Live</h1>
  <span id="state" role="status"></span>
</header>
<form id="teacher" hidden>
  <label>Scene <select id="scenes"></select></label>
  <label>How
    <select id="how">
      <option value="step">line by line</option>
      <option value="wire">segment by segment</option>
      <option value="run">without a stop</option>
    </select>
  </label>
  <button data-do="start">Start</button>
  <button data-do="step">Next</button>
  <button data-do="deliver">Deliver</button>
  <button data-do="drop">Drop</button>
  <button data-do="duplicate">Twice</button>
  <button data-do="hold">Behind the next</button>
  <button data-do="run">Run on</button>
</form>
<pre id="rows" role="log" tabindex="0" aria-label="The ladder"></pre>
<script src="/live.js"></script>
)html";

inline constexpr std::string_view live_css = R"css(
:root { color-scheme: light dark; --ink: #1d2433; --paper: #fbfaf7; --dim: #646a78;
        --line: #d8d5cc; --accent: #0b63ce; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e4de; --paper: #16191f; --dim: #9aa1af; --line: #353b47;
          --accent: #7db3ff; }
}
* { box-sizing: border-box; }
body { display: flex; flex-direction: column; gap: .75rem; height: 100dvh; margin: 0;
       padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink);
       background: var(--paper); }
header, form { display: flex; flex-wrap: wrap; align-items: baseline; gap: .5rem; }
form[hidden] { display: none; }
h1 { font-size: 1.25rem; margin: 0; }
#state { color: var(--dim); }
pre { flex: 1; margin: 0; padding: .5rem 0; overflow: auto; line-height: 1.25;
      border: solid var(--line); border-width: 1px 0;
      font-size: clamp(.5rem, 1.5vw, 1.25rem); }
button, select { font: inherit; color: inherit; background: transparent; padding: .3rem .6rem;
                 border: 1px solid var(--line); border-radius: .5rem; max-width: 20rem; }
option { color: var(--ink); background: var(--paper); }
button { color: var(--accent); cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
)css";

inline constexpr std::string_view live_js = R"js('use strict';
// The token came behind '#': a browser sends that part of a URL to nobody. It is kept
// for a reload, and taken out of the address bar, where a class could read it.
const given = location.hash.match(/^#teacher=([\w-]+)/);
if (given) {
  sessionStorage.setItem('teacher', given[1]);
  history.replaceState(null, '', location.pathname);
}
let token = sessionStorage.getItem('teacher');
const [scene, state, teacher, scenes, how, rows] =
    ['scene', 'state', 'teacher', 'scenes', 'how', 'rows']
        .map(id => document.getElementById(id));
let socket, run = '', next = 0, wait = 250;

function connect() {
  const url = new URL(`/rows?from=${next}&run=${run}`, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  socket = new WebSocket(url);
  socket.onopen = () => {
    wait = 250;
    show('live');
    if (token) socket.send(JSON.stringify({teacher: token}));
  };
  socket.onmessage = event => take(JSON.parse(event.data));
  socket.onclose = event => {
    teacher.hidden = true;
    show(`closed: ${event.code} ${event.reason}`);
    // 1008: we were sent away. As the teacher of another server we come again, to
    // look; else we stay away. After any other end we go on where we stopped.
    if (event.code == 1008 && !token) return;
    if (event.code == 1008) sessionStorage.removeItem('teacher'), token = null;
    setTimeout(connect, wait);
    wait = Math.min(2 * wait, 8000);
  };
}

function show(text) { state.textContent = text; }

function take(message) {
  if (message.live == 'run') {
    if (message.run != run) rows.textContent = '';
    run = message.run;
    next = message.from;
    scene.textContent = message.scene || 'Live';
    show('live');
  } else if (message.live == 'teacher') {
    scenes.replaceChildren(...message.scenes.map(name => new Option(name)));
    scenes.value = scene.textContent;
    teacher.hidden = false;
  } else if (message.live == 'end') {
    show(message.status ? `ended with ${message.status}` : 'ended');
  } else if (message.live == 'full') {
    show('more rows came than are kept');
  } else {
    ++next;
    add(message);
  }
}

// As text, and never as HTML: whatever a row holds.
function add(row) {
  const reads_end = rows.scrollHeight - rows.scrollTop - rows.clientHeight < 50;
  rows.append((row.text ?? JSON.stringify(row)) + '\n');
  if (reads_end) rows.scrollTop = rows.scrollHeight;
}

teacher.onsubmit = event => {
  event.preventDefault();
  const deed = event.submitter.dataset.do;
  const which = deed == 'start' ? {scene: scenes.value, how: how.value} : {};
  socket.send(JSON.stringify({do: deed, ...which}));
};
connect();
)js";

inline constexpr File files[] = {
    {"/", "text/html; charset=utf-8", page_html},
    {"/live.css", "text/css; charset=utf-8", live_css},
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
