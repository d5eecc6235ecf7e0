// end_client.js HOST PORT end|destroy: asks, and ends its socket in one of the two
// ways that node has.
//
// Watch:  which system call that is, and who still reads the answer.
// Read:   nodejs.org/api/net.html, socket.end() and socket.destroy().
// Run:    labs/05_shutdown_vs_close/run.sh node_end
'use strict';
const net = require('node:net');

const [host, port, way] = process.argv.slice(2);
const socket = net.connect(port, host, () => {
  socket.write('question');
  socket[way]();
});
socket.on('data', (answer) => console.log(String(answer)));
