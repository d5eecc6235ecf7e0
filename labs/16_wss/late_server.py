# late_server.py HOST PORT FOLDER: reads until the client's close_notify, and
# answers then.
#
# Watch:  recv() returns b"" at close_notify, although no FIN has come.
# Read:   RFC 8446, section 6.1 "Closure Alerts".
# Run:    labs/16_wss/run.sh half_close13
import socket
import ssl
import sys

host, port, folder = sys.argv[1:]
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")

with socket.create_server((host, int(port))) as listener:
    tcp, _ = listener.accept()
tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
tls = context.wrap_socket(tcp, server_side=True)
while data := tls.recv(4096):
    print(data.decode().strip(), flush=True)
print("the end of the question", flush=True)
tls.sendall(b"the answer\n")
tls.unwrap()
tls.close()
