# Fills every place that it can write to.
import os

total = 0
for where, place in enumerate(("/tmp", ".", os.environ["HOME"], "/dev/shm", "/var/tmp", "/run", os.environ["TREE"])):
    try:
        for number in range(20):
            name = f"{place}/much.{where}.{number}"
            with open(name, "wb", buffering=0) as file:
                for _ in range(16):
                    total += file.write(b"x" * (1 << 20))
    except OSError:
        pass
print("harm:" if total > 70 << 20 else "wrote", total >> 20, "MiB")
for number in range(100000):  # and by names alone
    try:
        os.mkdir(f"/tmp/{number}")
    except OSError:
        break
print("harm:" if number > 50000 else "made", number, "folders")
print("tried")
