# Makes its calls so that a tracer does not see them: by a filter of its own, by a ring,
# by a child that is not traced.
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
machine = os.uname().machine
SYS_seccomp = {"x86_64": 317, "aarch64": 277}[machine]
SYS_clone = {"x86_64": 56, "aarch64": 220}[machine]
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, NEW_LISTENER = 38, 22, 8
UNTRACED = 0x00800000


class Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("k", ctypes.c_uint)]


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.POINTER(Instruction))]


code = (Instruction * 1)(Instruction(6, 0, 0, 0x7FFF0000))  # all is allowed
program = Program(1, code)
libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
if libc.syscall(SYS_seccomp, 1, NEW_LISTENER, ctypes.byref(program)) >= 0:
    print("harm: it answers its own calls")
if libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0) == 0:
    print("harm: it has a filter of its own")
ring = (ctypes.c_ubyte * 120)()
if libc.syscall(425, 8, ring) >= 0:
    print("harm: it has a ring")
child = libc.syscall(SYS_clone, UNTRACED | 17, 0, 0, 0, 0)
if child == 0:
    os._exit(0)
if child > 0:
    print("harm: it has a child that nobody traces")
print("tried")
