#!/usr/bin/env python3
"""Hellos in the form of SSL 2.0 (RFC 5246 E.2), as tshark has them: version, cipher specs, session, and the server's JA3S
behind them; in segments of any size. Arguments: the program observed, a folder for the capture.
"""
import random
import struct
import subprocess
import sys

PROGRAM, FOLDER = sys.argv[1:]
CLIENT, SERVER = b"\x0a\0\0\1", b"\x0a\0\0\2"
SYN, ACK, PUSH = 2, 16, 8
KINDS = {
    "tls.handshake.cipherspec": "ssl2_cipher",
    "tls.handshake.ja3": "t_ja3",
    "tls.handshake.ja3s": "t_ja3s",
}
SPECS = [0x000039, 0x000038, 0x000035, 0x000016, 0x010080, 0x0700C0, 0x00002F, 0x00000A, 0x030080, 0x0000FF, 0x00C014]
chance = random.Random(5246)
frames = []


def hello(version, specs, session, challenge):
    ciphers = b"".join(struct.pack(">I", x)[1:] for x in specs)
    body = struct.pack(">BHHHH", 1, version, len(ciphers), len(session), len(challenge)) + ciphers + session + challenge
    return struct.pack(">H", 0x8000 | len(body)) + body


def server_hello():
    body = b"\3\1" + chance.randbytes(32) + b"\0\0\x2f\0"
    message = b"\2" + struct.pack(">I", len(body))[1:] + body
    return b"\x16\3\1" + struct.pack(">H", len(message)) + message


def segment(port, side, flags, seq, ack, data=b""):
    ports, ends = (port, 443), (CLIENT, SERVER)
    tcp = struct.pack(">HHIIBBHHH", *ports[:: -1 if side else 1], seq, ack, 0x50, flags, 8192, 0, 0) + data
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, *ends[:: -1 if side else 1])
    frames.append(head + tcp)


def connection(port, first, most):
    segment(port, 0, SYN, 999, 0)
    segment(port, 1, SYN | ACK, 4999, 1000)
    for at in range(0, len(first), most):
        segment(port, 0, ACK | PUSH, 1000 + at, 5000, first[at : at + most])
    segment(port, 1, ACK | PUSH, 5000, 1000 + len(first), server_hello())


def capture(path):
    port = 40000
    for version in (0x0002, 0x0300, 0x0301, 0x0302, 0x0303):
        for most in (1, 3, 17, 1000):
            port += 1
            specs = [chance.choice(SPECS) for _ in range(chance.randrange(1, 40))]
            session = chance.randbytes(chance.choice((0, 16)))
            connection(port, hello(version, specs, session, chance.randbytes(chance.choice((16, 32)))), most)
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 101))
        for i, data in enumerate(frames):
            out.write(struct.pack("<IIII", 1700000000, i, len(data), len(data)) + data)


def by_tshark(path):
    """(frame, kind, value), of everything as often as it is there."""
    command = ["tshark", "-n", "-r", path, "-Y", "tls.handshake.type", "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=|"]
    fields = ["frame.number", "tls.handshake.type", "tls.handshake.version"] + list(KINDS)
    out = subprocess.run(command + [x for f in fields for x in ("-e", f)], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=True)
    found = []
    for line in out.stdout.decode().splitlines():
        frame, kind, version, *values = line.split("\t")
        if kind == "1":
            found.append((frame, "ssl2_version", version))
        found += [(frame, k, v) for k, cell in zip(KINDS.values(), values) for v in cell.split("|") if v]
    return sorted(found)


def by_us(path):
    out = subprocess.run([PROGRAM, path], stdout=subprocess.PIPE, check=True)
    return sorted(tuple(x.split("\t")[2:5]) for x in out.stdout.decode().splitlines())


def main():
    path = FOLDER + "/ssl2.pcap"
    capture(path)
    theirs, ours = by_tshark(path), by_us(path)
    good = theirs == ours and len(theirs) > 200
    print("%s 1 - hellos of SSL 2.0: %d values of tshark" % ("ok" if good else "not ok", len(theirs)))
    for x in sorted(set(theirs) - set(ours))[:5]:
        print("# tshark alone:", *x)
    for x in sorted(set(ours) - set(theirs))[:5]:
        print("# here alone:", *x)
    print("1..1")
    return not good


sys.exit(main())
