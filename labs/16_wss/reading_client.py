# reading_client.py HOST PORT CERTIFICATE NAME [OPTION ...]: reads until the
# end, and says how that came. Options: 1.2, strict (an end without close_notify
# is an error).
#
# Watch:  what recv() says when FIN, close_notify or RST comes.
# Read:   docs.python.org/3/library/ssl.html, suppress_ragged_eofs.
# Run:    labs/16_wss/run.sh truncated_python
import socket
import ssl
import sys

host, port, certificate, name, *options = sys.argv[1:]
context = ssl.create_default_context(cafile=certificate)
if "1.2" in options:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
if "strict" in options:
    # OP_IGNORE_UNEXPECTED_EOF: some versions of python set it by themselves.
    context.options &= ~0x80

tcp = socket.create_connection((host, port))
try:
    tls = context.wrap_socket(
        tcp, server_hostname=name, suppress_ragged_eofs="strict" not in options
    )
    print(tls.version(), flush=True)
    while data := tls.recv(4096):
        print(len(data), "bytes", flush=True)
    print("the end", flush=True)
except OSError as error:
    print(type(error).__name__, error, flush=True)
tcp.close()
