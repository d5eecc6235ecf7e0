#!/usr/bin/env python3
"""The server of this exercise: PORT FOLDER ENDING=SIZE ...

One page a connection. It ends each one in the way that stands there, and looks at what
the client asks for next: the next page, or the same again. It ends with what is wrong
if the client is. TLS is here between two buffers, so that the server can send what it
likes of its records.
"""

import socket
import ssl
import struct
import sys

PORT, FOLDER, *PLAN = sys.argv[1:]
ENDINGS = {
    "notify": "close_notify and FIN",
    "fin": "FIN without close_notify",
    "rst": "RST without close_notify",
    "half_record": "FIN in the middle of a record",
    "empty": "close_notify and FIN",
    "notify_rst": "close_notify and RST",
    "notify_open": "close_notify, and TCP was still open",
}
CUT = ("fin", "rst", "half_record")


class Connection:
    def __init__(self, tcp):
        tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.tcp, self.incoming, self.outgoing = tcp, ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)

    def until_done(self, step, *arguments):
        """A step of TLS, with what it needs of TCP."""
        while True:
            try:
                result = step(*arguments)
                self.tcp.sendall(self.outgoing.read())
                return result
            except ssl.SSLWantReadError:
                self.tcp.sendall(self.outgoing.read())
                if data := self.tcp.recv(65536):
                    self.incoming.write(data)
                else:
                    self.incoming.write_eof()

    def read_request(self):
        self.until_done(self.tls.do_handshake)
        line = b""
        while not line.endswith(b"\n"):
            byte = self.until_done(self.tls.read, 1)
            if not byte or len(line) > 80:
                sys.exit(f"the request is {line!r}: it is no number with a newline")
            line += byte
        return line.decode("latin-1").strip()

    def send(self, ending, page):
        self.tls.write(page)
        records = self.outgoing.read()
        if ending == "half_record":
            records = records[:-10]
        if ending not in CUT:
            try:
                self.tls.unwrap()
            except ssl.SSLWantReadError:  # the close_notify of the client; need not come
                pass
            records += self.outgoing.read()
        self.tcp.sendall(records)

    def wait_for_end(self):
        try:
            while self.tcp.recv(65536):
                pass
        except ConnectionResetError:
            pass

    def end(self, ending):
        if ending == "notify_open":
            self.wait_for_end()
        if ending in ("rst", "notify_rst"):
            self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.tcp.close()
        else:
            self.tcp.shutdown(socket.SHUT_WR)


def text_of(number, size):
    """Also a piece of a page ends with a newline: nobody sees there that it is one."""
    line = f"This is a line of page {number}.\n"
    return (line * (size // len(line) + 1))[-size:].encode() if size else b""


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(f"{FOLDER}/cert.pem", f"{FOLDER}/key.pem")
listener = socket.create_server(("", int(PORT)))
connections, page, before = [], 1, None
for number, (ending, size) in enumerate((step.split("=") for step in PLAN), 1):
    connection = Connection(listener.accept()[0])
    connections.append(connection)
    try:
        request = connection.read_request()
    except OSError as error:
        sys.exit(f"connection {number}: {error}")
    if request != str(page):
        sys.exit((f"connection {number - 1} ended with {ENDINGS[before]}; now " if before else "") +
                 f"page {page} should be asked for, and the client asks for {request!r}")
    print(f"{before or 'nothing'}: the client asks for what it should", flush=True)
    connection.send(ending, text_of(page, int(size)))
    connection.end(ending)
    page, before = page + (ending not in CUT), ending
listener.close()
connections[-1].wait_for_end()
