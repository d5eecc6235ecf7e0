// Asks, ends its direction, and reads until the server has ended its own.
'use strict';
const net = require('net');

const {HOST, PORT, QUESTION} = process.env;

const client = net.connect(Number(PORT), HOST, () => client.end(QUESTION)); // FIN behind it
client.on('data', (part) => process.stdout.write(part));
client.on('end', () => process.stdout.write('\n'));
client.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
