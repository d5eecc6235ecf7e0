# wrong: allow_reuse_address is an attribute that may be set at any time
# fails at: server call listen
import os
import socketserver


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.recv(1)
        self.request.sendall(os.environ["ANSWER"].encode())


HERE = os.environ["HOST"], int(os.environ["PORT"])
with socketserver.TCPServer(HERE, Handler) as server:
    server.allow_reuse_address = True
    server.serve_forever()
