// What the live page has besides the player (common/player): where it comes from,
// which scene it is, the teacher's keys. How rows come, and how a page goes on after
// an end, is in connect() and take().
#pragma once

#include <string_view>

namespace live {

// Behind it stands the player's body.
inline constexpr std::string_view page_begin = R"html(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/player.css">
<link rel="stylesheet" href="/live.css">
<title>Live</title>
<noscript>This page needs JavaScript: rows come over a WebSocket.</noscript>
<header class="live">
  <h1 id="scene">Live</h1>
  <span id="state" role="status"></span>
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
    <button data-do="step">Go on</button>
    <button data-do="deliver">Deliver</button>
    <button data-do="drop">Drop</button>
    <button data-do="duplicate">Twice</button>
    <button data-do="hold">Behind the next</button>
    <button data-do="run">Let all run</button>
  </form>
</header>
)html";

inline constexpr std::string_view page_end = R"html(
<script src="/live.js"></script>
<script src="/player.js"></script>
)html";

inline constexpr std::string_view live_css = R"css(
header.live, #teacher { display: flex; flex-wrap: wrap; align-items: baseline; gap: .4rem .7rem; }
header.live { padding: .4rem .8rem 0; }
#teacher[hidden] { display: none; }
#teacher button, #teacher select { font: inherit; min-height: 2rem; max-width: 20rem; }
header.live h1 { margin: 0; }
#state { color: var(--faint); }
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
const [scene, state, teacher, scenes, how] =
    ['scene', 'state', 'teacher', 'scenes', 'how'].map(id => document.getElementById(id));
const most = 5000;  // rows that this page shows
let socket, run = '', next = 0, wait = 250, arrived = [];

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
    if (message.run != run) forget();
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
  } else if (++next <= most) {
    // All that come at once are drawn at once.
    if (arrived.push(row_of(message)) == 1) setTimeout(draw_arrived);
  } else {
    show(`${next - most} more rows are not shown`);
  }
}

// Any JSON may come from standard input: what is no row of a ladder is a note.
function row_of(message) {
  const {kind, t} = message;
  return kind && t >= 0 ? message : {kind: 'note', t: 0, text: JSON.stringify(message)};
}

// From here on it is the player's: model, follows, addRows(), go().
function draw_arrived() {
  follows = true;
  addRows(arrived);
  arrived = [];
}

// Another run has begun.
function forget() {
  arrived = [];
  pause();
  model.rows.length = 0;
  model.open.clear();
  model.groups.clear();
  document.getElementById('rows').replaceChildren();
  go(0);
}

teacher.onsubmit = event => {
  event.preventDefault();
  const deed = event.submitter.dataset.do;
  const which = deed == 'start' ? {scene: scenes.value, how: how.value} : {};
  socket.send(JSON.stringify({do: deed, ...which}));
};
document.addEventListener('DOMContentLoaded', connect);  // the player is there
)js";

}  // namespace live
