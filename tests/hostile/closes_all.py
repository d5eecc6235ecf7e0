# Closes its standard input, output and error; and looks for more to close.
import os

more = [name for name in os.listdir("/proc/self/fd") if int(name) > 2]
del more[-1:]  # what listdir() itself has opened
for name in more:
    os.write(1, f"harm: it has got descriptor {name}\n".encode())
os.write(1, b"tried\n")
os.closerange(0, 3)
os._exit(4)
