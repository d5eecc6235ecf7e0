// wrong: the answer may take its time, also after the client has ended
// fails at: note  The client has ended: its last line is answered
const net = require('net');
const {setTimeout: pause} = require('timers/promises');

const answer = (line) => `${Buffer.byteLength(line)} ${line}\n`;

// Without allowHalfOpen node ends our direction as soon as the client has ended.
net.createServer((client) => {
  client.setEncoding('utf8');
  let kept = '';
  client.on('data', (piece) => {
    const lines = (kept + piece).split('\n');
    kept = lines.pop();
    for (const line of lines) client.write(answer(line));
  });
  client.on('end', async () => {
    await pause(1); // it asks a database
    if (kept) client.write(answer(kept));
  });
  client.on('error', (error) => console.error(error.message));
}).listen(process.env.PORT, process.env.HOST);
