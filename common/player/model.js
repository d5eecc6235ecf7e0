// The rows, and what is true after each of them. Nothing here draws.
'use strict';

const HOSTS = ['client', 'server'];

function newModel() {
  return {rows: [], open: new Map(), groups: new Map()};
}

// What all rows of one call have in common, or of one packet. Nothing: of no other row.
function groupOf(row) {
  if (row.kind === 'call') return `call ${row.host} ${row.call}`;
  if (row.packet) return `packet ${row.packet}`;
  return null;
}

// A row as `ladder --format rows` writes it. Rows come in order, one by one.
function addRow(model, row) {
  model.rows.push(row);
  const group = groupOf(row);
  if (group) {
    if (!model.groups.has(group)) model.groups.set(group, []);
    model.groups.get(group).push(model.rows.length);
  }
  // The calls that last while this row happens.
  row.lasting = {client: [], server: []};
  for (const [call, {host}] of model.open) row.lasting[host]?.push(call);
  if (row.part === 'begins') model.open.set(group, row);
  if (row.part === 'returns') model.open.delete(group);
}

// What is true after row `position`, from 1; 0: before all. A pure function of both.
function momentAt(model, position) {
  const moment = {
    row: model.rows[position - 1] ?? null,
    connections: new Map(),
    waiting: new Map(),
    newest: 0,  // the number of the connection that was heard of last
  };
  for (const row of model.rows.slice(0, position)) {
    if (row.part === 'begins') moment.waiting.set(groupOf(row), row);
    if (row.part === 'returns') moment.waiting.delete(groupOf(row));
    if (row.connection) takeNews(moment, row);
  }
  return moment;
}

function takeNews(moment, row) {
  const known = moment.connections.get(row.connection) ??
      {ends: ['', ''], states: ['', ''], queues: [null, null]};
  moment.connections.set(row.connection, known);
  moment.newest = row.connection;
  known.moved = [null, null];  // by this row: from which state
  HOSTS.forEach((host, i) => {
    if (row.kind === 'connection') known.ends[i] = row[`${host}_end`];
    if (row[host]) {
      known.moved[i] = known.states[i];
      known.states[i] = row[host];
    }
    if (`${host}_recv_q` in row)
      known.queues[i] = [row[`${host}_recv_q`], row[`${host}_send_q`]];
  });
}

// The rows that belong to one: of the same call, of the same packet, what its host
// sent while the call lasted; and the calls that lasted when a packet was sent.
function relatedTo(model, position) {
  const row = model.rows[position - 1];
  const rows = new Set(row ? model.groups.get(groupOf(row)) : []);
  if (row?.kind === 'packet')
    for (const group of row.lasting[row.host])
      for (const number of model.groups.get(group)) rows.add(number);
  if (row?.kind !== 'call') return rows;
  const first = Math.min(...rows);
  const last = Math.max(...rows);
  for (let i = first; i < last; ++i) {
    const between = model.rows[i];
    if (between.kind === 'packet' && between.host === row.host) rows.add(i + 1);
  }
  return rows;
}
