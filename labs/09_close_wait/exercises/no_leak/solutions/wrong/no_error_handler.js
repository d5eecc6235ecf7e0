// wrong: when a connection breaks, node closes it; so nothing is to be done
// fails at: note  A guest resets at once: the next one is served
const net = require('net');

net.createServer((guest) => {
  let line = '';
  guest.on('data', (piece) => {
    line += piece;
    if (line.endsWith('\n')) guest.end('x'.repeat(Number(line)));
  });
}).listen(process.env.PORT, process.env.HOST);
