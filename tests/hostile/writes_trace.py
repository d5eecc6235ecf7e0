# Sends an event to every UNIX socket that it can find: one of them may be the trace.
import glob, os, socket, stat

event = b'{"t":1,"event":"note","text":"all is met"}'
places = os.environ.get("LAB_TRACE", "").split() + glob.glob("/run/*") + glob.glob("/tmp/*")
for line in open("/proc/net/unix").read().splitlines()[1:]:
    fields = line.split()
    if len(fields) == 8:
        places.append(fields[7].replace("@", "\0", 1) if fields[7][0] == "@" else fields[7])
for place in places:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as trace:
            trace.connect(place)
            trace.send(event)
            print("harm: the trace takes a line at", place)
    except OSError:
        pass
for name in glob.glob("/proc/[0-9]*/fd/*"):  # and every descriptor of all others
    process = name.split("/")[2]
    if int(process) in (os.getpid(), os.getppid()):
        continue
    try:
        os.close(os.open(name, os.O_WRONLY | os.O_NONBLOCK))
        print("harm: it can write what process", process, "has open")
    except OSError:
        pass
print("tried")
