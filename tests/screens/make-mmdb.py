#!/usr/bin/env python3
"""Writes a small MaxMind file: make-mmdb.py FILE NETWORK=CC:Country[:ASN:Network]...

Of the format's description (MaxMind DB File Format Specification 2.0) it needs nodes of 24-bit records, and
data of maps, texts and unsigned numbers.
"""
import ipaddress
import sys


def field(kind, size):
    assert size < 29 + 256
    head = bytes([(kind if kind < 8 else 0) << 5 | min(size, 29)])
    return head + (bytes([kind - 7]) if kind >= 8 else b"") + (bytes([size - 29]) if size >= 29 else b"")


def text(t):
    t = t.encode()
    return field(2, len(t)) + t


def number(kind, n):
    body = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return field(kind, len(body)) + body


def mapping(pairs):
    return field(7, len(pairs)) + b"".join(text(k) + v for k, v in pairs)


def entry(words):
    pairs = [("country", mapping([("iso_code", text(words[0])), ("names", mapping([("en", text(words[1]))]))]))]
    if len(words) > 2:
        pairs.append(("autonomous_system_number", number(6, int(words[2]))))
        pairs.append(("autonomous_system_organization", text(words[3])))
    return mapping(pairs)


def main():
    nodes, data = [[None, None]], b""
    for argument in sys.argv[2:]:
        network, words = argument.split("=")
        network = ipaddress.ip_network(network)
        assert network.version == 4
        bits = format(int(network.network_address), "032b")[: network.prefixlen]
        at = 0
        for bit in bits[:-1]:
            if nodes[at][int(bit)] is None:
                nodes.append([None, None])
                nodes[at][int(bit)] = len(nodes) - 1
            at = nodes[at][int(bit)]
        nodes[at][int(bits[-1])] = ("data", len(data))
        data += entry(words.split(":"))
    count = len(nodes)

    def record(r):
        if r is None:
            return count
        return r if isinstance(r, int) else count + 16 + r[1]

    tree = b"".join(record(r).to_bytes(3, "big") for node in nodes for r in node)
    meta = mapping([
        ("binary_format_major_version", number(5, 2)),
        ("binary_format_minor_version", number(5, 0)),
        ("build_epoch", number(9, 1767225600)),
        ("database_type", text("Test")),
        ("description", mapping([])),
        ("ip_version", number(5, 4)),
        ("languages", field(11, 0)),
        ("node_count", number(6, count)),
        ("record_size", number(5, 24)),
    ])
    with open(sys.argv[1], "wb") as f:
        f.write(tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + meta)


main()
