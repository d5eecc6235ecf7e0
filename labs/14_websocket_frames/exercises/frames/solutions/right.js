// A WebSocket server that sends each message back. In node's way: what has come is
// looked at each time that more comes, so nothing waits in the middle of a frame.
const net = require('net');
const {createHash} = require('crypto');

const {HOST, PORT} = process.env;
const LIMIT = Number(process.env.LIMIT);
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const [CONTINUATION, TEXT, CLOSE, PING, PONG] = [0, 1, 8, 9, 10];
const [BROKEN_RULE, NOT_UTF8, TOO_BIG] = [1002, 1007, 1009];

class Refused extends Error {
  constructor(code) {
    super(`refused: ${code}`);
    this.code = code;
  }
}

function frameOf(opcode, payload) {
  const size = payload.length;
  const header = Buffer.alloc(size < 126 ? 2 : size < 65536 ? 4 : 10);
  header[0] = 0x80 | opcode;
  if (size < 126) {
    header[1] = size;
  } else if (size < 65536) {
    header[1] = 126;
    header.writeUInt16BE(size, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(size), 2);
  }
  return Buffer.concat([header, payload]);
}

// The first frame in `bytes`, and what is behind it; undefined if it is not whole yet.
function takeFrame(bytes, room) {
  if (bytes.length < 2) return undefined;
  const opcode = bytes[0] & 0x0f;
  let [size, header] = [bytes[1] & 0x7f, 2];
  if (bytes[1] < 0x80) throw new Refused(BROKEN_RULE);
  if (size >= 126) {
    header = size === 126 ? 4 : 10;
    if (bytes.length < header) return undefined;
    size = size === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  }
  if (opcode < CLOSE && size > room) throw new Refused(TOO_BIG);
  const end = header + 4 + size;
  if (bytes.length < end) return undefined;
  const mask = bytes.subarray(header, header + 4);
  const payload = bytes.subarray(header + 4, end).map((byte, i) => byte ^ mask[i % 4]);
  return {fin: bytes[0] >= 0x80, opcode, payload, rest: bytes.subarray(end)};
}

function acceptOf(head) {
  const [, key] = /^sec-websocket-key:[ \t]*(\S+)/im.exec(head);
  return createHash('sha1').update(key + GUID).digest('base64');
}

function checkText(message) {
  try {
    new TextDecoder('utf-8', {fatal: true}).decode(message);
  } catch {
    throw new Refused(NOT_UTF8);
  }
}

class WebSocket {
  constructor(connection) {
    this.connection = connection;
    this.bytes = Buffer.alloc(0);
    this.open = false;
    this.message = Buffer.alloc(0);
    connection.on('data', (data) => this.more(data));
    connection.on('error', (error) => console.log(`a client has left: ${error.code}`));
  }

  more(data) {
    this.bytes = Buffer.concat([this.bytes, data]);
    const end = this.bytes.indexOf('\r\n\r\n');
    if (!this.open && end >= 0) this.shakeHands(end);
    try {
      while (this.open) {
        const frame = takeFrame(this.bytes, LIMIT - this.message.length);
        if (!frame) break;
        this.bytes = frame.rest;
        this.serve(frame);
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const code = Buffer.alloc(2);
      code.writeUInt16BE(error.code);
      this.close(code);
    }
  }

  shakeHands(end) {
    const accept = acceptOf(this.bytes.toString('latin1', 0, end));
    this.bytes = this.bytes.subarray(end + 4);
    this.open = true;
    this.connection.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n' +
        `Connection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  }

  serve({fin, opcode, payload}) {
    if (opcode === CLOSE) this.close(payload.subarray(0, 2));
    if (opcode === PING) this.connection.write(frameOf(PONG, payload));
    if (opcode >= CLOSE) return;
    if (opcode !== CONTINUATION) this.kind = opcode;
    this.message = Buffer.concat([this.message, payload]);
    if (!fin) return;
    if (this.kind === TEXT) checkText(this.message);
    this.connection.write(frameOf(this.kind, this.message));
    this.message = Buffer.alloc(0);
  }

  close(code) {
    this.open = false;
    this.connection.end(frameOf(CLOSE, code));
  }
}

net.createServer((connection) => new WebSocket(connection)).listen(Number(PORT), HOST);
