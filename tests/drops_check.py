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

sys.dont_write_bytecode = True  # of the next module, in the tree
from drops_packets import FORGED, SPOILED, SYN, Segment, forge

LIBC = ctypes.CDLL(None, use_errno=True)
CLIENT, SERVER = "192.0.2.1", "192.0.2.2"
CLIENT6, SERVER6 = "2001:db8::1", "2001:db8::2"
IDLE = 0.005  # seconds without a packet: all has arrived
PATIENCE = 1.5
MARTIANS = "rt_cache:in_martian_src"  # of the whole machine: another host may have moved it
SO_MEMINFO, SO_ATTACH_FILTER = 55, 26


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
            elif segment.error:
                self.heard = [segment.error]
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
            self.deliver(1, forge(packet, self.data_end + off, flags, data))

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
        if os.path.exists("/proc/thread-self/net/snmp6"):
            with open("/proc/thread-self/net/snmp6", encoding="ascii") as file:
                counters.update((name, int(value)) for name, value in map(str.split, file))
        with open("/proc/thread-self/net/dev", encoding="ascii") as file:
            for line in file:
                if line.strip().startswith("wire:"):
                    counters["wire:rx_dropped"] = int(line.split(":")[1].split()[3])
        with open("/proc/thread-self/net/stat/rt_cache", encoding="ascii") as file:
            column = file.readline().split().index("in_martian_src")
            counters[MARTIANS] = sum(int(line.split()[column], 16) for line in file)
    if sock:
        counters["sk_drops"] = struct.unpack("9I", sock.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, 36))[8]
    return counters


def moved(before, after):
    return {name for name, value in after.items() if value > before.get(name, 0)}


def new_socket(host, family, kind):
    with On(host):
        sock = socket.socket(family, kind)
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
        over_ipv6 = packet.startswith("IPv6-")
        self.family, self.address = (socket.AF_INET6, SERVER6) if over_ipv6 else (socket.AF_INET, SERVER)
        self.ip = "Ip6" if over_ipv6 else "Ip"
        self.udp = "UDP" in packet
        self.listens = packet in ("no-listener", "SYN-on-full-queue")
        self.server = self.client = None
        self.others = []
        self.listener = new_socket("server", self.family, socket.SOCK_DGRAM if self.udp else socket.SOCK_STREAM)
        self.listener.bind((self.address, port))
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
        self.client = new_socket("client", self.family, socket.SOCK_DGRAM if self.udp else socket.SOCK_STREAM)
        self.client.connect_ex((self.address, port))
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
        elif self.packet.endswith("UDP-no-port"):
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
        if self.ip + "InReceives" not in bad:
            cells["station"] = "device"
        elif self.ip + "InDelivers" not in bad:
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
        names = sorted(name for name in bad - good if not name.startswith(("IcmpMsg", "Icmp6OutType", MARTIANS)))
        if not names and cells.get("station") == "IP" and MARTIANS in bad:
            names = [MARTIANS]
        cells["counters"] = " ".join(names) or "nothing"
        return cells

    def part(self):
        for sock in self.others + [self.client, self.server, self.listener]:
            if sock and sock.fileno() >= 0:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                sock.close()
        self.wire.carry()


def still_the_clocks():
    clocks = ["dev", "wire", "proto", "kernel", "scope", "link", "quickack", "1", "rto_min", "500ms"]
    for host, me, peer, peer6 in (("client", CLIENT, SERVER, SERVER6), ("server", SERVER, CLIENT, CLIENT6)):
        subprocess.run(["ip", "-n", host, "route", "change", peer, "src", me] + clocks, check=True)
        if os.path.exists("/proc/net/if_inet6"):
            subprocess.run(["ip", "-n", host, "-6", "route", "change", peer6] + clocks, check=True)
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
