// Asks on one connection, and survives that the server closes it meanwhile.
'use strict';
const http = require('node:http');

const { HOST, PORT, REQUESTS } = process.env;
const IDEMPOTENT = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']; // RFC 9110, 9.2.2
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

// One request, one answer: its status. An error says whether the connection had
// been used before.
function exchange(method, path) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: HOST, port: PORT, agent, method, path });
    const fail = (error) => reject(Object.assign(error, { kept: request.reusedSocket }));
    request.on('error', fail);
    request.on('response', (response) => {
      response.on('error', fail);
      response.on('end', () => resolve(response.statusCode));
      response.resume(); // to its end: there the next answer begins
    });
    request.end();
  });
}

// Once more, if an idle connection has failed and this does no harm: RFC 9112, 9.3.1.
async function ask(method, path) {
  try {
    return await exchange(method, path);
  } catch (error) {
    if (!error.kept || !IDEMPOTENT.includes(method)) throw error;
    return exchange(method, path);
  }
}

async function main() {
  const words = REQUESTS.split(' ');
  for (let i = 0; i < words.length; i += 2) {
    const [method, path] = words.slice(i, i + 2);
    try {
      console.log(method, path, await ask(method, path));
    } catch (error) {
      console.log(method, path, 'has no answer:', error.message);
    }
  }
  agent.destroy();
}

main();
