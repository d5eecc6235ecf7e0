// wrong: when the question is flushed, the socket is no longer needed
// fails at: client  reads  >= 1 bytes
const net = require('net');

const {HOST, PORT, QUESTION} = process.env;

const client = net.connect(PORT, HOST, () => client.end(QUESTION, () => client.destroy()));
client.on('data', (part) => process.stdout.write(part));
