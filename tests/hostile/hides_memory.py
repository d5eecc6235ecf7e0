# Eats memory that belongs to no process: files without a name, and System V's.
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
try:
    file = os.memfd_create("much")
    print("harm: it has a file without a name, with", os.write(file, b"x" * (1 << 20)), "bytes")
except OSError:
    pass
if libc.shmget(0, 1 << 20, 0o1600) != -1:
    print("harm: it has a segment of System V")
print("tried")
