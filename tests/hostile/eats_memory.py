# Eats memory, in its own process and in many: none of them has very much.
import os, time

print("tried", flush=True)
for _ in range(20):
    if os.fork() == 0:
        kept = []
        while True:
            kept.append(b"x" * (16 << 20))
time.sleep(1000)
