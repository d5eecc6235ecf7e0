# wss_client.py HOST PORT CERTIFICATE [OPTION ...]: a WebSocket inside TLS, by
# hand. It opens, sends a Close frame, and reads until the end. Options: 1.2,
# twice, nagle.
#
# Watch:  three handshakes: connect(), wrap_socket(), GET; and three goodbyes.
# Read:   docs.python.org/3/library/ssl.html; RFC 6455, sections 4.1 and 7.
# Run:    labs/16_wss/run.sh handshake13
import base64
import os
import socket
import ssl
import sys

host, port, certificate, *options = sys.argv[1:]
context = ssl.create_default_context(cafile=certificate)
if "1.2" in options:
    context.maximum_version = ssl.TLSVersion.TLSv1_2


def request():
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET / HTTP/1.1",
        "Host: server",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key}",
    ]
    return "\r\n".join(lines + ["", ""]).encode()


def talk(session):
    tcp = socket.create_connection((host, port))
    if "nagle" not in options:
        tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    tls = context.wrap_socket(tcp, server_hostname="server", session=session)
    how = "resumed" if tls.session_reused else "in full"
    print(tls.version(), how, flush=True)

    tls.sendall(request())
    print(tls.recv(4096).split(b"\r\n")[0].decode(), flush=True)

    # The FIN bit and Close; the mask bit and 2 bytes; a mask of 0; code 1000.
    tls.sendall(b"\x88\x82\0\0\0\0\x03\xe8")
    frame = tls.recv(4096)
    print("closed:", int.from_bytes(frame[2:4], "big"), flush=True)

    session = tls.session
    tls.unwrap()  # sends close_notify, and waits for the peer's
    tls.close()
    return session


session = talk(None)
if "twice" in options:
    talk(session)
