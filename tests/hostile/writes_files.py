# Writes into the project, into its own folder, its neighbour's, the home, the system's.
import os

tree = os.environ["TREE"]
for name in (f"{tree}/labs/hostile_was_here", "hostile_was_here", f"{os.environ['NEIGHBOUR']}/run.py",
             f"{os.environ['OWNER']}/hostile_was_here", "/etc/hostile_was_here", "/etc/hosts", "/usr/hostile_was_here",
             "/run/hostile_was_here", "/run/hosts"):
    try:
        with open(name, "a") as file:
            file.write("\n")
        print("harm: it has written to", name)
    except OSError:
        pass
for name in (".", tree, "/usr", "/etc"):
    try:
        os.chmod(name, 0o777)
        print("harm: it has changed the mode of", name)
    except OSError:
        pass
print("tried")
