// The page that chat_server gives to a browser: all of it, in one answer. What
// matters is the script at its end, and there onclose.
#pragma once

#include <string_view>

namespace chat {

inline constexpr std::string_view page = R"html(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>Chat</title>
<style>
  :root { --ink: #1d2433; --paper: #fbfaf7; --line: #d8d5cc; --dim: #646a78;
          --accent: #0b63ce; --good: #1a7f37; --bad: #b3261e; --tone: 32%; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e6e4de; --paper: #16191f; --line: #353b47; --dim: #9aa1af;
            --accent: #7db3ff; --good: #6fd08c; --bad: #ff8a80; --tone: 72%; }
  }
  * { box-sizing: border-box; }
  body { display: flex; flex-direction: column; height: 100dvh; margin: 0 auto;
         max-width: 44rem; padding: 1rem; gap: .75rem; font: 1rem/1.5 system-ui,
         sans-serif; color: var(--ink); background: var(--paper); }
  header { display: flex; align-items: baseline; gap: .75rem; flex-wrap: wrap; }
  h1 { font-size: 1.25rem; margin: 0; }
  #state::before { content: "\25cf\a0"; }
  #state { color: var(--dim); font-variant-numeric: tabular-nums; }
  #state.open { color: var(--good); }
  #state.closed { color: var(--bad); }
  #log { flex: 1; overflow-y: auto; border: solid var(--line);
         border-width: 1px 0; padding: .5rem 0; overflow-wrap: anywhere; }
  #log p { margin: .15rem 0; white-space: pre-wrap; }
  #log .news { color: var(--dim); font-size: .875rem; }
  #log b { color: hsl(var(--hue) 60% var(--tone)); }
  form { display: flex; gap: .5rem; }
  input, button { font: inherit; color: inherit; padding: .4rem .7rem;
                  background: transparent; border: 1px solid var(--line);
                  border-radius: .5rem; min-width: 0; }
  ::placeholder { color: var(--dim); opacity: 1; }
  button { color: var(--accent); cursor: pointer; }
  button:disabled { color: var(--dim); cursor: default; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
  #text, #reason { flex: 1; }
  #code { width: 6rem; }
  label { position: absolute; left: -99rem; }
  small { color: var(--dim); }
</style>

<header>
  <h1>Chat</h1>
  <span id="state" role="status"></span>
  <button id="again" type="button" hidden>Reconnect</button>
</header>
<div id="log" role="log" tabindex="0" aria-label="What was said"></div>
<form id="say">
  <label for="text">Your text</label>
  <input id="text" autocomplete="off" placeholder="Say something, or /name ann">
  <button>Send</button>
</form>
<form id="end">
  <label for="code">Close code</label>
  <input id="code" type="number" value="4000" min="1000" max="4999">
  <label for="reason">Close reason</label>
  <input id="reason" autocomplete="off" placeholder="why">
  <button>Close</button>
</form>
<small>close() takes 1000 or 3000 to 4999: the other codes are the browser's
  own.</small>

<script>
const [state, again, log, text, code, reason] =
    ['state', 'again', 'log', 'text', 'code', 'reason']
        .map(id => document.getElementById(id));
let socket, name = '';

function connect() {
  // The server lets in only pages that it has served itself.
  socket = new WebSocket(location.origin.replace('http', 'ws'));
  show('connecting');
  socket.onopen = () => {
    show('open');
    if (name) socket.send(name);
  };
  socket.onmessage = event => add(event.data);
  // All that a page learns about the end. 1006: TCP ended without a Close;
  // nothing tells it why. No reset, no timeout, no refusal has another name.
  socket.onclose = event => show('closed', `: ${event.code} ${event.reason} (${
      event.wasClean ? 'clean' : 'not clean'})`);
}

function show(word, more = '') {
  state.className = word;
  state.textContent = word + more;
  again.hidden = word != 'closed';
}

// textContent, never innerHTML: what others write is text, and no part of us.
function add(line) {
  const [, who, said] = line.match(/^(?!\* )(.*?)(: .*)$/s) ?? [, '', line];
  const paragraph = document.createElement('p');
  if (who) {
    const speaker = document.createElement('b');
    speaker.textContent = who;
    let hue = 0;
    for (const letter of who) hue = (hue * 31 + letter.codePointAt()) % 360;
    speaker.style.setProperty('--hue', hue);
    paragraph.append(speaker);
  } else {
    paragraph.className = 'news';
  }
  paragraph.append(said);
  const reads_end = log.scrollHeight - log.scrollTop - log.clientHeight < 50;
  log.append(paragraph);
  if (log.childElementCount > 500) log.firstChild.remove();
  if (reads_end) log.scrollTop = log.scrollHeight;
}

document.getElementById('say').onsubmit = event => {
  event.preventDefault();
  if (socket.readyState != WebSocket.OPEN) return;
  if (text.value.startsWith('/name ')) name = text.value;
  socket.send(text.value);
  text.value = '';
};
document.getElementById('end').onsubmit = event => {
  event.preventDefault();
  try {
    socket.close(+code.value, reason.value);
  } catch (error) {
    add('* ' + error.message);
  }
};
again.onclick = connect;
connect();
</script>
)html";

}  // namespace chat
