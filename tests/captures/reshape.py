#!/usr/bin/env python3
"""The packets of a capture in other clothes, all of which must show the same.
Arguments: a shape, the capture (pcap of Ethernet, raw IP or Linux cooked frames), the file to write.
Prints how many frames were reshaped. Shapes:

    segments-N       TCP segments of at most N bytes, of connections that came in order and whole
    fragments        IPv4 in fragments of 8 bytes, IPv6 with fragment headers
    mixed-fragments  the same, the fragments of each datagram from the last to the first
    reordered        frames of TCP streams change places within 8
    doubled          each frame twice
    late             TCP segments again, 20 frames later
    udp-lite         UDP-Lite for UDP
    TUNNEL           see TUNNELS at the end

What cannot be reshaped stays: fragments, damaged or cut packets, what is no IP.
"""
import struct
import sys

ETHERNET, RAW, RAW4, RAW6, COOKED = 1, 101, 228, 229, 113
ETHER_IP4, ETHER_IP6 = 0x0800, 0x86DD
TCP, UDP, UDPLITE = 6, 17, 136
SYN, RST, FIN = 2, 4, 1


class Frame:
    def __init__(self, head, link, ip, tail, original):
        self.head, self.link, self.ip, self.tail, self.original = head, link, ip, tail, original

    def with_ip(self, ip):
        return Frame(self.head, self.link, ip, b"", None)


def read(path):
    """The order of bytes, the link type and the frames: (time, bytes, original length)."""
    data = open(path, "rb").read()
    order = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">", b"\x4d\x3c\xb2\xa1": "<", b"\xa1\xb2\x3c\x4d": ">"}.get(data[:4])
    if not order:
        sys.exit("no pcap: " + path)
    link = struct.unpack(order + "I", data[20:24])[0] & 0xFFFF
    frames, at = [], 24
    while at + 16 <= len(data):
        seconds, part, size, original = struct.unpack(order + "IIII", data[at : at + 16])
        frames.append(((seconds, part), data[at + 16 : at + 16 + size], original))
        at += 16 + size
    return data[:4], order, link, frames


def write(path, magic, order, link, frames):
    with open(path, "wb") as out:
        out.write(magic + struct.pack(order + "HHiIII", 2, 4, 0, 0, 262144, link))
        for (seconds, part), data, original in frames:
            out.write(struct.pack(order + "IIII", seconds, part, len(data), original) + data)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def link_size(link, data):
    """Where IP begins, or None."""
    if link in (RAW, RAW4, RAW6):
        return 0
    at = 12 if link == ETHERNET else 14 if link == COOKED else None
    if at is None:
        return None
    kind = int.from_bytes(data[at : at + 2], "big")
    while kind in (0x8100, 0x88A8):
        at += 4
        kind = int.from_bytes(data[at : at + 2], "big")
    return at + 2 if kind in (ETHER_IP4, ETHER_IP6) else None


class Packet:
    """One whole, undamaged IP packet; good says that it is one."""

    def __init__(self, link, data, original):
        self.good = False
        start = link_size(link, data)
        if start is None or len(data) < start + 20:
            return
        self.link, ip = data[:start], data[start:]
        self.version = ip[0] >> 4
        if self.version == 4:
            size, self.head_size, self.proto = int.from_bytes(ip[2:4], "big"), (ip[0] & 15) * 4, ip[9]
            whole = self.head_size >= 20 and int.from_bytes(ip[6:8], "big") & 0x3FFF == 0
        elif self.version == 6 and len(ip) >= 40:
            size, self.head_size, self.proto = int.from_bytes(ip[4:6], "big") + 40, 40, ip[6]
            whole = size > 40
        else:
            return
        if not whole or size > len(ip) or size < self.head_size or original != len(data):
            return
        self.head, self.body = ip[: self.head_size], ip[self.head_size : size]
        self.good = True
        self.src, self.dst = (ip[12:16], ip[16:20]) if self.version == 4 else (ip[8:24], ip[24:40])

    def is_tcp(self):
        return self.good and self.proto == TCP and len(self.body) >= 20 and 20 <= (self.body[12] >> 4) * 4 <= len(self.body)

    def tcp(self):
        head = (self.body[12] >> 4) * 4
        sport, dport, seq = struct.unpack(">HHI", self.body[:8])
        return (self.src, sport, self.dst, dport), seq, self.body[13], self.body[:head], self.body[head:]

    def ip(self, body, proto=None, offset=None, more=False):
        """The packet with another payload."""
        head = bytearray(self.head)
        if proto is not None:
            head[9 if self.version == 4 else 6] = proto
        if self.version == 4:
            head[2:4] = struct.pack(">H", len(head) + len(body))
            if offset is not None:
                head[6:8] = struct.pack(">H", offset // 8 | (0x2000 if more else 0))
            head[10:12] = b"\0\0"
            head[10:12] = struct.pack(">H", checksum(bytes(head)))
        else:
            head[4:6] = struct.pack(">H", len(body))
        return bytes(head) + body


def frame_of(packet, time, ip):
    data = packet.link + ip
    return (time, data, len(data))


# --- segments


def smooth_connections(packets):
    """The directions of connections whose payload came in order, whole and once; a SYN begins anew."""
    rough, following, both = set(), {}, {}
    for p in packets:
        if not p.good and getattr(p, "version", 0) == 0:
            continue
        if not p.is_tcp():
            continue
        key, seq, flags, _, payload = p.tcp()
        pair = frozenset((key[:2], key[2:]))
        if flags & RST and payload:
            rough.add(pair)
        if flags & SYN:
            if payload or both.get(key, seq) != seq:
                rough.add(pair)
            both[key] = seq
            following[key] = (seq + 1) % 2**32
            continue
        if key in following and following[key] != seq and payload:
            rough.add(pair)
        if payload:
            following[key] = (seq + len(payload)) % 2**32
    return rough


def pair_of_cut(link, data):
    """A damaged packet spoils its connection: its addresses and ports as far as they are there."""
    start = link_size(link, data)
    if start is None or len(data) < start + 24 or data[start] >> 4 != 4:
        return None
    ip, at = data[start:], (data[start] & 15) * 4
    if ip[9] != TCP or len(ip) < at + 4:
        return None
    sport, dport = struct.unpack(">HH", ip[at : at + 4])
    return frozenset(((ip[12:16], sport), (ip[16:20], dport)))


def segments(link, frames, size):
    packets = [Packet(link, data, original) for _, data, original in frames]
    rough = smooth_connections(packets)
    rough |= {pair_of_cut(link, f[1]) for f, p in zip(frames, packets) if not p.good}
    for frame, p in zip(frames, packets):
        if not p.is_tcp():
            yield [frame], False
            continue
        key, seq, flags, head, payload = p.tcp()
        if frozenset((key[:2], key[2:])) in rough or len(payload) <= size:
            yield [frame], False
            continue
        out = []
        for at in range(0, len(payload), size):
            last = at + size >= len(payload)
            new = bytearray(head)
            new[4:8] = struct.pack(">I", (seq + at) % 2**32)
            new[13] = flags if last else flags & ~(FIN | 8)
            out.append(frame_of(p, frame[0], p.ip(bytes(new) + payload[at : at + size])))
        yield out, True


# --- fragments


def fragments(link, frames, backwards):
    number = 0
    for time, data, original in frames:
        p = Packet(link, data, original)
        if not p.good or len(p.body) <= 8 or p.proto in (0, 43, 44, 60, 51):
            yield [(time, data, original)], False
            continue
        number += 1
        out = []
        for at in range(0, len(p.body), 8):
            part, more = p.body[at : at + 8], at + 8 < len(p.body)
            if p.version == 4:
                head = bytearray(p.ip(part, offset=at, more=more))
                head[4:6] = struct.pack(">H", number & 0xFFFF)
                head[10:12] = b"\0\0"
                head[10:12] = struct.pack(">H", checksum(bytes(head[: p.head_size])))
                ip = bytes(head)
            else:
                header = struct.pack(">BBHI", p.proto, 0, at | more, number)
                ip = p.ip(header + part, proto=44)
            out.append(frame_of(p, time, ip))
        yield (out[::-1] if backwards else out), True


# --- order


def reordered(link, frames, window=8):
    """Frames of streams turned round in groups of the window, each time staying where it is. What is no TCP keeps its place,
    and so do groups with a SYN, FIN or RST: which connection they belong to, and who speaks first, is told by them."""
    packets = [Packet(link, data, original) for _, data, original in frames]
    at = 0
    while at < len(frames):
        run = at
        sender = None
        while run < len(frames) and run < at + window and packets[run].is_tcp():
            key, _, flags, _, payload = packets[run].tcp()
            if flags & (SYN | FIN | RST) or (sender is not None and key != sender):
                break
            sender = key
            run += 1
        if run - at < 2:
            run = at + 1
        group = frames[at:run]
        for i, (time, _, _) in enumerate(group):
            _, data, original = group[len(group) - 1 - i]
            yield [(time, data, original)], run - at > 1
        at = run


def doubled(link, frames):
    for frame in frames:
        p = Packet(link, *frame[1:])
        twice = p.is_tcp()
        yield [frame, frame] if twice else [frame], twice


def late(link, frames, delay=20):
    waiting = []
    for i, frame in enumerate(frames):
        p, out = Packet(link, *frame[1:]), [frame]
        while waiting and waiting[0][0] <= i:
            _, (_, data, original) = waiting.pop(0)
            out.append((frame[0], data, original))
        if p.is_tcp() and p.tcp()[4] and not p.tcp()[2] & (SYN | FIN | RST):
            waiting.append((i + delay, frame))
        yield out, len(out) > 1


def udp_lite(link, frames):
    for time, data, original in frames:
        p = Packet(link, data, original)
        touched = p.good and p.proto == UDP and len(p.body) == int.from_bytes(p.body[4:6], "big")
        if touched:
            yield [frame_of(p, time, p.ip(p.body[:4] + b"\0\0\0\0" + p.body[8:], proto=UDPLITE))], True
        else:
            yield [(time, data, original)], False


# --- tunnels: what comes before the inner packet; it stands behind an outer IPv4 header


def udp(port, data):
    return UDP, struct.pack(">HHHH", 49999, port, 8 + len(data), 0) + data


def ethernet(p, ip):
    kind = ETHER_IP4 if p.version == 4 else ETHER_IP6
    return b"\x02\0\0\0\0\1\x02\0\0\0\0\2" + struct.pack(">H", kind) + ip


def ether_type(p):
    return struct.pack(">H", ETHER_IP4 if p.version == 4 else ETHER_IP6)


def ppp(p):
    return b"\0\x21" if p.version == 4 else b"\0\x57"


def next_of(p):
    return 4 if p.version == 4 else 41


def mpls(ip, label=1000):
    return struct.pack(">I", label << 12 | 1 << 8 | 64) + ip


TUNNELS = {
    "ipip": lambda p, ip: (4, ip) if p.version == 4 else None,
    "6in4": lambda p, ip: (41, ip) if p.version == 6 else None,
    "gre": lambda p, ip: (47, b"\0\0" + ether_type(p) + ip),
    "gre-key": lambda p, ip: (47, b"\x20\0" + ether_type(p) + b"\0\0\0\7" + ip),
    "gre-all": lambda p, ip: (47, b"\xb0\0" + ether_type(p) + b"\0\0\0\0\0\0\0\7\0\0\0\1" + ip),
    "nvgre": lambda p, ip: (47, b"\x20\0\x65\x58\0\1\2\3" + ethernet(p, ip)),
    "erspan-1": lambda p, ip: (47, b"\0\0\x88\xbe" + ethernet(p, ip)),
    "erspan-2": lambda p, ip: (47, b"\x10\0\x88\xbe\0\0\0\1" + b"\x10\1\0\1\0\0\0\0" + ethernet(p, ip)),
    "erspan-3": lambda p, ip: (47, b"\x10\0\x22\xeb\0\0\0\1" + b"\x20\1\0\1" + bytes(8) + ethernet(p, ip)),
    "gre-mpls": lambda p, ip: (47, b"\0\0\x88\x47" + mpls(ip)),
    "pptp": lambda p, ip: (47, b"\x30\1\x88\x0b" + struct.pack(">HHI", 4 + len(ip), 7, 1) + b"\xff\x03" + ppp(p) + ip),
    "etherip": lambda p, ip: (97, b"\x30\0" + ethernet(p, ip)),
    "mpls-ip": lambda p, ip: (137, mpls(ip)),
    "teredo": lambda p, ip: udp(3544, ip) if p.version == 6 else None,
    "vxlan": lambda p, ip: udp(4789, b"\x08\0\0\0\0\0\7\0" + ethernet(p, ip)),
    "vxlan-gpe": lambda p, ip: udp(4790, b"\x0c\0\0" + (b"\1" if p.version == 4 else b"\2") + b"\0\0\7\0" + ip),
    "geneve": lambda p, ip: udp(6081, b"\0\0\x65\x58\0\0\7\0" + ethernet(p, ip)),
    "geneve-options": lambda p, ip: udp(6081, b"\2\0" + ether_type(p) + b"\0\0\7\0" + b"\1\2\3\1\0\0\0\0" + ip),
    "gtp-u": lambda p, ip: udp(2152, b"\x30\xff" + struct.pack(">HI", len(ip), 7) + ip),
    "gtp-u-sequence": lambda p, ip: udp(2152, b"\x32\xff" + struct.pack(">HI", 4 + len(ip), 7) + b"\0\1\0\0" + ip),
    "gtp-u-ppp": lambda p, ip: udp(2152, b"\x30\xff" + struct.pack(">HI", 4 + len(ip), 7) + b"\xff\x03" + ppp(p) + ip),
    "gue": lambda p, ip: udp(6080, b"\1" + bytes([next_of(p)]) + b"\0\1\0\0\0\0" + ip),
    "gue-direct": lambda p, ip: udp(6080, ip),
    "fou": lambda p, ip: udp(5555, ip),
    "l2tp": lambda p, ip: udp(1701, b"\0\2\0\1\0\1" + b"\xff\x03" + ppp(p) + ip),
    "mpls-udp": lambda p, ip: udp(6635, mpls(ip)),
    "gre-udp": lambda p, ip: udp(4754, b"\0\0" + ether_type(p) + ip),
    "tzsp": lambda p, ip: udp(37008, b"\1\0\0\1\1" + ethernet(p, ip)),
}


def tunnelled(link, frames, make):
    for time, data, original in frames:
        p = Packet(link, data, original)
        inner = p.head + p.body if p.good else b""
        wrapped = make(p, inner) if p.good else None
        if not wrapped or len(inner) > 65000:
            yield [(time, data, original)], False
            continue
        proto, body = wrapped
        ends = (b"\xc0\0\2\1", b"\xc0\0\2\2") if p.src < p.dst else (b"\xc0\0\2\2", b"\xc0\0\2\1")
        head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 7, 0, 64, proto, 0, *ends)
        head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
        link_head = p.link
        if link in (ETHERNET, COOKED):
            link_head = link_head[:-2] + struct.pack(">H", ETHER_IP4)
        yield [(time, link_head + head + body, len(link_head + head + body))], True


# --- between Ethernet and IP

LINKS = {
    "qinq": lambda p: b"\x88\xa8\0\7\x81\0\0\x09" + ether_type(p),
    "vlan": lambda p: b"\x81\0\0\x09" + ether_type(p),
    "mpls": lambda p: b"\x88\x47" + struct.pack(">II", 1000 << 12 | 64, 1001 << 12 | 1 << 8 | 64),
    "pppoe": lambda p: b"\x88\x64\x11\0\0\7" + struct.pack(">H", 2 + len(p.head + p.body)) + ppp(p),
    "multilink": lambda p: b"\x88\x64\x11\0\0\7" + struct.pack(">H", 8 + len(p.head + p.body)) + b"\0\x3d\xc0\0\0\1" + ppp(p),
    "multilink-short": lambda p: b"\x88\x64\x11\0\0\7" + struct.pack(">H", 4 + len(p.head + p.body)) + b"\x3d\xc0\1" + ppp(p)[1:],
    "802.1ah": lambda p: b"\x88\xe7\0\0\0\7" + b"\x02\0\0\0\0\1\x02\0\0\0\0\2" + ether_type(p),
}


def linked(link, frames, make):
    for time, data, original in frames:
        p = Packet(link, data, original)
        if not p.good or link != ETHERNET:
            yield [(time, data, original)], False
            continue
        new = p.link[:12] + make(p) + p.head + p.body
        yield [(time, new, len(new))], True


def reshape(shape, link, frames):
    if shape.startswith("segments-"):
        return segments(link, frames, int(shape[9:]))
    if shape in TUNNELS:
        return tunnelled(link, frames, TUNNELS[shape])
    if shape in LINKS:
        return linked(link, frames, LINKS[shape])
    return {
        "fragments": lambda: fragments(link, frames, False),
        "mixed-fragments": lambda: fragments(link, frames, True),
        "reordered": lambda: reordered(link, frames),
        "doubled": lambda: doubled(link, frames),
        "late": lambda: late(link, frames),
        "udp-lite": lambda: udp_lite(link, frames),
    }[shape]()


def main():
    shape, source, target = sys.argv[1:]
    if shape == "list":
        print("\n".join(list(TUNNELS) + list(LINKS)))
        return
    magic, order, link, frames = read(source)
    out, changed = [], 0
    for group, touched in reshape(shape, link, frames):
        out += group
        changed += touched
    write(target, magic, order, link, out)
    print(changed)


main()
