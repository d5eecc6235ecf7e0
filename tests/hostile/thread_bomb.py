# Begins threads for ever.
import threading, time

print("tried", flush=True)
while True:
    try:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    except RuntimeError:
        pass
