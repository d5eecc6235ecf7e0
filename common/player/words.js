// What a row says, for people who hear the page, and for the line under the picture.
'use strict';

function timeWords(t) {
  return t.toFixed(3);
}

function eventWords(row) {
  const who = row.host ? `The ${row.host}` : '';
  switch (row.kind) {
    case 'program': return `${who} runs ${row.text}`;
    case 'call': return `${who} calls ${callWords(row)}`;
    case 'connection':
      return `Connection ${row.connection}: ${row.client_end} to ${row.server_end}`;
    case 'state': return `Connection ${row.connection} changes its state`;
    case 'packet':
      return `${who} sends ${row.text}${row.fate ? `, which is ${row.fate}` : ''}` +
          (row.cause ? `. Why: ${row.cause}` : '');
    case 'arrival':
      return `From the ${row.host}: ${row.text}${row.fate ? `, ${row.fate}` : ''}`;
    default: return row.host ? `${who} says: ${row.text}` : row.text ?? '';
  }
}

function callWords(row) {
  const result = row.part === 'begins' ? ', which lasts' : row.result ?? '';
  return row.text + result;
}

function rowWords(model, moment, position) {
  const {row} = moment;
  if (!row) return `Before the first of ${model.rows.length} rows`;
  const states = HOSTS.filter(host => row[host])
                     .map(host => `${host} ${row[host]}`).join(', ');
  return `Row ${position} of ${model.rows.length}, ${timeWords(row.t)} s. ` +
      `${eventWords(row)}.${states ? ` Now: ${states}.` : ''}`;
}
