// agent_client.js URL: asks twice with http.Agent({keepAlive: true}), and is silent
// for 1.5 seconds in between.
//
// Watch:  HTTP keep-alive is what was asked for: one connection. node sets
//         SO_KEEPALIVE as well, so its kernel sends a probe in the silence.
// Read:   nodejs.org/api/http.html, new Agent(), keepAliveMsecs.
// Run:    labs/04_tcp_keepalive/run.sh node
'use strict';
const http = require('node:http');

const agent = new http.Agent({ keepAlive: true });

function ask(then) {
  http.get(process.argv[2], { agent }, (response) => {
    response.resume();
    response.on('end', () => {
      console.log(`answered ${response.statusCode}`);
      then();
    });
  });
}

ask(() => setTimeout(() => ask(() => agent.destroy()), 1500));
