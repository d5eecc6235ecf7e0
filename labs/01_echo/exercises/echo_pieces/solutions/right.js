// Each line is sent back with its length before it. A line may come in pieces,
// and a piece may hold many lines: what is not yet a whole line is kept.
'use strict';
const net = require('net');

const newline = '\n'.charCodeAt(0);

function answer(line) {
  return Buffer.concat([Buffer.from(`${line.length} `), line, Buffer.from('\n')]);
}

// allowHalfOpen: the client has ended its direction, and ours is still open.
const server = net.createServer({allowHalfOpen: true}, (client) => {
  let kept = Buffer.alloc(0);
  client.on('data', (piece) => {
    kept = Buffer.concat([kept, piece]);
    for (let end; (end = kept.indexOf(newline)) !== -1; kept = kept.subarray(end + 1))
      client.write(answer(kept.subarray(0, end)));
  });
  client.on('end', () => {
    if (kept.length > 0) client.write(answer(kept)); // the last line needs no newline
    client.end();
  });
  client.on('error', (error) => console.error(error.message));
});
server.listen(Number(process.env.PORT), process.env.HOST);
