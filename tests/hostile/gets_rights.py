# Asks for more rights: by namespaces of its own, and by the ones of others.
import ctypes, os, subprocess

libc = ctypes.CDLL(None, use_errno=True)
USER, MOUNT, NET = 0x10000000, 0x00020000, 0x40000000
for flags, name in ((USER, "user"), (USER | MOUNT, "user and mount"), (MOUNT, "mount"), (NET, "network")):
    child = os.fork()
    if child == 0:
        os._exit(0 if libc.unshare(flags) == 0 else 1)
    if os.waitpid(child, 0)[1] == 0:
        print("harm: it has a", name, "namespace of its own")
for command in (["unshare", "-r", "true"], ["nsenter", "-t", "1", "-a", "true"],
                ["mount", "-t", "tmpfs", "none", "/tmp"], ["umount", "-l", "/proc"]):
    if subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0:
        print("harm: it can", *command)
SYS_clone = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
child = libc.syscall(SYS_clone, USER | 17, 0, 0, 0, 0)
if child == 0:
    os._exit(0)
if child > 0:
    print("harm: clone() gives a user namespace")
SYS_clone3 = 435
flags = (ctypes.c_uint64 * 11)(USER, 0, 0, 0, 17)
child = libc.syscall(SYS_clone3, flags, 88)
if child == 0:
    os._exit(0)
if child > 0:
    print("harm: clone3() gives a user namespace")
for line in open("/proc/self/status"):
    if line.startswith("Cap") and int(line.split()[1], 16) != 0:
        print("harm: it has", line.strip())
print("tried")
