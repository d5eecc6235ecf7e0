# Leaves a process behind, in a session of its own, that nobody waits for.
import os, sys, time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 3)
        os.execvp("sleep", ["sleep", "4321"])
    os._exit(0)
os.wait()
print("tried")
