"""An ERF file with the frames of an Ethernet pcap (little endian, microseconds), and with what else
cards write: extension headers, padding behind frames, pad records, frames cut short. Endace's ERF
types reference."""
import struct
import sys


def record(kind, seconds, fraction, frame, original, extensions):
    more = b"".join(
        bytes([0x83 if i + 1 < extensions else 0x03]) + bytes(7) for i in range(extensions)
    )
    body = more + bytes(2) + frame
    body += bytes(-len(body) % 8)
    head = struct.pack("<II", fraction, seconds)
    head += struct.pack(">BBHHH", kind | (0x80 if extensions else 0), 4, 16 + len(body), 0, original)
    return head + body


def main():
    data = open(sys.argv[1], "rb").read()
    assert data[:4] == b"\xd4\xc3\xb2\xa1" and data[20] == 1
    kinds = [2, 11, 16, 20]
    at, number = 24, 0
    with open(sys.argv[2], "wb") as out:
        while at < len(data):
            seconds, micro, captured, original = struct.unpack_from("<IIII", data, at)
            frame = data[at + 16 : at + 16 + captured]
            fraction = (micro << 32) // 1000000
            out.write(record(kinds[number % 4], seconds, fraction, frame, original, number % 3))
            if number % 5 == 0:
                out.write(struct.pack("<II", 0, 0) + struct.pack(">BBHHH", 48, 4, 24, 0, 0) + bytes(8))
            at += 16 + captured
            number += 1


main()
