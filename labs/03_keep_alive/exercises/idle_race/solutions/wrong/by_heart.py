# wrong: it knows by heart after which request the connection fails
# fails at: client#1 sends data "GET {second} "
import http.client
import os

words = os.environ["REQUESTS"].split()
requests = list(zip(words[::2], words[1::2]))
PLAN = [[0, 1], [1, 2], [3, 4], [4], [5]]  # what goes over each connection

for connection in PLAN:
    server = http.client.HTTPConnection(os.environ["HOST"], int(os.environ["PORT"]))
    for number in connection:
        method, path = requests[number]
        try:
            server.request(method, path, body=b"" if method == "POST" else None)
            server.getresponse().read()
        except (ConnectionError, http.client.IncompleteRead):
            pass
    server.close()
