#!/usr/bin/env python3
"""What heuristics find in a window of time: once in one file, once cut in its middle into two, once with a clock that
was set back in between. Argument: a folder."""
import random
import sys

import wire
from wire import MILLI, SECOND

FOLDER = sys.argv[1]
chance = random.Random(4)


def scans(c):
    for i in range(14):  # more than ten ports, by TCP and UDP, and paths
        c.tcp(i * SECOND, "10.0.0.9", 40000 + i, "10.0.0.1", 1000 + i, wire.SYN)
        c.udp(i * SECOND + MILLI, "10.0.0.8", 40000 + i, "10.0.0.1", 2000 + i, b"tsq")
        wire.http(c, i * SECOND, "198.18.0.7", "10.0.0.80", [(wire.get("www.example.org", f"/{chr(97 + i)}/x", "Mozilla/5.0"), wire.response("text/html", b""))])
    for i in range(50):  # more than 32 hosts, on a port that worms use and on another
        c.tcp(i * 300 * MILLI, "10.0.0.5", 41000 + i, f"10.7.0.{i + 1}", 445, wire.SYN)
        c.tcp(i * 300 * MILLI, "10.0.0.6", 42000 + i, f"10.8.0.{i + 1}", 23, wire.SYN)
    for i in range(1100):  # more than a thousand names below one domain
        wire.look_up(c, i * 12 * MILLI, "10.0.0.4", "10.0.0.53", f"h{i}.some.example.org", "198.18.1.1")
    for i in range(24):
        wire.look_up(c, i * 600 * MILLI, "10.0.0.3", "10.0.0.53", f"gone{i}.other.example.net", rcode=3)
    for i in range(60):
        label = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(50))
        wire.look_up(c, i * 230 * MILLI, "10.0.0.2", "10.0.0.53", f"{label}.t.example.com", kind=wire.TXT)
    for i in range(40):
        c.tcp(i * 60 * SECOND, "10.0.0.10", 43000 + i, "198.18.2.2", 8443, wire.SYN)


capture = wire.Capture()
scans(capture)
frames = sorted(capture.frames)
middle = 7 * SECOND
for name, part in (("whole", frames), ("first", [f for f in frames if f[0] < middle]), ("second", [f for f in frames if f[0] >= middle])):
    capture.frames = part
    capture.write(f"{FOLDER}/{name}.pcap")
with open(f"{FOLDER}/back.pcap", "wb") as out:
    capture.header(out)
    for i, (at, _, data) in enumerate(frames):
        capture.frame(out, at - (3 * SECOND if i % 5 == 4 else 0), data)
