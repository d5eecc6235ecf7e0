// wrong: 'end' is close_notify, and 'error' is a cut
// fails at: note FIN alone: the same page again
// Gets pages over TLS.
const tls = require('tls');

const {HOST, PORT, COUNT, CA_PEM} = process.env;
let total = 0;

function readFrom(number) {
  if (number > Number(COUNT)) {
    console.log(`all: ${total} bytes`);
    return;
  }
  let size = 0;
  let whole = false;
  const connection = tls.connect({host: HOST, port: Number(PORT), servername: HOST, ca: CA_PEM}, () => {
    connection.write(`${number}\n`);
  });
  connection.on('data', (data) => size += data.length);
  connection.on('end', () => whole = true);
  connection.on('error', () => whole = false);
  connection.on('close', () => {
    if (whole) total += size;
    readFrom(whole ? number + 1 : number);
  });
}

readFrom(1);
