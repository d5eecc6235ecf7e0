// wrong: socket.write() sends it; what it returns does not matter
// fails at: note the end came soon after 'stop'
const net = require('node:net');

const size = Number(process.env.SIZE);
const server = net.connect(Number(process.env.PORT), process.env.HOST);
let number = 0;
const timer = setInterval(() => {
  for (let i = 0; i < 100; i += 1) {
    number += 1;
    server.write(`${number} `.padEnd(size - 1, '.') + '\n');
  }
}, 5);
server.on('data', () => {
  clearInterval(timer);
  server.end();
});
