// Closes WebSockets, and leaves it to the server to end TCP. `allowHalfOpen`: else node
// ends our direction by itself, as soon as the server's has ended.
const net = require('net');
const {randomBytes} = require('crypto');

const {HOST, PORT, COUNT, PATIENCE} = process.env;
const CLOSE = 0x88;

function closeFrame(code) {
  const mask = randomBytes(4);
  return Buffer.concat([Buffer.from([CLOSE, 0x80 | code.length]), mask, code.map((byte, i) => byte ^ mask[i])]);
}

function run(left) {
  if (left === 0) return;
  let kept = Buffer.alloc(0);
  let open = false;
  let sent = false;
  const connection = net.connect({host: HOST, port: Number(PORT), allowHalfOpen: true}, () => {
    connection.write(`GET / HTTP/1.1\r\nHost: ${HOST}:${PORT}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`);
  });

  function close(code) {
    if (!sent) connection.write(closeFrame(code));
    sent = true;
  }
  function take(first, payload) {
    if (first === CLOSE) {
      close(payload.subarray(0, 2));
      connection.setTimeout(Number(PATIENCE), () => connection.end());
    } else if (payload.toString() === 'end') {
      close(Buffer.from([1000 >> 8, 1000 & 0xff]));
    }
  }

  connection.on('data', (data) => {
    kept = Buffer.concat([kept, data]);
    const head = kept.indexOf('\r\n\r\n');
    if (!open && head >= 0) {
      kept = kept.subarray(head + 4);
      open = true;
    }
    while (open && kept.length >= 2 && kept.length >= 2 + kept[1]) {
      take(kept[0], kept.subarray(2, 2 + kept[1]));
      kept = kept.subarray(2 + kept[1]);
    }
  });
  connection.on('end', () => connection.end());
  connection.on('finish', () => {
    connection.destroy();
    run(left - 1);
  });
}

run(Number(COUNT));
