// The ladder: a line of a table for each row. It is made once; later only its classes
// change.
'use strict';

function makeLine(row, number) {
  const line = element('tr', row.kind);
  line.id = `row-${number}`;
  line.dataset.row = number;
  if (row.failed || row.reset || row.fate === 'dropped' || row.kind === 'lost')
    line.classList.add('bad');
  const time = element('td', 'time', timeWords(row.t));
  const across = row.kind === 'lost' || row.kind === 'key' ||
      (row.kind === 'note' && !row.host);
  if (across) {
    const cell = element('td', 'across', row.text);
    cell.colSpan = 5;
    line.append(time, cell);
  } else {
    line.append(time, callsCell(row, 0), stateCell(row, 0), wireCell(row),
                stateCell(row, 1), callsCell(row, 1));
  }
  return line;
}

function callsCell(row, i) {
  const host = HOSTS[i];
  const cell = element('td', `calls ${host}`);
  if (row.kind === 'connection') cell.append(row[`${host}_end`]);
  if (row.host === host && ['program', 'call', 'note'].includes(row.kind)) {
    cell.append(row.text + (row.result ?? ''));
    if (row.part) cell.classList.add(row.part);
    if (row.kind === 'call' && row.data) cell.append(element('div', 'data', row.data));
  } else if (row.lasting[host].length > 0) {
    cell.classList.add('lasts');
  }
  return cell;
}

function stateCell(row, i) {
  return element('td', `state ${HOSTS[i]}`, row[HOSTS[i]] ?? '');
}

function wireCell(row) {
  const cell = element('td', 'wire');
  if (row.kind === 'packet' || row.kind === 'arrival') {
    cell.classList.add(row.host, row.fate ?? 'delivered');
    const fate = row.fate && !row.text.includes(row.fate) ? ` ${row.fate}` : '';
    const arrow = element('span', 'arrow');
    arrow.setAttribute('aria-hidden', 'true');
    cell.append(element('span', 'words', row.text + fate), arrow);
    if (row.cause) cell.title = row.cause;
    if (row.data) cell.append(element('div', 'data', row.data));
  } else if (row.label) {
    cell.append(element('span', 'words', row.label));
  }
  return cell;
}

function drawTable(body, model, position) {
  const related = relatedTo(model, position);
  for (const line of body.rows) {
    const number = Number(line.dataset.row);
    line.classList.toggle('later', number > position);
    line.classList.toggle('related', related.has(number));
    if (number === position) line.setAttribute('aria-current', 'true');
    else line.removeAttribute('aria-current');
  }
}

// What belongs to the row under the mouse.
function drawHover(body, model, number) {
  const related = relatedTo(model, number);
  for (const line of body.rows)
    line.classList.toggle('hovered', related.has(Number(line.dataset.row)));
}
