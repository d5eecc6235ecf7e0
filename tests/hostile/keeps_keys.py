# Leaves something in the kernel for the next one.
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
SYS_add_key = {"x86_64": 248, "aarch64": 217}[os.uname().machine]
for ring, name in ((-3, "session"), (-4, "user"), (-5, "user session")):
    if libc.syscall(SYS_add_key, b"user", b"answer", b"42", 2, ring) != -1:
        print("harm: a key stays in the", name, "keyring")
if libc.msgget(4242, 0o1666) != -1:
    print("harm: a queue of System V stays")
if libc.semget(4242, 1, 0o1666) != -1:
    print("a semaphore is its namespace's")
print("tried")
