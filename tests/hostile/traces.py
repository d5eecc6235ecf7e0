# Stops others by ptrace(), and reads their memory.
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
SEIZE, ATTACH = 0x4206, 16
for process in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
    if process == os.getpid():
        continue
    for what in (SEIZE, ATTACH):
        if libc.ptrace(what, process, None, None) == 0:
            print("harm: it traces", process)
    try:
        os.close(os.open(f"/proc/{process}/mem", os.O_RDONLY))
        print("harm: it can read the memory of", process)
    except OSError:
        pass
print("tried")
