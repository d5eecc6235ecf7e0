// wrong: two pipes are a relay
// fails at: server#1 sends data "g"
const net = require('net');

const server = net.createServer((client) => {
  const upstream = net.connect(process.env.UPSTREAM_PORT, process.env.UPSTREAM_HOST);
  client.on('error', () => upstream.destroy());
  upstream.on('error', () => client.destroy());
  client.pipe(upstream);
  upstream.pipe(client);
});
server.listen(process.env.PORT, process.env.HOST);
