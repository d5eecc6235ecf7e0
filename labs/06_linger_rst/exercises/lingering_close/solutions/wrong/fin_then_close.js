// wrong: end() sends the answer and FIN; then the socket can go
// fails at: note  The client has gone on sending, and the whole answer arrives
const net = require('net');

const size = Number(process.env.SIZE);
const answer = 'HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n' +
    `Content-Length: ${size}\r\n\r\n` + 'x'.repeat(size);

net.createServer((client) => {
  let head = '';
  client.on('data', (piece) => {
    head += piece;
    if (head.includes('\r\n\r\n')) client.end(answer, () => client.destroy());
  });
  client.on('error', (error) => console.error(error.message));
}).listen(process.env.PORT, process.env.HOST);
