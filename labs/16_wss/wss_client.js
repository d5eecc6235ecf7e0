// wss_client.js HOST PORT CERTIFICATE: what wss_client.py does, in node.
//
// Watch:  node reads ahead, and leaves Nagle's algorithm on.
// Read:   nodejs.org/api/tls.html; RFC 6455, sections 4.1 and 7.
// Run:    labs/16_wss/run.sh node
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const tls = require('node:tls');

const [host, port, certificate] = process.argv.slice(2);
const request = [
  'GET / HTTP/1.1',
  'Host: server',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  `Sec-WebSocket-Key: ${crypto.randomBytes(16).toString('base64')}`,
  '', ''].join('\r\n');
const close = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);

const ca = fs.readFileSync(certificate);
const socket = tls.connect({host, port, ca, servername: 'server'}, () => {
  console.log(socket.getProtocol());
  socket.write(request);
});
socket.once('data', (answer) => {
  console.log(String(answer).split('\r\n')[0]);
  socket.once('data', (frame) => console.log('closed:', frame.readUInt16BE(2)));
  socket.write(close);
});
socket.on('end', () => console.log('the end'));
socket.on('error', (error) => console.log(error.code));
socket.on('close', () => console.log('destroyed'));
