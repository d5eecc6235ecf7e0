# wrong: a request is answered when it has been read
# fails at: note  The answer comes, although most of the body does not
import os
import socket

SIZE = int(os.environ["SIZE"])
ANSWER = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % SIZE
ANSWER += b"x" * SIZE


def refuse(client):
    head = b""
    while b"\r\n\r\n" not in head:
        head += client.recv(1000)
    head, body = head.split(b"\r\n\r\n", 1)
    length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += client.recv(65536)
    client.sendall(ANSWER)
    client.close()


with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as listener:
    while True:
        client, _ = listener.accept()
        try:
            refuse(client)
        except OSError as error:
            print(error)
            client.close()
