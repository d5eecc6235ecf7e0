# Copies a solution, or its neighbour's.
import glob, os

tree = os.environ["TREE"]
for name in [*glob.glob(f"{tree}/labs/*/exercises/*/solutions/*"), f"{os.environ['NEIGHBOUR']}/run.py",
             f"{os.environ['OWNER']}/secret", "/etc/shadow", *glob.glob("/proc/[0-9]*/environ"), "/run/hosts"]:
    if name in (f"/proc/{os.getpid()}/environ",):
        continue
    try:
        open(name, "rb").read(1)
        print("harm: it has read", name)
    except OSError:
        pass
for name in os.environ:
    if name.startswith("LAB_"):
        print("harm: it knows", name)
print("tried")
