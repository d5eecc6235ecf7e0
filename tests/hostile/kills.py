# Kills every process that it can reach, and then by number.
import os, signal, subprocess

me = os.getpid()
other = subprocess.Popen(["sleep", "30"])  # of its own: that one may die
signal.signal(signal.SIGCHLD, signal.SIG_DFL)
seen = [int(name) for name in os.listdir("/proc") if name.isdigit()]
for process in range(1, 70000):
    if process in (me, other.pid):
        continue
    try:
        os.kill(process, 0)
        name = open(f"/proc/{process}/comm").read().strip()
        # The first one of its own namespace: it may ask, and nothing happens.
        if process != 1:
            print("harm: it may kill", name)
        os.kill(process, signal.SIGKILL)
    except OSError:
        pass
try:
    os.kill(-1, signal.SIGKILL)
except OSError:
    pass
print("tried", flush=True)
os.kill(0, signal.SIGKILL)  # its group: who has begun it, if they share one
