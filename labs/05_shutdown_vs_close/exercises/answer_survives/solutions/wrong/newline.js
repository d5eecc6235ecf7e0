// wrong: a newline ends a question
// fails at: server  reads  end
const net = require('net');

const {HOST, PORT, QUESTION} = process.env;

const client = net.connect(PORT, HOST, () => client.write(QUESTION + '\n'));
client.on('data', (part) => process.stdout.write(part));
client.on('end', () => client.end());
