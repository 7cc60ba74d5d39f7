#!/usr/bin/env python3
"""What the HTTP parser observes against tshark with streams put in order: the same methods, targets, hosts, user
agents and status codes, as many times, each in a frame between the one in which tshark has the head and the one
in which it has the whole body (we tell a message once its first 8 KiB of body are there); the digests of what
tshark exports as objects; and the values of FACTS.tsv. Differences with a reason:
- a target with spaces in it ends, for tshark, at the first;
- a message that is not whole at the end of its stream is told by us, by tshark only where it does not join streams;
- tshark exports as an object what it calls a continuation: bytes that belong to no message.
Arguments: the program observed, the folder of captures, and beginnings of names where not all are meant.
"""
import collections
import csv
import hashlib
import os
import re
import subprocess
import sys
import tempfile

PROGRAM, FOLDER = sys.argv[1:3]
ONLY = sys.argv[3:]
KINDS = {"http_method": "http.request.method", "http_target": "http.request.uri", "http_host": "http.host",
         "http_user_agent": "http.user_agent", "http_status": "http.response.code"}
SEPARATOR = "\x1e"
JOINED = ("-o", "tcp.reassemble_out_of_order:TRUE")
APART = ("-o", "tcp.desegment_tcp_streams:FALSE")
number = 0
bad = 0


def ok(good, name, lines=()):
    global number, bad
    number += 1
    bad |= not good
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        for line in list(lines)[:12]:
            print("#", *line)


def tshark(path, *arguments):
    command = ["tshark", "-n", "-2", "-r", path, *arguments]
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return out.stdout.decode("utf-8", "replace")


def by_tshark(path, *options):
    """Frames by kind and value."""
    fields = [x for f in KINDS.values() for x in ("-e", f)]
    found = collections.defaultdict(list)
    for line in tshark(path, *options, "-Y", "http && !ssdp", "-T", "fields",
                       "-E", "occurrence=a", "-E", "aggregator=" + SEPARATOR, "-e", "frame.number",
                       *fields).splitlines():
        frame, *values = line.split("\t")
        for kind, cell in zip(KINDS, values):
            for value in filter(None, cell.split(SEPARATOR)):
                found[kind, value].append(int(frame))
    return found


def by_us(path):
    out = subprocess.run([PROGRAM, path], stdout=subprocess.PIPE, check=True)
    found, urls, targets = collections.defaultdict(list), set(), {}
    for line in out.stdout.decode("utf-8", "replace").split("\n"):
        cells = line.split("\t", 4)
        if len(cells) < 5 or not cells[2].isdigit():
            continue  # a line of a body
        _, _, frame, kind, value = cells
        if kind == "http_target":
            value = value.split(" ")[0]
        found[kind, value].append(int(frame))
        if kind == "http_target":
            targets[frame] = value
        elif kind == "http_host" and frame in targets:
            urls.add(targets[frame] if "://" in targets[frame] else value + targets[frame])
    return found, urls


def continuations(path):
    """Digests of the segments that tshark has as continuations; frames in which a message ends."""
    lines = tshark(path, *JOINED, "-Y", "http && !http.request && !http.response", "-T", "fields",
                   "-e", "tcp.payload", "-e", "tcp.reassembled.data").split()
    ends = tshark(path, *JOINED, "-Y", "http.request || http.response", "-T", "fields", "-e", "frame.number")
    return {hashlib.sha256(bytes.fromhex(x)).hexdigest() for cell in lines for x in cell.split(",")}, ends.split()


def belongs(item, segments, ends):
    """Objects without a name are called after their frame."""
    digest, name = item
    frame = re.search(r", object(\d+)", name)
    return digest not in segments and not (frame and frame[1] not in ends)


def objects(path):
    with tempfile.TemporaryDirectory() as folder:
        tshark(path, *JOINED, "-q", "--export-objects", "http," + folder)
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as f:
                content = f.read()
            if content:
                yield hashlib.sha256(content).hexdigest(), f"{len(content)} bytes, {name}"


def compare(name, path, facts):
    (ours, urls), apart = by_us(path), by_tshark(path, *APART)
    head, whole = by_tshark(path, *JOINED, "-o", "http.desegment_body:FALSE"), by_tshark(path, *JOINED)
    missed, more, frames = [], [], []
    for key in sorted(set(whole) | {k for k in ours if k[0] in KINDS}):
        a, b, c = sorted(head.get(key, [])), sorted(ours.get(key, [])), sorted(whole.get(key, []))
        if len(b) < len(c):
            missed.append((*key, "ours", b, "tshark", c))
        elif len(b) > max(len(c), len(apart.get(key, []))):
            more.append((*key, "ours", b, "tshark", c))
        elif len(a) == len(b) == len(c) and not all(x <= y <= z for x, y, z in zip(a, b, c)):
            frames.append((*key, "head", a, "ours", b, "body", c))
    ok(not missed, f"{name}: what tshark has", missed)
    ok(not more, f"{name}: nothing that tshark does not have", more)
    ok(not frames, f"{name}: frames", frames)
    segments, ends = continuations(path)
    theirs = [x for x in objects(path) if belongs(x, segments, ends)]
    digests = {v for k, v in ours if k == "http_body_sha256"}
    ok(digests >= {d for d, _ in theirs}, f"{name}: {len(theirs)} objects",
       [x for x in theirs if x[0] not in digests])
    values = {v for _, v in ours} | urls
    lost = [(f["fact_kind"], f["value"]) for f in facts
            if f["value"] not in values and f["value"].split()[0] not in values]
    ok(not lost, f"{name}: {len(facts)} facts", lost)


def main():
    facts = collections.defaultdict(list)
    with open(os.path.join(FOLDER, "FACTS.tsv"), encoding="utf-8") as f:
        for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["fact_kind"].startswith("http_"):
                facts[row["capture"]].append(row)
    for name in sorted(facts):
        if not ONLY or any(name.startswith(x) for x in ONLY):
            compare(name, os.path.join(FOLDER, name), facts[name])
    print(f"1..{number}")
    return bad


sys.exit(main())
