// The page of live_server: what a browser gets for "/", and what that asks for. How
// rows come, and how a page goes on after an end, is in connect() and take().
#pragma once

#include <string_view>

namespace live {

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
<main id="view" tabindex="0" aria-label="The ladder">
  <table>
    <thead><tr><th>time<th>client<th>wire<th>server</thead>
    <tbody id="rows" role="log"></tbody>
  </table>
</main>
<script src="/live.js"></script>
)html";

inline constexpr std::string_view live_css = R"css(
:root { color-scheme: light dark; --ink: #1d2433; --paper: #fbfaf7; --dim: #646a78;
        --line: #d8d5cc; --accent: #0b63ce; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e4de; --paper: #16191f; --dim: #9aa1af; --line: #353b47;
          --accent: #7db3ff; --bad: #ff8a80; }
}
* { box-sizing: border-box; }
body { display: flex; flex-direction: column; gap: .75rem; height: 100dvh; margin: 0;
       padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink);
       background: var(--paper); }
header, form { display: flex; flex-wrap: wrap; align-items: baseline; gap: .5rem; }
form[hidden] { display: none; }
h1 { font-size: 1.25rem; margin: 0; }
#state { color: var(--dim); }
main { flex: 1; overflow: auto; border: solid var(--line); border-width: 1px 0; }
table { width: 100%; border-collapse: collapse; font: clamp(.75rem, 1.3vw, 1.25rem)/1.35
        ui-monospace, monospace; }
thead { position: sticky; top: 0; background: var(--paper); color: var(--dim); }
th, td { padding: .1rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td:first-child { color: var(--dim); white-space: nowrap; }
td:nth-child(2) { text-align: right; }
td:nth-child(3) { width: 34%; border: solid var(--line); border-width: 0 1px; }
th:nth-child(2) { text-align: right; }
.from-server { text-align: right; }
.failed, .lost { color: var(--bad); }
.note td:last-child { text-align: center; color: var(--dim); }
b { color: var(--accent); }
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
const most = 5000;  // rows that are shown: the last ones
const [scene, state, teacher, scenes, how, view, rows] =
    ['scene', 'state', 'teacher', 'scenes', 'how', 'view', 'rows']
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
    if (message.run != run) rows.replaceChildren();
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

// A row of `ladder --format rows`: lab 00 says what its keys mean. All of it is put in
// as text, and never as HTML, whatever it holds.
function add(row) {
  const reads_end = view.scrollHeight - view.scrollTop - view.clientHeight < 50;
  const line = rows.insertRow();
  line.className = row.kind ?? '';
  line.insertCell().append(row.t?.toFixed(3) ?? '');
  if (['note', 'key', 'lost'].includes(row.kind) || !row.kind) {
    const cell = line.insertCell();
    cell.colSpan = 3;
    cell.append(row.kind ? `${row.host ? row.host + ': ' : ''}${row.text}` : JSON.stringify(row));
  } else {
    const [client, wire, server] = [0, 1, 2].map(() => line.insertCell());
    fill_end(client, 'client', row);
    fill_end(server, 'server', row);
    if (row.kind == 'packet' || row.kind == 'arrival') fill_wire(wire, row);
  }
  if (rows.rows.length > most) rows.deleteRow(0);
  if (reads_end) view.scrollTop = view.scrollHeight;
}

// What one host does on that row, and its state if that is new.
function fill_end(cell, host, row) {
  if (row.kind == 'connection') cell.append(row[host + '_end']);
  if ((row.kind == 'call' || row.kind == 'program') && row.host == host)
    cell.append(row.text + (row.result ?? ''));
  cell.classList.toggle('failed', !!row.failed);
  if (!row[host]) return;
  const state = document.createElement('b');
  state.textContent = row[host];
  cell.append(state);
}

function fill_wire(cell, row) {
  const text = `${row.text}${row.kind == 'arrival' ? ' arrives' : ''}${row.fate ? ` (${row.fate})` : ''}`;
  cell.classList.add('from-' + row.host);
  cell.classList.toggle('lost', row.fate == 'dropped' || !!row.reset);
  cell.append(row.host == 'client' ? text + ' ─►' : '◄─ ' + text);
}

teacher.onsubmit = event => {
  event.preventDefault();
  const deed = event.submitter.dataset.do;
  const which = deed == 'start' ? {scene: scenes.value, how: how.value} : {};
  socket.send(JSON.stringify({do: deed, ...which}));
};
connect();
)js";

}  // namespace live
