# wrong: a connection has ended when its FIN has come
# fails at: note close_notify, and no FIN: the page is whole
"""Gets pages over TLS."""

import os
import socket
import ssl

HOST, PORT = os.environ["HOST"], int(os.environ["PORT"])

context = ssl.create_default_context(cadata=os.environ["CA_PEM"])
# Some versions of Python ask OpenSSL to take each FIN for the end of TLS; and Python
# itself does so, too (suppress_ragged_eofs). Here it shall not.
context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF


def wait_for_fin(tls):
    try:
        while os.read(tls.fileno(), 4096):
            pass
    except ConnectionResetError:
        pass


def read_page(number):
    """The page, or None if it is cut."""
    tcp = socket.create_connection((HOST, PORT))
    with context.wrap_socket(tcp, server_hostname=HOST, suppress_ragged_eofs=False) as tls:
        tls.sendall(b"%d\n" % number)
        page = b""
        try:
            while data := tls.recv(65536):
                page += data
        except (ssl.SSLError, ConnectionResetError):
            return None
        wait_for_fin(tls)
        return page


def read_whole_page(number):
    while (page := read_page(number)) is None:
        pass
    return page


total = sum(len(read_whole_page(number)) for number in range(1, int(os.environ["COUNT"]) + 1))
print(f"all: {total} bytes")
