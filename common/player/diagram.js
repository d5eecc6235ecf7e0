// TCP's states, as figure 5 of RFC 9293 has them and in the words of ss, with a token
// for each end.
'use strict';

const STATES = {
  'gone': [190, 24], 'LISTEN': [190, 84], 'SYN-RECV': [66, 140],
  'SYN-SENT': [314, 140], 'ESTAB': [190, 196], 'FIN-WAIT-1': [66, 252],
  'CLOSE-WAIT': [314, 252], 'FIN-WAIT-2': [66, 326], 'CLOSING': [190, 326],
  'LAST-ACK': [314, 326], 'TIME-WAIT': [190, 386],
};
const MOVES = [
  ['gone', 'LISTEN', 'listen()'],
  ['gone', 'SYN-SENT', 'connect() / SYN'],
  ['LISTEN', 'SYN-RECV', 'SYN / SYN ACK'],
  ['SYN-SENT', 'SYN-RECV', 'SYN / SYN ACK'],
  ['SYN-SENT', 'ESTAB', 'SYN ACK / ACK'],
  ['SYN-RECV', 'ESTAB', 'ACK'],
  ['SYN-RECV', 'FIN-WAIT-1', 'close() / FIN'],
  ['ESTAB', 'FIN-WAIT-1', 'close() / FIN'],
  ['ESTAB', 'CLOSE-WAIT', 'FIN / ACK'],
  ['FIN-WAIT-1', 'FIN-WAIT-2', 'ACK of FIN'],
  ['FIN-WAIT-1', 'CLOSING', 'FIN / ACK'],
  ['FIN-WAIT-1', 'TIME-WAIT', 'FIN and ACK of FIN / ACK'],
  ['FIN-WAIT-2', 'TIME-WAIT', 'FIN / ACK'],
  ['CLOSING', 'TIME-WAIT', 'ACK of FIN'],
  ['CLOSE-WAIT', 'LAST-ACK', 'close() / FIN'],
  ['LAST-ACK', 'gone', 'ACK of FIN'],
  ['TIME-WAIT', 'gone', 'after 2 MSL (Linux: 60 s)'],
];
const BOX = {width: 98, height: 26};

// From border to border, so that the head of the arrow can be seen. What ends a
// connection goes back to the top at the right edge.
function linePath(from, to) {
  if (to === 'gone') {
    const [x, y] = STATES[from];
    return from === 'TIME-WAIT' ? `M${x + 49} ${y}H376V24H239` : `M363 ${y}H376V24H239`;
  }
  const [x1, y1] = STATES[from];
  const [x2, y2] = STATES[to];
  const reach = Math.min(BOX.width / 2 / (Math.abs(x2 - x1) || 1e-9),
                         BOX.height / 2 / (Math.abs(y2 - y1) || 1e-9));
  const at = part => `${x1 + (x2 - x1) * part} ${y1 + (y2 - y1) * part}`;
  return `M${at(reach)}L${at(1 - reach)}`;
}

function makeDiagram(svg) {
  svg.append(shape('defs', {}, shape('marker', {
    id: 'head', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 6,
    markerHeight: 6, orient: 'auto',
  }, shape('path', {d: 'M0 0L8 4L0 8z'}))));
  for (const [from, to, why] of MOVES)
    svg.append(shape('path', {
      'class': 'move', 'd': linePath(from, to), 'marker-end': 'url(#head)',
      'data-move': `${from} ${to}`,
    }, shape('title', {}, why)));
  for (const [state, [x, y]] of Object.entries(STATES))
    svg.append(shape('g', {'class': 'state', 'data-state': state},
      shape('rect', {x: x - 49, y: y - 13, rx: 5, ...BOX}),
      shape('text', {x, y: y + 4}, state)));
  for (const host of HOSTS)
    svg.append(shape('g', {'class': `token ${host}`, 'id': `token-${host}`},
      shape('rect', {x: -21, y: -7, rx: 7, width: 42, height: 14}),
      shape('text', {y: 3.5}, host)));
}

// Where the two ends of the connection are, and how they came there by this row.
function drawDiagram(svg, connection) {
  const states = connection?.states ?? ['', ''];
  const moves = HOSTS.map((_, i) => `${connection?.moved?.[i] || 'gone'} ${states[i]}`);
  for (const node of svg.querySelectorAll('.state'))
    HOSTS.forEach((host, i) =>
      node.classList.toggle(host, node.dataset.state === states[i]));
  for (const move of svg.querySelectorAll('.move'))
    HOSTS.forEach((host, i) => move.classList.toggle(host,
      (connection?.moved?.[i] ?? null) !== null && move.dataset.move === moves[i]));
  HOSTS.forEach((host, i) => {
    const token = svg.querySelector(`#token-${host}`);
    const place = STATES[states[i]];
    token.setAttribute('visibility', place ? 'visible' : 'hidden');
    if (place)
      token.setAttribute('transform',
        `translate(${place[0] + (i === 0 ? -26 : 26)} ${place[1] - 15})`);
  });
}
