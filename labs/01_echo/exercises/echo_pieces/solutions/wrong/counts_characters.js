// wrong: the length of the text is the number of its bytes
// fails at: note  A character cut in two: it is whole again
const net = require('net');

net.createServer({allowHalfOpen: true}, (client) => {
  client.setEncoding('utf8');
  let kept = '';
  client.on('data', (piece) => {
    const lines = (kept + piece).split('\n');
    kept = lines.pop();
    for (const line of lines) client.write(`${line.length} ${line}\n`);
  });
  client.on('end', () => client.end(kept ? `${kept.length} ${kept}\n` : ''));
}).listen(process.env.PORT, process.env.HOST);
