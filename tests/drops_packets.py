"""Packets of IP as tests/drops_check.py spoils and forges them, in IPv4 and IPv6.

No code of the lab is used here: what is a right checksum, a fragment or an old
timestamp is written down once more.
"""
import socket
import struct

FIN, SYN, RST, ACK = 1, 2, 4, 16


def total(data):
    if len(data) % 2:
        data += b"\0"
    value = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while value >> 16:
        value = (value & 0xFFFF) + (value >> 16)
    return ~value & 0xFFFF


def header_size(packet):
    return 40 if packet[0] >> 4 == 6 else 20


def summed(packet, ip=True, tcp=True):
    """The packet with right checksums; the header of IPv6 has none."""
    packet, at = bytearray(packet), header_size(packet)
    if tcp:
        packet[at + 16:at + 18] = b"\0\0"
        addresses = packet[8:40] if at == 40 else packet[12:20]
        pseudo = bytes(addresses) + struct.pack("!LL", len(packet) - at, 6)
        packet[at + 16:at + 18] = struct.pack("!H", total(pseudo + bytes(packet[at:])))
    if ip and at == 20:
        packet[10:12] = b"\0\0"
        packet[10:12] = struct.pack("!H", total(bytes(packet[:20])))
    return bytes(packet)


def with_bytes(packet, at, new):
    return packet[:at] + new + packet[at + len(new):]


def old_timestamp(packet):
    at = packet.index(b"\x01\x01\x08\x0a") + 4
    value = struct.unpack_from("!I", packet, at)[0] - 1_000_000
    return summed(with_bytes(packet, at, struct.pack("!I", value % 2**32)))


def ipv6(text):
    return socket.inet_pton(socket.AF_INET6, text)


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
    "IPv6-length": lambda p: with_bytes(p, 4, struct.pack("!H", len(p) - 40 + 20)),
    "IPv6-wrong-destination": lambda p: summed(with_bytes(p, 24, ipv6("2001:db8::77"))),
    "IPv6-martian-source": lambda p: summed(with_bytes(p, 8, ipv6("::1"))),
    "IPv6-hop-limit-0": lambda p: with_bytes(p, 7, b"\0"),
}
FORGED = {  # flags, how far off the number is, payload
    "beyond-window": (ACK, 20_000_000, b"x"),
    "old-bytes": (ACK, -1, b"x"),
    "SYN-in-ESTAB": (SYN, 0, b""),
    "RST-wrong-number": (RST, 1, b""),
    "window-closed": (ACK, 1, b"x"),
}


def forge(ack, number, flags, data):
    """A segment behind that ACK of IPv4, from the same sender."""
    header = ack[20:24] + struct.pack("!I", number % 2**32) + ack[28:32]
    forged = ack[:20] + header + bytes([0x50, flags]) + ack[34:36] + b"\0\0\0\0" + data
    return summed(with_bytes(forged, 2, struct.pack("!H", len(forged))))


class Segment:
    """What a packet is: TCP, or an ICMP error."""

    def __init__(self, packet):
        at = header_size(packet)
        protocol = packet[6 if at == 40 else 9]
        self.is_tcp = protocol == 6
        self.data = b""
        self.error = {(1, b"\x03\x03"): "ICMP port unreachable", (58, b"\x01\x04"): "ICMPv6 port unreachable",
                      (58, b"\x01\x00"): "ICMPv6 no route"}.get((protocol, packet[at:at + 2]))
        if self.is_tcp:
            self.seq = struct.unpack_from("!I", packet, at + 4)[0]
            self.flags = packet[at + 13]
            self.data = packet[at + 4 * (packet[at + 12] >> 4):]

    def kinds(self):
        words = ["DATA"] if self.data else []
        words += [name for flag, name in ((SYN, "SYN"), (FIN, "FIN"), (RST, "RST")) if self.flags & flag]
        return words or ["ACK"]
