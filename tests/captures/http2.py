#!/usr/bin/env python3
"""What is observed of HTTP/2 in clear. Connections are made here, from RFC 9113 and 7541, with all
that an encoder may choose by chance, and cut into segments by chance: we see what was put in. Where
tshark 4.0 can follow (a preface that comes whole, no continuations), it shows the same values in the
same frames. Arguments: the program observed, a folder for the capture.
"""
import collections
import os
import random
import struct
import subprocess
import sys

PROGRAM, FOLDER = sys.argv[1:]
CONNECTIONS, REQUESTS, PORT = 40, 25, 8099
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, PUSH, PING, UPDATE, CONTINUATION = 0, 1, 4, 5, 6, 8, 9
NAMES = {":method": "http_method", ":path": "http_target", ":authority": "http_host",
         "user-agent": "http_user_agent", ":status": "http_status"}
KINDS = {
    "http2.headers.method": "http_method",
    "http2.headers.path": "http_target",
    "http2.headers.authority": "http_host",
    "http2.headers.user_agent": "http_user_agent",
    "http2.headers.status": "http_status",
}
STATIC = {  # of RFC 7541 appendix A, what is used here
    (":authority", ""): 1, (":method", "GET"): 2, (":method", "POST"): 3, (":path", "/"): 4,
    (":path", "/index.html"): 5, (":scheme", "http"): 6, (":status", "200"): 8,
    (":status", "304"): 11, (":status", "404"): 13, ("cookie", ""): 32, ("server", ""): 54,
    ("user-agent", ""): 58,
}
# Lengths of the codes of RFC 7541 appendix B.
LENGTHS = (
    [13, 23] + [28] * 7 + [24, 30, 28, 28, 30] + [28] * 8 + [30] + [28] * 9
    + [6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6]
    + [5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10]
    + [13, 6] + [7] * 22 + [8, 7, 8, 13, 19, 13, 14, 6]
    + [15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5]
    + [6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28]
    + [20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23]
    + [24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24]
    + [22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23]
    + [21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23]
    + [26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25]
    + [19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27]
    + [20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23]
    + [26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30])
chance = random.Random(7541)
WITH_CONTINUATIONS = False
sent = collections.Counter()  # (kind, value)


def codes():
    code, length, out = 0, 0, {}
    for symbol in sorted(range(257), key=lambda s: (LENGTHS[s], s)):
        code <<= LENGTHS[symbol] - length
        length = LENGTHS[symbol]
        out[symbol] = format(code, f"0{length}b")
        code += 1
    return out


CODES = codes()


def integer(first, prefix, value):
    most = (1 << prefix) - 1
    if value < most:
        return bytes([first | value])
    out, value = [first | most], value - most
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + [value])


def string(text):
    raw = text.encode("latin-1")
    if chance.random() < 0.5:
        return integer(0, 7, len(raw)) + raw
    bits = "".join(CODES[b] for b in raw)
    bits += "1" * (-len(bits) % 8)
    packed = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
    return integer(128, 7, len(packed)) + packed


class Encoder:
    """One side's dynamic table."""

    def __init__(self):
        self.table, self.most = [], 4096

    def shrink(self, most):
        while sum(len(n) + len(v) + 32 for n, v in self.table) > most:
            self.table.pop()

    def indexes(self, field, name_only):
        dynamic = [62 + i for i, e in enumerate(self.table) if (e[0] if name_only else e) == (
            field[0] if name_only else field)]
        static = [i for e, i in STATIC.items() if (e[0] if name_only else e) == (
            field[0] if name_only else field)]
        return dynamic + static

    def field(self, field):
        whole = self.indexes(field, False)
        if whole and chance.random() < 0.9:
            return integer(128, 7, chance.choice(whole))
        names = self.indexes(field, True)
        first, prefix = chance.choice([(64, 6), (64, 6), (0, 4), (16, 4)])
        out = integer(first, prefix, chance.choice(names) if names and chance.random() < 0.8 else 0)
        if out == bytes([first]):
            out += string(field[0])
        out += string(field[1])
        if first == 64:
            size = len(field[0]) + len(field[1]) + 32
            self.shrink(max(self.most - size, 0))
            if size <= self.most:
                self.table.insert(0, field)
        return out

    def block(self, fields):
        sent.update((NAMES[name], value) for name, value in fields if name in NAMES)
        out = b""
        if chance.random() < 0.05:
            self.most = chance.choice([0, 100, 500, 4096])
            self.shrink(self.most)
            out = integer(32, 5, self.most)
        return out + b"".join(self.field(f) for f in fields)


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def headers(kind, stream, block, before=b""):
    """In one frame or several, with padding and priority by chance."""
    count = chance.choice([0, 0, 0, 1, 3]) if WITH_CONTINUATIONS else 0
    cuts = sorted(chance.randint(0, len(block)) for _ in range(count))
    pieces = [block[a:b] for a, b in zip([0] + cuts, cuts + [len(block)])]
    flags, first = 0, before + pieces[0]
    if kind == HEADERS and chance.random() < 0.2:
        flags, first = 0x20, struct.pack(">IB", 0x80000000, 7) + first
    if chance.random() < 0.2:
        padding = chance.randint(0, 40)
        flags, first = flags | 8, bytes([padding]) + first + bytes(padding)
    out = [(kind, flags, first)] + [(CONTINUATION, 0, p) for p in pieces[1:]]
    return b"".join(frame(k, f | (4 if i == len(out) - 1 else 0), stream, p)
                    for i, (k, f, p) in enumerate(out))


def request_fields(n):
    host = chance.choice(["one.example", "two.example:8080", "three.example"])
    marks = [chr(c) for c in range(0x21, 0x7f) if chr(c) not in '\\|"']
    query = "".join(chance.choices(marks, k=chance.randint(0, 60)))
    path = chance.choice(["/", "/index.html", f"/p/{n}?{query}"])
    fields = [(":method", chance.choice(["GET", "GET", "POST", "PUT"])), (":scheme", "http"),
              (":path", path), (":authority", host)]
    if chance.random() < 0.8:
        fields.append(("user-agent", chance.choice(["agent/1.0", "other (x; y)"])))
    for i in range(chance.randint(0, 4)):
        fields.append((chance.choice(["cookie", "x-a", "accept-thing"]),
                       "".join(chr(chance.randint(32, 255)) for _ in range(chance.randint(0, 90)))))
    return fields


def response_fields():
    return [(":status", chance.choice(["200", "304", "404", "418"])),
            ("server", chance.choice(["s1", "s2"])), ("set-cookie", "k" * chance.randint(0, 200))]


def noise():
    return chance.choice([b"", b"", frame(PING, 0, 0, bytes(8)), frame(UPDATE, 0, 0, b"\0\0\1\0")])


def connection():
    """The bytes of both sides, as turns."""
    client, server, turns = Encoder(), Encoder(), []
    turns.append((0, PREFACE))
    turns.append((0, frame(SETTINGS, 0, 0)))
    turns.append((1, frame(SETTINGS, 0, 0, struct.pack(">HI", 3, 100)) + frame(SETTINGS, 1, 0)))
    for n in range(REQUESTS):
        stream = 2 * n + 1
        said = noise() + headers(HEADERS, stream, client.block(request_fields(n)))
        for _ in range(chance.choice([0, 0, 2])):
            said += frame(DATA, 0, stream, chance.randbytes(chance.randint(0, 3000)))
        turns.append((0, said))
        answer = noise()
        if chance.random() < 0.2:
            block = server.block(request_fields(n))
            answer += headers(PUSH, stream, block, struct.pack(">I", stream + 1))
        answer += headers(HEADERS, stream, server.block(response_fields()))
        answer += frame(DATA, 1, stream, chance.randbytes(chance.randint(0, 5000)))
        turns.append((1, answer))
    return turns


def packet(side, port, seq, ack, flags, payload):
    ports = (port, PORT) if side == 0 else (PORT, port)
    hosts = (bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2]))
    tcp = struct.pack(">HHIIBBHHH", *ports, seq, ack, 0x50, flags, 65535, 0, 0)
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 40 + len(payload), 0, 0, 64, 6, 0)
    return bytes(12) + b"\x08\0" + ip + hosts[side] + hosts[1 - side] + tcp + payload


def packets(port):
    seq = [1000, 2000]
    yield packet(0, port, seq[0] - 1, 0, 2, b"")
    yield packet(1, port, seq[1] - 1, seq[0], 18, b"")
    for side, said in connection():
        while said:
            n = chance.choice([1, 9, 50, 1400, 1400, 1400])
            if said == PREFACE and not WITH_CONTINUATIONS:
                n = len(PREFACE)
            yield packet(side, port, seq[side], seq[1 - side], 24, said[:n])
            seq[side] += len(said[:n])
            said = said[n:]


def write(path):
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for port in range(20000, 20000 + CONNECTIONS):
            for data in packets(port):
                out.write(struct.pack("<IIII", port, 0, len(data), len(data)) + data)


def by_tshark(path):
    """The frames of each value, in order."""
    command = ["tshark", "-n", "-r", path, "-d", f"tcp.port=={PORT},http2", "-Y", "http2.header",
               "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=|", "-e", "frame.number"]
    out = subprocess.run(command + [x for f in KINDS for x in ("-e", f)], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=True)
    found = collections.defaultdict(list)
    for line in out.stdout.decode().splitlines():
        number, *cells = line.split("\t")
        for kind, cell in zip(KINDS.values(), cells):
            for value in filter(None, cell.split("|")):
                found[kind, value].append(int(number))
    return found


def by_us(path):
    """First and last frames."""
    out = subprocess.run([PROGRAM, path], stdout=subprocess.PIPE, check=True)
    found = collections.defaultdict(list)
    for line in out.stdout.decode().splitlines():
        _, first, last, kind, value = line.split("\t")
        if kind in KINDS.values():
            found[kind, value].append((int(first), int(last)))
    return found


def check(number, name, tshark):
    path = os.path.join(FOLDER, "http2.pcap")
    sent.clear()
    write(path)
    ours = by_us(path)
    theirs = by_tshark(path) if tshark else {}
    counts = collections.Counter({x: len(frames) for x, frames in ours.items()})
    bad = sorted(x for x in sent.keys() | counts.keys() if sent[x] != counts[x] or (
        tshark and theirs[x] != [last for _, last in ours[x]]))
    good = not bad and sum(sent.values()) > CONNECTIONS * REQUESTS
    print(f"{'ok' if good else 'not ok'} {number} - {name}: {sum(sent.values())} values")
    for x in bad[:10]:
        print("#", *x, sent[x], ours[x][:8], theirs.get(x, [])[:8])
    return not good


def main():
    global WITH_CONTINUATIONS
    bad = check(1, "every block in one frame, and tshark", True)
    WITH_CONTINUATIONS = True
    bad |= check(2, "blocks in several frames", False)
    print("1..2")
    return bad


sys.exit(main())
