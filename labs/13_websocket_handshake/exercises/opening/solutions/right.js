// Opens a WebSocket, and sends the first text back. In node's way: what has come is
// looked at each time that more comes.
const net = require('net');
const {createHash, randomBytes} = require('crypto');

const {HOST, PORT, PAGE} = process.env;
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function opensWebSocket(head, key) {
  const [status, ...lines] = head.split('\r\n');
  const headers = new Map(lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const connection = (headers.get('connection') ?? '').toLowerCase().split(/ *, */);
  const accept = createHash('sha1').update(key + GUID).digest('base64');
  return status.split(' ')[1] === '101' && headers.get('upgrade')?.toLowerCase() === 'websocket' &&
      connection.includes('upgrade') && headers.get('sec-websocket-accept') === accept;
}

function textFrame(text) {
  const mask = randomBytes(4);
  const masked = text.map((byte, i) => byte ^ mask[i % 4]);
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length]), mask, masked]);
}

function tryOnce() {
  const key = randomBytes(16).toString('base64');
  let kept = Buffer.alloc(0);
  let open = false;
  let answered = false;

  const connection = net.connect({host: HOST, port: Number(PORT)}, () => {
    connection.write(`GET /${PAGE} HTTP/1.1\r\nHost: ${HOST}:${PORT}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`);
  });
  connection.on('data', (data) => {
    kept = Buffer.concat([kept, data]);
    const end = kept.indexOf('\r\n\r\n');
    if (!open && end >= 0) {
      open = opensWebSocket(kept.toString('latin1', 0, end), key);
      if (!open) {
        connection.end();
        tryOnce();
        return;
      }
      kept = kept.subarray(end + 4);
    }
    if (open && !answered && kept.length >= 2 && kept.length >= 2 + kept[1]) {
      connection.write(textFrame(kept.subarray(2, 2 + kept[1])));
      answered = true;
    }
  });
}

tryOnce();
