# Changes how the kernel of its host behaves, and its devices.
import fcntl, os, socket, struct

for key, value in (("net/ipv4/tcp_fin_timeout", "60"), ("net/ipv4/ip_local_port_range", "32768 60999"),
                   ("kernel/hostname", "hostile")):
    try:
        with open("/proc/sys/" + key, "w") as file:
            file.write(value)
        print("harm: it has set", key)
    except OSError:
        pass
try:
    tun = os.open("/dev/net/tun", os.O_RDWR)
    print("harm: it has /dev/net/tun")
except OSError:
    pass
for family, kind, protocol, name in ((socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP, "a raw socket"),
                                     (socket.AF_PACKET, socket.SOCK_RAW, 3, "a packet socket"),
                                     (socket.AF_VSOCK, socket.SOCK_STREAM, 0, "a socket to the machine below")):
    try:
        socket.socket(family, kind, protocol)
        print("harm: it has", name)
    except OSError:
        pass
try:
    os.mknod("/tmp/disk", 0o600 | 0o060000, os.makedev(8, 0))
    print("harm: it has made a device")
except OSError:
    pass
try:
    link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    fcntl.ioctl(link, 0x8922, struct.pack("16si", b"lo", 1400))  # SIOCSIFMTU
    print("harm: it has changed lo")
except OSError:
    pass
print("tried")
