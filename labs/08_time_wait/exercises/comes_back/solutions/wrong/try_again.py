# wrong: bind() will succeed if it is tried for long enough
# fails at: server call listen
import os
import socket
import time

HERE = os.environ["HOST"], int(os.environ["PORT"])

with socket.socket() as listener:
    while True:
        try:
            listener.bind(HERE)
            break
        except OSError as error:
            print(error, "- again in a second")
            time.sleep(1)
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            client.recv(1)
            client.sendall(os.environ["ANSWER"].encode())
