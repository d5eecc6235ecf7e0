// What ss would say at this moment, at both ends.
'use strict';

const MOST_SOCKETS = 6;

function socketLine(connection, i) {
  const state = connection.states[i];
  const listens = state === 'LISTEN';
  const queues = listens ? null : connection.queues[i];
  return [HOSTS[i], state, ...(queues ?? ['', '']), connection.ends[i],
          listens ? '*' : connection.ends[1 - i]];
}

// The newest connections last; `gone` has no line, as in ss.
function socketLines(moment) {
  return [...moment.connections.values()].slice(-MOST_SOCKETS)
      .flatMap(known => [0, 1].filter(i => known.states[i] && known.states[i] !== 'gone')
          .map(i => socketLine(known, i)));
}

function drawSockets(body, moment) {
  body.replaceChildren(...socketLines(moment).map(
      line => element('tr', line[0], ...line.map(text => element('td', '', String(text))))));
}

function drawWaiting(list, moment) {
  list.replaceChildren(...[...moment.waiting.values()].map(
      call => element('li', call.host, `${call.host}: ${call.text}`)));
}
