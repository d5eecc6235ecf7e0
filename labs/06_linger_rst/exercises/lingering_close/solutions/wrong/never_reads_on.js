// wrong: end() closes when the client has ended, too; there is nothing more to do
// fails at: server#1  closes
const net = require('net');

const size = Number(process.env.SIZE);
const answer = 'HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n' +
    `Content-Length: ${size}\r\n\r\n` + 'x'.repeat(size);

net.createServer((client) => {
  let head = '';
  client.on('data', (piece) => {
    head += piece;
    if (!head.includes('\r\n\r\n')) return;
    client.pause(); // the body does not matter
    client.removeAllListeners('data');
    client.end(answer);
  });
  client.on('error', (error) => console.error(error.message));
}).listen(process.env.PORT, process.env.HOST);
