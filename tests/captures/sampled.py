#!/usr/bin/env python3
"""Rows drawn from a table of trails, each as frames that must trigger it, and as frames beside it that must not.

sampled.py TRAILSIFT TRAILS.csv STORE N FOLDER [SEED]: TAP, a line for each kind of key. STORE is compiled from the table.
Each row has a client of its own, by which its events are known; how its key comes to be seen (a connection, a
datagram, an echo request, a question, an answer, a request, a hello) changes from row to row."""
import collections
import csv
import io
import ipaddress
import os
import random
import re
import struct
import subprocess
import sys

import wire
from wire import MILLI

PROGRAM, TABLE, STORE, COUNT, FOLDER = sys.argv[1:6]
chance = random.Random(int(sys.argv[6]) if len(sys.argv) > 6 else 20260101)
LEAST = 40  # rows of each kind, where there are so many
RESOLVER, SERVER, LABEL = "10.255.255.53", "10.255.255.80", "tsq7z"
NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\Z")
PATTERN = re.compile(r"[\].][*+]|\[[a-z0-9_.\-]+\]", re.I)
csv.field_size_limit(1 << 30)


def address_of(text):
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def kind_of(key):
    """What a key is, or why no frame can show it."""
    host, colon, port = key.rpartition(":")
    if address_of(key):
        return "address"
    if colon and port.isdigit() and address_of(host.strip("[]")):
        return "address:port" if 0 < int(port) < 65536 else "impossible port"
    if re.fullmatch(r"[0-9.]+/\d+", key):
        return "range"
    if re.fullmatch(r"[0-9a-f]{40}", key):
        return "certificate"
    if PATTERN.search(key):
        return "pattern"
    if re.search(r"[\x00-\x20]", key):
        return "not in a request"
    if key.startswith("/"):
        return "path"
    if "/" in key:
        return "host/" if key.index("/") == len(key) - 1 else "host/path"
    return "name" if NAME.match(key) else "other"


def grow(tree):
    """A text that a pattern matches."""
    out = ""
    for op, value in tree:
        op = str(op)
        if op == "LITERAL":
            out += chr(value)
        elif op == "ANY":
            out += "."
        elif op == "NOT_LITERAL":
            out += "a"
        elif op == "IN":
            first = value[0]
            out += chr(first[1][0] if str(first[0]) == "RANGE" else first[1]) if str(first[0]) in ("RANGE", "LITERAL") \
                else {"CATEGORY_DIGIT": "7", "CATEGORY_WORD": "w"}.get(str(first[1]), "z")
        elif op in ("MAX_REPEAT", "MIN_REPEAT"):
            out += grow(value[2]) * max(value[0], 1)
        elif op == "SUBPATTERN":
            out += grow(value[-1])
        elif op == "BRANCH":
            out += grow(value[1][0])
    return out


class Row:
    patterns, infos = (), ()

    def __init__(self, number, key, info, reference):
        self.number, self.key, self.info, self.reference = number, key, info, reference
        self.kind = kind_of(key)

    def client(self, six, near):
        n = self.number + 1 + (near << 20)
        return str(ipaddress.ip_address((0xFD << 120) + n)) if six else str(ipaddress.ip_address(0x0A000000 + n))


def echo(c, at, src, dst):
    six = ":" in dst
    c.put(at, src, dst, 58 if six else 1, bytes([128 if six else 8, 0, 0, 0, 0, 1, 0, 1]) + b"tsq")


def contact(c, at, row, there, port, near):
    """An address is called, in one of five ways; where the info excuses a call, by an echo request."""
    six = ":" in there
    me, resolver = row.client(six, near), "fd00:1::53" if six else RESOLVER
    way = 2 if "attacker" in row.info else row.number % 5
    if way == 0:
        c.tcp(at, me, c.next_port(), there, port, wire.SYN)
    elif way == 1:
        c.udp(at, me, c.next_port(), there, 40000, b"tsq")
    elif way == 2:
        echo(c, at, me, there)
    elif way == 3:
        c.tcp(at, me, 40001, there, port, wire.ACK | wire.PSH, payload=b"from the middle")
    else:
        wire.look_up(c, at, me, resolver, f"{LABEL}{row.number}.example.org", there, kind=wire.AAAA if six else wire.A)


def ask(c, at, row, name, near):
    """A name is asked for or called, in one of four ways."""
    me, way = row.client(False, near), row.number % 4
    if any(not 0 < len(label) < 64 for label in name.split(".")) or len(name) > 250:
        way = 1
    if way == 0:
        c.udp(at, me, c.next_port(), RESOLVER, 53, wire.question(name, wire.AAAA if row.number % 8 else wire.A))
    elif way == 1:
        request(c, at, me, name, "/")
    elif way == 2 and "." in name and all(label[0] != "-" for label in name.split(".")):
        talk = wire.Tcp(c, at, me, SERVER, 443)
        talk.say(0, wire.client_hello(name, chance.randbytes(32)))
    else:
        answer = wire.answer(f"{LABEL}.example.org", [wire.record(f"{LABEL}.example.org", wire.CNAME, wire.name(name))])
        port = c.next_port()
        c.udp(at, me, port, RESOLVER, 53, wire.question(f"{LABEL}.example.org"))
        c.udp(at + MILLI, RESOLVER, 53, me, port, answer)


def request(c, at, me, host, path):
    talk = wire.Tcp(c, at, me, SERVER, 80)
    talk.say(0, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\n\r\n".encode())


def show(c, at, row):
    key, me = row.key, row.client(False, 0)
    if row.kind == "address":
        contact(c, at, row, str(ipaddress.ip_address(key)), 443, 0)
    elif row.kind == "address:port":
        host, _, port = key.rpartition(":")
        host = host.strip("[]")
        (c.tcp if row.number % 2 or port == "53" else c.udp)(
            at, row.client(":" in host, 0), c.next_port(), host, int(port), *((wire.SYN,) if row.number % 2 or port == "53" else (b"tsq",)))
    elif row.kind == "range":
        net = ipaddress.ip_network(key, strict=False)
        contact(c, at, row, str(net[chance.randrange(net.num_addresses)]), 443, 0)
    elif row.kind == "pattern":
        ask(c, at, row, grow(re._parser.parse(key)).lower(), 0)
    elif row.kind == "path":
        request(c, at, me, f"{LABEL}.example.org", key)
    elif row.kind == "host/path":
        host, _, path = key.partition("/")
        request(c, at, me, host, "/" + path)
    elif row.kind == "host/":
        request(c, at, me, key[:-1], f"/{LABEL}" if row.number % 2 else "/")
    else:
        below = "." not in key or row.number % 3 == 0 or re.search("dynamic|free web|suspicious|sinkhole", row.info)
        ask(c, at, row, f"{LABEL}.{key}" if below else key, 0)


def show_near(c, at, row):
    """What is nearly the key."""
    key, me, way = row.key, row.client(False, 1), row.number // 4
    if row.kind == "address":
        near = ipaddress.ip_address(int(ipaddress.ip_address(key)) ^ 1 << chance.randrange(8))
        contact(c, at, row, str(near), 443, 1)
    elif row.kind == "address:port":
        host, _, port = key.rpartition(":")
        host = host.strip("[]")
        six, wrong = ":" in host, int(port) ^ 1 << chance.randrange(8)
        c.tcp(at, row.client(six, 1), c.next_port(), host, wrong or 1, wire.SYN)
    elif row.kind == "range":
        net = ipaddress.ip_network(key, strict=False)
        near = int(net[0]) - 1 if way % 2 and int(net[0]) else int(net[-1]) + 1
        contact(c, at, row, str(ipaddress.ip_address(near % (1 << 32))), 443, 1)
    elif row.kind == "path":
        # what stands behind "=" may be anything
        behind = f"{key}x", f"{key}/x/y"
        ways = (f"/x{key[1:]}", key[:-1] or "/") + (() if "=" in key else behind)
        request(c, at, me, f"{LABEL}.example.org", ways[way % len(ways)])
    elif row.kind == "host/path":
        host, _, path = key.partition("/")
        request(c, at, me, *[(host, f"/x{path}"), ("x" + host, "/" + path), (host, "/"), (f"{LABEL}.example.org", "/" + path)][way % 4])
    elif row.kind == "host/":
        request(c, at, me, [f"x{key[:-1]}", f"{key[:-1]}x", f"{LABEL}.{key[:-1]}"][way % 3], "/")
    elif row.kind == "name":
        last = key.rpartition(".")[2]
        # below a gateway it is the onion service itself
        ways = (f"x{key}", f"{key}x", f"{LABEL}{key[1:]}") + (() if last == "onion" else (f"{key}.{LABEL}",))
        name = ways[way % len(ways)]
        if not any(re.search(pattern, name) for pattern in Row.patterns):
            ask(c, at, row, name, 1)


def plain(trail):
    """A trail text without its context."""
    return re.sub(r"\([^()]*\)\.?", "", trail[1:] if trail.startswith("'") else trail).strip()


def is_row(row, event):
    text = plain(event["trail"])
    if row.kind == "range" and text != row.key:  # a narrower range or an address in it is listed, too
        try:
            return ipaddress.ip_network(text).subnet_of(ipaddress.ip_network(row.key, strict=False))
        except (ValueError, TypeError):
            return False
    if row.kind == "pattern":  # of several the first one in the table is told
        text = re.sub(r"[()]", "", event["trail"])
        return event["info"] in Row.infos and re.search(row.key, text) is not None
    if (event["info"], event["reference"]) != (row.info, row.reference):
        return False
    if row.kind == "address":
        return address_of(text) == ipaddress.ip_address(row.key)
    if row.kind in ("path", "host/path"):
        return row.key in (text, re.sub(r"[()]", "", event["trail"])) or row.key in event["trail"]
    return text == row.key


def draw():
    table, kinds = {}, collections.defaultdict(list)
    with open(TABLE, encoding="utf8", errors="replace", newline="") as f:
        for line in csv.reader(f):
            if len(line) == 3:
                table[line[0]] = line
    for key, line in table.items():
        kinds[kind_of(key)].append(line)
    Row.patterns = [line[0] for line in kinds["pattern"] if "static" in line[2]]
    Row.infos = {line[1] for line in kinds["pattern"]}
    chosen = []
    for kind, rows in sorted(kinds.items()):
        n = min(len(rows), max(LEAST, len(rows) * int(COUNT) // len(table)))
        chosen += chance.sample(rows, n)
    return [Row(i, *line) for i, line in enumerate(chosen)], {k: len(v) for k, v in kinds.items()}


def scan(path):
    """Events by client."""
    found = collections.defaultdict(list)
    run = subprocess.run([PROGRAM, "scan", "-q", "--disable", "all", "--digest", "xxh128", "-t", STORE,
                          "--events-per-threat", "0", "-o", "csv:-", path], stdout=subprocess.PIPE, check=True)
    for event in csv.DictReader(io.StringIO(run.stdout.decode())):
        for end in ("src_ip", "dst_ip"):
            found[event[end]].append(event)
    return found


def main():
    rows, kinds = draw()
    shown = [r for r in rows if r.kind not in ("impossible port", "certificate", "not in a request", "other")
             # an address and port has no way past the word that excuses calls
             and not ("attacker" in r.info and r.kind == "address:port")]
    near = [r for r in shown if r.kind != "pattern"]
    for make, of, name in ((show, shown, "hits"), (show_near, near, "misses")):
        c = wire.Capture()
        for i, row in enumerate(of):
            make(c, i * 2 * MILLI, row)
        c.write(f"{FOLDER}/{name}.pcap")
    hits, misses = scan(f"{FOLDER}/hits.pcap"), scan(f"{FOLDER}/misses.pcap")
    number = failed = 0
    for kind, total in sorted(kinds.items()):
        lines = []
        ours = [r for r in shown if r.kind == kind]
        for row in ours:
            events = hits[row.client(False, 0)] + hits[row.client(True, 0)]
            if not any(is_row(row, e) for e in events):
                lines.append(f"# missed: {row.key} [{row.info}] {[(e['trail'], e['info']) for e in events]}")
        for row in (r for r in near if r.kind == kind):
            events = misses[row.client(False, 1)] + misses[row.client(True, 1)]
            if any(is_row(row, e) for e in events):
                lines.append(f"# met beside it: {row.key} [{row.info}] {[(e['trail'], e['observed']) for e in events]}")
        number += 1
        failed += bool(lines)
        print(f"{'not ' if lines else ''}ok {number} - {kind}: {len(ours)} of {total}, {len(lines)} wrong", *lines[:30], sep="\n")
    print(f"1..{number}")
    sys.exit(failed > 0)


main()
