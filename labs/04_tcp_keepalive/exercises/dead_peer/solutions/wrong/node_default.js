// wrong: setKeepAlive(true, 3000): the server is dead after 3 s
// fails at: client closes within 4s
const net = require('node:net');

const server = net.connect(Number(process.env.PORT), process.env.HOST);
server.setKeepAlive(true, 3000);
server.on('data', () => server.write('yes\n'));
server.on('error', (error) => console.log(error.message));
server.on('end', () => server.end());
