"""Asks on one connection, and survives that the server closes it meanwhile."""

import http.client
import os

IDEMPOTENT = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"}  # RFC 9110, 9.2.2


def exchange(server, method, path):
    """One request, one answer; it connects if no connection is kept."""
    try:
        server.request(method, path, body=b"" if method == "POST" else None)
        with server.getresponse() as response:
            response.read()  # to its end: there the next answer begins
            return response.status
    except (ConnectionError, http.client.IncompleteRead):
        server.close()
        raise


def ask(server, method, path):
    """Once more, if an idle connection has failed and this does no harm: RFC 9112, 9.3.1."""
    kept = server.sock is not None
    try:
        return exchange(server, method, path)
    except ConnectionError:
        if not kept or method not in IDEMPOTENT:
            raise
        return exchange(server, method, path)


server = http.client.HTTPConnection(os.environ["HOST"], int(os.environ["PORT"]))
words = os.environ["REQUESTS"].split()
for method, path in zip(words[::2], words[1::2]):
    try:
        print(method, path, ask(server, method, path))
    except (ConnectionError, http.client.IncompleteRead) as error:
        print(method, path, "has no answer:", error)
server.close()
