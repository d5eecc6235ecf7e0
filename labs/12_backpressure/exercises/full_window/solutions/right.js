// A writer that asks write() whether there is room, and waits for 'drain' if not.
// Node hears the reader meanwhile.
const net = require('node:net');

const size = Number(process.env.SIZE);
const server = net.connect(Number(process.env.PORT), process.env.HOST);
let number = 0;
let stopped = false;

// false: what was written is kept, and no more should be.
function writeLines() {
  let room = true;
  while (room && !stopped) {
    number += 1;
    room = server.write(`${number} `.padEnd(size - 1, '.') + '\n');
  }
}

server.on('connect', writeLines);
server.on('drain', writeLines);
server.on('data', () => {
  stopped = true;
  server.end(); // behind what is kept
});
server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
