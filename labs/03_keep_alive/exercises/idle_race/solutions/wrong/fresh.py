# wrong: a connection is for one request
# fails at: client#1 sends data "GET {second} "
import os
import socket

SERVER = os.environ["HOST"], int(os.environ["PORT"])
WORDS = os.environ["REQUESTS"].split()
connection = None


def read_answer(s):
    answer = b""
    while b"\r\n\r\n" not in answer:
        data = s.recv(4096)
        if not data:
            raise ConnectionError("the server has closed")
        answer += data
    head, body = answer.split(b"\r\n\r\n", 1)
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        data = s.recv(4096)
        if not data:
            raise ConnectionError("the server has closed")
        body += data
    return head.split()[1].decode()


def exchange(method, path):
    global connection
    if not connection:
        connection = socket.create_connection(SERVER)
    head = f"{method} {path} HTTP/1.1\r\nHost: {SERVER[0]}\r\n"
    if method == "POST":
        head += "Content-Length: 0\r\n"
    connection.sendall(head.encode() + b"\r\n")
    return read_answer(connection)


def drop():
    global connection
    if connection:
        connection.close()
    connection = None


def ask(method, path):
    try:
        return exchange(method, path)
    finally:
        drop()


for method, path in zip(WORDS[::2], WORDS[1::2]):
    try:
        print(method, path, ask(method, path))
    except ConnectionError as error:
        print(method, path, "has no answer:", error)
