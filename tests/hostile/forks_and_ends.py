# Begins processes for ever that end at once: never many, but each is a stop of `calls`.
import os, signal

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("tried", flush=True)
while True:
    try:
        if os.fork() == 0:
            os._exit(0)
    except OSError:
        pass
