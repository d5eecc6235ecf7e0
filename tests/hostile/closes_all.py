# Closes its standard input, output and error; and looks for more to close.
import os

for descriptor in range(3, 1024):
    try:
        os.fstat(descriptor)
        os.write(1, f"harm: it has got descriptor {descriptor}\n".encode())
    except OSError:
        pass
os.write(1, b"tried\n")
os.closerange(0, 3)
os._exit(4)
