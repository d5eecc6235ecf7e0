# wrong: sendall() has returned, so the client has the answer
# fails at: note  The client has gone on sending, and the whole answer arrives
import os
import socket

SIZE = int(os.environ["SIZE"])
ANSWER = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % SIZE
ANSWER += b"x" * SIZE


def refuse(client):
    head = b""
    while b"\r\n\r\n" not in head:
        head += client.recv(1000)
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
