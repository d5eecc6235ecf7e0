#!/usr/bin/env python3
"""Measures each cell of the drop matrix again, without the lab's programs: this is a
wire of its own, which spoils and forges, and reads the kernel's counters by itself.

    scripts/two_hosts.sh tests/drops_check.py FILE

FILE has a cell a line, as drop_cell prints them. Names each cell that is not so here.
Of the station it measures what the counters of IP say: device, IP, or beyond.
"""
import ctypes
import errno
import fcntl
import json
import os
import select
import socket
import struct
import subprocess
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLIENT, SERVER = "192.0.2.1", "192.0.2.2"
IDLE = 0.005  # seconds without a packet: all has arrived
PATIENCE = 1.5
SO_MEMINFO, SO_ATTACH_FILTER = 55, 26
FIN, SYN, RST, ACK = 1, 2, 4, 16


class On:
    """While it lasts, this thread is in that host's network namespace."""

    def __init__(self, host):
        self.host = host

    def enter(self, path):
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        if LIBC.setns(fd, 0x40000000) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        os.close(fd)

    def __enter__(self):
        self.home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        self.enter(f"/run/netns/{self.host}")

    def __exit__(self, *_):
        LIBC.setns(self.home, 0x40000000)
        os.close(self.home)


def total(data):
    if len(data) % 2:
        data += b"\0"
    value = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while value >> 16:
        value = (value & 0xFFFF) + (value >> 16)
    return ~value & 0xFFFF


def summed(packet, ip=True, tcp=True):
    """The packet with right checksums."""
    packet = bytearray(packet)
    if tcp:
        packet[36:38] = b"\0\0"
        pseudo = bytes(packet[12:20]) + struct.pack("!HH", 6, len(packet) - 20)
        packet[36:38] = struct.pack("!H", total(pseudo + bytes(packet[20:])))
    if ip:
        packet[10:12] = b"\0\0"
        packet[10:12] = struct.pack("!H", total(bytes(packet[:20])))
    return bytes(packet)


def with_bytes(packet, at, new):
    return packet[:at] + new + packet[at + len(new):]


def old_timestamp(packet):
    at = packet.index(b"\x01\x01\x08\x0a") + 4
    value = struct.unpack_from("!I", packet, at)[0] - 1_000_000
    return summed(with_bytes(packet, at, struct.pack("!I", value % 2**32)))


SPOILED = {
    "version": lambda p: with_bytes(p, 0, b"\x75"),
    "length": lambda p: summed(with_bytes(p, 2, struct.pack("!H", len(p) + 20)), tcp=False),
    "header-checksum": lambda p: with_bytes(p, 10, bytes([p[10] ^ 0x55])),
    "wrong-destination": lambda p: summed(with_bytes(p, 16, socket.inet_aton("192.0.2.77"))),
    "martian-source": lambda p: summed(with_bytes(p, 12, socket.inet_aton("127.0.0.9"))),
    "TTL-0": lambda p: summed(with_bytes(p, 8, b"\0")),
    "lone-fragment": lambda p: summed(with_bytes(p, 6, b"\x20\0"), tcp=False),
    "TCP-checksum": lambda p: with_bytes(p, 36, bytes([p[36] ^ 0x55])),
    "no-connection": lambda p: summed(with_bytes(p, 20, b"\x00\x07")),
    "old-timestamp": old_timestamp,
}
FORGED = {  # flags, how far off the number is, payload
    "beyond-window": (ACK, 20_000_000, b"x"),
    "old-bytes": (ACK, -1, b"x"),
    "SYN-in-ESTAB": (SYN, 0, b""),
    "RST-wrong-number": (RST, 1, b""),
    "window-closed": (ACK, 1, b"x"),
}


class Segment:
    def __init__(self, packet):
        self.is_tcp = packet[9] == 6
        self.data = b""
        if self.is_tcp:
            self.seq = struct.unpack_from("!I", packet, 24)[0]
            self.flags = packet[33]
            self.data = packet[20 + 4 * (packet[32] >> 4):]

    def kinds(self):
        words = ["DATA"] if self.data else []
        words += [name for flag, name in ((SYN, "SYN"), (FIN, "FIN"), (RST, "RST")) if self.flags & flag]
        return words or ["ACK"]


def show_link(host):
    command = ["ip", "-n", host, "-o", "link", "show", "wire"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Wire:
    """Carries packets; the next data of the client may be spoiled, and behind the next
    bare ACK of the client a segment be forged."""

    def __init__(self):
        self.tuns = []
        for host in ("client", "server"):
            with On(host):
                tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
                fcntl.ioctl(tun, 0x400454CA, struct.pack("16sH22x", b"wire", 0x1001))
                self.tuns.append(tun)
            end = time.monotonic() + 10  # the device begins to send a little later
            while "UP,LOWER_UP" not in (link := show_link(host)) or "noop" in link:
                if time.monotonic() > end:
                    raise RuntimeError(f"the device of the {host} does not come up: {link}")
        self.clear()

    def clear(self, spoil=None, forge=None):
        self.spoil, self.forge = spoil, forge
        self.heard, self.numbers, self.again = [], set(), False

    def carry(self, idle=IDLE, until=None):
        while ready := select.select(self.tuns, [], [], idle)[0]:
            for tun in ready:
                self.carry_one(self.tuns.index(tun), os.read(tun, 65536))
            if until and until():
                return

    def carry_one(self, origin, packet):
        segment = Segment(packet)
        if origin == 1:
            if segment.is_tcp:
                self.heard += segment.kinds()
            elif packet[9] == 1 and packet[20:22] == b"\x03\x03":
                self.heard = ["ICMP port unreachable"]
            self.deliver(0, packet)
            return
        if segment.is_tcp and (segment.data or segment.flags & SYN):
            self.again = self.again or segment.seq in self.numbers
            self.numbers.add(segment.seq)
            if segment.data:
                self.data_end = segment.seq + len(segment.data)
        if segment.is_tcp and segment.data and self.spoil:
            spoil, self.spoil = self.spoil, None
            packet = spoil(packet)
        self.deliver(1, packet)
        if segment.is_tcp and segment.kinds() == ["ACK"] and self.forge:
            flags, off, data = self.forge
            self.forge = None
            self.heard = []
            header = packet[20:24] + struct.pack("!I", (self.data_end + off) % 2**32) + packet[28:32]
            forged = packet[:20] + header + bytes([0x50, flags]) + packet[34:36] + b"\0\0\0\0" + data
            self.deliver(1, summed(with_bytes(forged, 2, struct.pack("!H", len(forged)))))

    def deliver(self, host, packet):
        try:
            os.write(self.tuns[host], packet)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise


def read_counters(sock):
    counters = {}
    with On("server"):
        for name in ("netstat", "snmp"):
            with open(f"/proc/thread-self/net/{name}", encoding="ascii") as file:
                lines = file.read().splitlines()
            for names, values in zip(lines[::2], lines[1::2]):
                group = names.split(":")[0].replace("TcpExt", "")
                for key, value in zip(names.split()[1:], values.split()[1:]):
                    counters[group + key] = int(value)
        with open("/proc/thread-self/net/dev", encoding="ascii") as file:
            for line in file:
                if line.strip().startswith("wire:"):
                    counters["wire:rx_dropped"] = int(line.split(":")[1].split()[3])
        with open("/proc/thread-self/net/stat/rt_cache", encoding="ascii") as file:
            column = file.readline().split().index("in_martian_src")
            counters["rt_cache:in_martian_src"] = sum(int(line.split()[column], 16) for line in file)
    if sock:
        counters["sk_drops"] = struct.unpack("9I", sock.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, 36))[8]
    return counters


def moved(before, after):
    return {name for name, value in after.items() if value > before.get(name, 0)}


def new_socket(host, kind):
    with On(host):
        sock = socket.socket(socket.AF_INET, kind)
    sock.setblocking(False)
    return sock


def read(sock):
    try:
        return str(len(sock.recv(65536)))
    except OSError as error:
        return errno.errorcode[error.errno]


def refuse_all(sock):
    code = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HxxxxxxP", 1, ctypes.addressof(code)))


class Row:
    def __init__(self, wire, packet, port):
        self.wire, self.packet, self.port, self.said = wire, packet, port, ""
        self.udp = packet.startswith("UDP")
        self.listens = packet in ("no-listener", "SYN-on-full-queue")
        self.server = self.client = None
        self.others = []
        self.listener = new_socket("server", socket.SOCK_DGRAM if self.udp else socket.SOCK_STREAM)
        self.listener.bind((SERVER, port))
        small = packet in ("buffer-full", "window-closed")
        if self.udp:
            self.server = self.listener
            self.server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        else:
            self.listener.listen(1)
        if not self.listens:
            self.connect(port)
            if self.udp:
                self.server.connect(self.client.getsockname())
            else:
                self.server = self.listener.accept()[0]
                self.server.setblocking(False)
        if small:
            self.server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)

    def connect(self, port):
        self.others.append(self.client)
        self.client = new_socket("client", socket.SOCK_DGRAM if self.udp else socket.SOCK_STREAM)
        self.client.connect_ex((SERVER, port))
        self.wire.carry()

    def send(self, sock, text):
        sock.send(text)
        self.wire.carry()

    def good(self):
        if self.listens:
            self.connect(self.port)
            return
        for _ in range(2):
            self.send(self.client, b"hello")
        for _ in range(2):
            read(self.server)
        self.send(self.server, b"!")
        read(self.client)

    def fill(self):
        try:
            while True:
                self.client.send(bytes(500))
                self.wire.carry(idle=0)  # before the client sends anything again
        except BlockingIOError:
            self.said = ", send() = EAGAIN"

    def prepare(self):
        if self.packet == "after-SHUT_RDWR":
            self.server.shutdown(socket.SHUT_RDWR)
            self.wire.carry()
        elif self.packet == "window-closed":
            self.fill()
        elif self.packet in ("socket-filter", "UDP-filter"):
            refuse_all(self.server)
        elif self.packet == "UDP-no-port":
            self.server.close()
            self.server = self.listener = None
        self.said = ""

    def bad(self):
        if self.packet == "no-listener":
            self.connect(11)
        elif self.packet == "SYN-on-full-queue":
            self.connect(self.port)
        elif self.packet in FORGED:
            self.send(self.server, b"!")
        elif self.packet == "buffer-full":
            self.fill()
        else:
            for _ in range(20 if self.packet == "UDP-buffer-full" else 1):
                self.send(self.client, b"hello")

    def sender(self):
        words = [w for n, w in enumerate(self.wire.heard) if n == 0 or w != self.wire.heard[n - 1]]
        error = self.client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        return (" ".join(words) or "nothing") + self.said + (f", {errno.errorcode[error]}" if error else "")

    def measure(self):
        counted = self.server or self.listener
        first = read_counters(counted)
        for _ in range(2):
            self.good()
        good = moved(first, read_counters(counted))
        self.prepare()
        counted = self.server or self.listener
        before = read_counters(counted)
        self.wire.clear(SPOILED.get(self.packet), FORGED.get(self.packet))
        self.bad()
        bad = moved(before, read_counters(counted))
        cells = {"sender": self.sender(), "program": read(self.server) if self.server else "nothing"}
        if "IpInReceives" not in bad:
            cells["station"] = "device"
        elif "IpInDelivers" not in bad:
            cells["station"] = "IP"
        if cells["program"] == "EAGAIN" or not self.server:
            end = time.monotonic() + PATIENCE
            late = "EAGAIN"
            while time.monotonic() < end and late == "EAGAIN":
                self.wire.carry()
                late = read(self.server) if self.server else "EAGAIN"
            if self.wire.again:
                cells["sender"] += ", sends again"
            if late != "EAGAIN":
                cells["program"] += f", then {late}"
        if self.packet == "lone-fragment":
            end = time.monotonic() + 10
            while "IpReasmFails" not in bad and time.monotonic() < end:
                self.wire.carry()
                bad |= moved(before, read_counters(counted))
        names = sorted(name for name in bad - good if not name.startswith("IcmpMsg"))
        cells["counters"] = " ".join(names) or "nothing"
        return cells

    def part(self):
        for sock in self.others + [self.client, self.server, self.listener]:
            if sock and sock.fileno() >= 0:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                sock.close()
        self.wire.carry()


def still_the_clocks():
    for host, me, peer in (("client", CLIENT, SERVER), ("server", SERVER, CLIENT)):
        subprocess.run(["ip", "-n", host, "route", "change", peer, "src", me, "dev", "wire", "proto", "kernel",
                        "scope", "link", "quickack", "1", "rto_min", "500ms"], check=True)
        with On(host):
            for key, value in (("tcp_early_retrans", 0), ("ipfrag_time", 1)):
                with open(f"/proc/sys/net/ipv4/{key}", "w", encoding="ascii") as file:
                    file.write(str(value))


def main():
    wanted = {}
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            cell = json.loads(line)
            wanted.setdefault(cell["packet"], {})[cell["what"]] = cell["says"]
    still_the_clocks()
    wire = Wire()
    different = cells = 0
    for number, (packet, row) in enumerate(wanted.items()):
        play = Row(wire, packet, 8000 + number)
        seen = play.measure()
        play.part()
        beyond = row["station"] not in ("device", "IP")
        seen.setdefault("station", row["station"] if beyond else "beyond IP")
        for what, says in row.items():
            cells += 1
            if seen[what] != says:
                different += 1
                print(f"{packet}, {what}: {says}, and to Python {seen[what]}")
    print(f"{different} of {cells} cells differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
