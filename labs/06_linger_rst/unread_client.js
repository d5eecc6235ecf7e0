// unread_client.js HOST PORT [paused]: is sent something, looks at none of it, and
// destroys its socket at Enter.
//
// Watch:  FIN, although the program has not read; paused: RST.
// Read:   nodejs.org/api/net.html, socket.pause() and socket.destroy().
// Run:    labs/06_linger_rst/run.sh node_unread
'use strict';
const net = require('node:net');

const [host, port, paused] = process.argv.slice(2);
const socket = net.connect(port, host, () => console.log('== connected'));
if (paused) socket.pause(); // before it is connected: node does not read ahead
process.stdin.once('data', () => {
  socket.destroy();
  process.stdin.destroy();
});
