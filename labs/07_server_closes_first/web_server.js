// web_server.js PORT: node's own web server, which soon ends a quiet connection.
//
// Watch:  which call ends the connection after "Connection: close", and which one
//         after a quiet time.
// Read:   nodejs.org/api/http.html, server.keepAliveTimeout.
// Run:    labs/07_server_closes_first/run.sh node_close
'use strict';
const http = require('node:http');

const server = http.createServer((request, response) => response.end('hello\n'));
server.keepAliveTimeout = 500; // milliseconds, else 5000; it waits a second more
server.listen(process.argv[2]);
