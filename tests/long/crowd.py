#!/usr/bin/env python3
"""Writes a capture in which N TCP connections are open at the same time: all SYNs, then of each the first
segment of a TLS hello whose rest does not come. Arguments: N, the file."""
import struct
import sys

FLOWS, PATH = int(sys.argv[1]), sys.argv[2]
PER_SECOND = 200000
HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"


def frame(i, flags, seq, payload, second):
    tcp = struct.pack(">HHIIBBHHH", 1024 + i % 50000, 443, seq, 0, 0x50, flags, 8192, 0, 0) + payload
    ip = struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0,
                     0x0A000000 + i // 50000, 0xC0A80001 + i % 7)
    data = b"\0" * 12 + b"\x08\0" + ip + tcp
    return struct.pack("<IIII", second, 0, len(data), len(data)) + data


with open(PATH, "wb", 1 << 20) as out:
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    for i in range(FLOWS):
        out.write(frame(i, 0x02, 1000, b"", 1000000 + i // PER_SECOND))
    last = 1000000 + FLOWS // PER_SECOND
    for i in range(FLOWS):
        out.write(frame(i, 0x10, 1001, HELLO, last + i // PER_SECOND))
