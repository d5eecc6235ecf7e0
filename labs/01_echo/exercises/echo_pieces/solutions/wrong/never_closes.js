// wrong: the client has closed, so there is nothing left to close
// fails at: server#1  closes
const net = require('net');

const answer = (line) => `${Buffer.byteLength(line)} ${line}\n`;

net.createServer({allowHalfOpen: true}, (client) => {
  client.setEncoding('utf8');
  let kept = '';
  client.on('data', (piece) => {
    const lines = (kept + piece).split('\n');
    kept = lines.pop();
    for (const line of lines) client.write(answer(line));
  });
  client.on('end', () => {
    if (kept) client.write(answer(kept));
  });
}).listen(process.env.PORT, process.env.HOST);
