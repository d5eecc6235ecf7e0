// wrong: an agent with keepAlive looks after all that
// fails at: client#2 sends data "GET {second} "
const http = require('http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const words = process.env.REQUESTS.split(' ');

function next() {
  if (words.length === 0) return agent.destroy();
  const [method, path] = words.splice(0, 2);
  const { HOST: host, PORT: port } = process.env;
  http.request({ host, port, agent, method, path }, (response) => {
    response.resume();
    response.on('end', next);
  }).on('error', (error) => {
    console.log(method, path, error.message);
    next();
  }).end();
}

next();
