# half_close_client.py HOST PORT CERTIFICATE [1.2]: sends close_notify, which
# ends one direction, and reads on. Python's SSLSocket.unwrap() also waits for
# the peer's; with memory in the place of the socket, we decide what is sent and
# when.
#
# Watch:  close_notify goes, and TCP knows nothing of it: no FIN.
# Read:   RFC 8446, section 6.1; RFC 5246, section 7.2.1: there it ends both.
# Run:    labs/16_wss/run.sh half_close13
import socket
import ssl
import sys

host, port, certificate, *options = sys.argv[1:]
context = ssl.create_default_context(cafile=certificate)
if "1.2" in options:
    context.maximum_version = ssl.TLSVersion.TLSv1_2

tcp = socket.create_connection((host, port))
tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
tls = context.wrap_bio(incoming, outgoing, server_hostname="server")


def flush():
    if outgoing.pending:
        tcp.sendall(outgoing.read())


def until_done(call):
    while True:
        try:
            result = call()
            flush()
            return result
        except ssl.SSLWantReadError:
            flush()
            data = tcp.recv(16384)
            incoming.write(data) if data else incoming.write_eof()


until_done(tls.do_handshake)
print(tls.version(), flush=True)
tls.write(b"GET / HTTP/1.0\r\n\r\n")
flush()
try:
    tls.unwrap()
except ssl.SSLWantReadError:
    flush()
print("close_notify sent", flush=True)
try:
    while data := until_done(lambda: tls.read(4096)):
        print(data.decode().strip(), flush=True)
    print("close_notify", flush=True)
except ssl.SSLZeroReturnError:
    print("close_notify", flush=True)
except OSError as error:
    print(type(error).__name__, error, flush=True)
tcp.close()
