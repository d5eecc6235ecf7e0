// Keys, buttons and the mouse; then the rows that the page itself holds.
'use strict';

const DEEDS = {
  first: () => step(1), back: () => step(position - 1), play: toggle,
  next: () => step(position + 1), last: () => step(model.rows.length),
};
const KEYS = {
  'ArrowLeft': 'back', 'ArrowUp': 'back', 'ArrowRight': 'next',
  'ArrowDown': 'next', 'Home': 'first', 'End': 'last', ' ': 'play',
};

function takeKey(event) {
  const deed = KEYS[event.key];
  const tag = event.target.tagName;
  const isOwn = tag === 'SELECT' ||
      (event.key === ' ' && (tag === 'BUTTON' || event.target.type === 'checkbox'));
  if (!deed || isOwn || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  DEEDS[deed]();
}

function connectControls() {
  document.addEventListener('keydown', takeKey);
  for (const id of Object.keys(DEEDS)) byId(id).addEventListener('click', DEEDS[id]);
  byId('slider').addEventListener('input', event => step(Number(event.target.value)));
  byId('large').addEventListener('change', event =>
    document.documentElement.classList.toggle('large', event.target.checked));
  byId('theme').addEventListener('change', event =>
    document.documentElement.dataset.theme = event.target.value);
  const rows = byId('rows');
  const numberOf = event => Number(event.target.closest('tr')?.dataset.row ?? 0);
  rows.addEventListener('click', event => step(numberOf(event)));
  rows.addEventListener('mouseover', event => drawHover(rows, model, numberOf(event)));
  rows.addEventListener('mouseleave', () => drawHover(rows, model, 0));
  window.addEventListener('hashchange', () => {
    if (linkedRow() !== null && linkedRow() !== position) step(linkedRow());
  });
}

document.documentElement.classList.add('plays');
makeDiagram(byId('states'));
connectControls();
const linked = linkedRow();  // before the first drawing changes it
const embedded = byId('data')?.textContent.split('\n').filter(line => line) ?? [];
addRows(embedded.map(line => JSON.parse(line)));
step(linked ?? Math.min(1, model.rows.length));
