# Leaves a process behind that nobody waits for, in a session of its own where it may.
import os

if os.fork() == 0:
    try:
        os.setsid()
    except OSError:
        pass
    if os.fork() == 0:
        os.closerange(0, 3)
        os.execvp("sleep", ["sleep", "4321"])
    os._exit(0)
os.wait()
print("tried")
