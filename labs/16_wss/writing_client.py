# writing_client.py HOST PORT CERTIFICATE [1.2]: a client that only writes. It
# does not read, so what TLS itself has sent stays unread.
#
# Watch:  close(): FIN or RST?
# Read:   RFC 8446, section 4.6.1 "New Session Ticket Message"; lab 06.
# Run:    labs/16_wss/run.sh tickets
import socket
import ssl
import sys

host, port, certificate, *options = sys.argv[1:]
context = ssl.create_default_context(cafile=certificate)
if "1.2" in options:
    context.maximum_version = ssl.TLSVersion.TLSv1_2

tcp = socket.create_connection((host, port))
tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
tls = context.wrap_socket(tcp, server_hostname="server")
print(tls.version(), flush=True)
tls.sendall(b"a report, and no question\n")
tls.close()
