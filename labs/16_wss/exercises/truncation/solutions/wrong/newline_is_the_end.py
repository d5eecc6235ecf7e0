# wrong: a page that ends with a newline is whole
# fails at: note FIN alone: the same page again
"""Gets pages over TLS."""

import os
import socket
import ssl

HOST, PORT = os.environ["HOST"], int(os.environ["PORT"])

context = ssl.create_default_context(cadata=os.environ["CA_PEM"])


def read_page(number):
    """The page, or None if it is cut."""
    tcp = socket.create_connection((HOST, PORT))
    with context.wrap_socket(tcp, server_hostname=HOST) as tls:
        tls.sendall(b"%d\n" % number)
        page = b""
        try:
            while data := tls.recv(65536):
                page += data
        except (ssl.SSLError, ConnectionResetError):
            return None
        return page if page.endswith(b"\n") else None


def read_whole_page(number):
    while (page := read_page(number)) is None:
        pass
    return page


total = sum(len(read_whole_page(number)) for number in range(1, int(os.environ["COUNT"]) + 1))
print(f"all: {total} bytes")
