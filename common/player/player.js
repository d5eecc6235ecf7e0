// The page: one position, and draw(), which makes the whole picture from it.
'use strict';

const model = newModel();
let position = 0;
let follows = false;  // new rows are shown as they come
let timer = 0;        // of the next row, while it plays

function draw(model, position) {
  const moment = momentAt(model, position);
  drawDiagram(byId('states'), moment.connections.get(moment.newest));
  drawSockets(byId('sockets'), moment);
  drawWaiting(byId('waiting'), moment);
  drawTable(byId('rows'), model, position);
  const words = rowWords(model, moment, position);
  byId('words').textContent = words;
  byId('place').textContent = `${position} / ${model.rows.length}`;
  byId('which').textContent = moment.newest > 1 ? `connection ${moment.newest}` : '';
  const slider = byId('slider');
  slider.max = model.rows.length;
  slider.value = position;
  slider.setAttribute('aria-valuetext', words);
}

function go(to) {
  position = Math.max(0, Math.min(model.rows.length, to));
  draw(model, position);
  byId(`row-${position}`)?.scrollIntoView({block: 'nearest'});
  keepLink();
}

// --- the link to this row ---------------------------------------------------------

let linkTimer = 0;

// Not at each step: a browser refuses more than some hundred changes a minute.
function keepLink() {
  clearTimeout(linkTimer);
  linkTimer = setTimeout(() => history.replaceState(null, '', `#row=${position}`), 200);
}

function linkedRow() {
  const link = location.hash.match(/^#row=(\d{1,9})$/);
  return link ? Number(link[1]) : null;
}

// --- playing ------------------------------------------------------------------------

function isStep(row) {
  return row.kind === 'note';
}

// Long silences are shortened, and what comes at once is drawn apart.
function pauseBefore(row, next) {
  const seconds = Math.min(2, Math.max(0.5, next.t - row.t));
  return 1000 * seconds / Number(byId('speed').value);
}

function plan() {
  const next = model.rows[position];
  if (!next) return pause();
  timer = setTimeout(() => {
    go(position + 1);
    if (byId('steps').checked && isStep(next)) return pause();
    plan();
  }, position === 0 ? 0 : pauseBefore(model.rows[position - 1], next));
}

function play() {
  if (position === model.rows.length) go(0);
  setPlaying(true);
  plan();
}

function pause() {
  clearTimeout(timer);
  setPlaying(false);
}

// While it plays, nobody wants each row to be read aloud.
function setPlaying(plays) {
  byId('play').textContent = plays ? 'Pause' : 'Play';
  byId('words').setAttribute('aria-live', plays ? 'off' : 'polite');
}

function toggle() {
  if (byId('play').textContent === 'Pause') pause();
  else play();
}

function step(to) {
  pause();
  go(to);
}

// --- rows come in -------------------------------------------------------------------

// Adds rows, and draws once. On a live page, whoever is at the end stays there.
function addRows(rows) {
  const atEnd = position === model.rows.length;
  const lines = document.createDocumentFragment();
  for (const row of rows) {
    addRow(model, row);
    lines.append(makeLine(row, model.rows.length));
  }
  byId('rows').append(lines);
  go(follows && atEnd ? model.rows.length : position);
}

function add(row) {
  follows = true;
  addRows([row]);
}
