// wrong: socket.write() sends it; what it returns does not matter
// fails at: note the server takes no more
const net = require('node:net');

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('data', (data) => socket.write(data));
  socket.on('end', () => socket.end());
  socket.on('error', () => socket.destroy());
});
server.listen(Number(process.env.PORT), process.env.HOST);
