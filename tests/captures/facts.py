#!/usr/bin/env python3
"""Every fact of FACTS.tsv, given as a trail, is met in a frame for which tshark shows its value, or in one of
those that tshark joined for it; and is one of the observables of the case.

facts.py TRAILSIFT CAPTURES FOLDER: TAP, a line for each capture, then a table of what was found by kind. All facts
of a capture are one trails.csv; what an event is of is told by its info. An event of a message that began in an
earlier frame counts for all frames from there on. FOLDER is for scratch files."""
import collections
import concurrent.futures
import csv
import hashlib
import ipaddress
import json
import os
import re
import sqlite3
import subprocess
import sys

PROGRAM, CAPTURES, SCRATCH = sys.argv[1:]
csv.field_size_limit(1 << 30)
ORDER = ("-o", "tcp.reassemble_out_of_order:TRUE")
# Fields of tshark by the kind of fact.
FIELDS = {
    "dns_query": ("dns.qry.name",),
    "dns_cname": ("dns.cname",),
    "dns_answer_ip": ("dns.a", "dns.aaaa"),
    "http_host": ("http.host", "http2.headers.authority"),
    "http_url": ("http.request.full_uri", "http2.request.full_uri"),
    "http_user_agent": ("http.user_agent", "http2.headers.user_agent"),
    "tls_sni": ("tls.handshake.extensions_server_name",),
    "ja3": ("tls.handshake.ja3",),
    "ja3s": ("tls.handshake.ja3s",),
    "tls_cert_sha1": ("tls.handshake.certificate",),
}
QUIC = {"quic_sni": "tls_sni", "quic_ja3": "ja3", "quic_ja3s": "ja3s"}
# What a case that is kept calls them.
OBSERVABLES = {
    "dns_query": "name",
    "dns_cname": "name",
    "dns_answer_ip": "address",
    "http_host": "host",
    "http_url": "url",
    "http_user_agent": "user-agent",
    "http_object_sha256": "body",
    "tls_sni": "name",
    "ja3": "fingerprint",
    "ja3s": "fingerprint",
    "tls_cert_sha1": "certificate",
}
NAMES = sorted({f for fields in FIELDS.values() for f in fields})


def canonical_fact(kind, value):
    if kind == "http_url":
        return re.sub(r"^\w+://", "", value)
    return value if kind == "http_user_agent" else value.lower()


def canonical(kind, value):
    """A value of tshark as facts have it."""
    if kind == "tls_cert_sha1":
        return hashlib.sha1(bytes.fromhex(value.replace(":", ""))).hexdigest()
    if kind == "dns_answer_ip":
        return str(ipaddress.ip_address(value))
    return canonical_fact(kind, value)


def key_of(kind, value):
    """The trail that a value is listed as."""
    if kind in ("http_user_agent", "http_object_sha256"):
        return value
    value = canonical_fact(kind, value).lower()
    if kind == "http_host":
        host, colon, _ = value.rpartition(":")
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return host if colon else value
    return value


def shown_frames(path):
    """(kind, value): the frames for which tshark shows it."""
    command = ["tshark", "-n", *ORDER, "-r", path, "-Y", " or ".join(NAMES), "-T", "fields", "-E", "separator=/t",
               "-E", "occurrence=a", "-E", "aggregator=\x1f", "-e", "frame.number", "-e", "tcp.segment"]
    for name in NAMES:
        command += ["-e", name]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    frames = collections.defaultdict(set)
    for line in run.stdout.decode("utf-8", "replace").split("\n"):
        cells = line.split("\t")
        if len(cells) != len(NAMES) + 2:
            continue
        here = {int(n) for n in cells[:1] + cells[1].split("\x1f") if n}
        at = dict(zip(NAMES, cells[2:]))
        for kind, names in FIELDS.items():
            for value in (v for name in names for v in at[name].split("\x1f") if v):
                frames[kind, canonical(kind, value)] |= here
    return frames


def numbers(joined):
    """Of the frames that tshark joined: "tcp.segment" is one or a list."""
    segments = joined.get("tcp.segment", []) if isinstance(joined, dict) else []
    return {int(n) for n in (segments if isinstance(segments, list) else [segments])}


def body_frames(path):
    """The same for the digests of bodies: their bytes stand in no field as text."""
    command = ["tshark", "-n", *ORDER, "-r", path, "-Y", "http.file_data", "-T", "json", "-x"]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    frames = collections.defaultdict(set)
    for packet in json.loads(run.stdout.decode("utf-8", "replace"), strict=False):
        layers = packet["_source"]["layers"]
        here = {int(layers["frame"]["frame.number"])} | numbers(layers.get("tcp.segments"))
        https = layers["http"] if isinstance(layers["http"], list) else [layers["http"]]
        for body in (http["http.file_data_raw"][0] for http in https if "http.file_data_raw" in http):
            frames["http_object_sha256", hashlib.sha256(bytes.fromhex(body)).hexdigest()] |= here
    return frames


def scan(name, keys):
    """By key: (first frame, frame) of its events; and what was noted, as kind and value in small letters."""
    trails, case = (os.path.join(SCRATCH, name + end) for end in (".csv", ".case"))
    with open(trails, "w", encoding="utf8", newline="") as out:
        for i, key in enumerate(keys):
            csv.writer(out, lineterminator="\n").writerow((key, "fact %d" % i, "(test)"))
    subprocess.run([PROGRAM, "scan", "-q", "--events-per-threat", "0", "-t", trails, "-w", case,
                    os.path.join(CAPTURES, name)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    found = collections.defaultdict(list)
    with sqlite3.connect("file:%s?mode=ro&immutable=1" % case, uri=True) as db:
        db.text_factory = lambda b: b.decode("utf-8", "replace")
        for info, first, frame in db.execute(
                "SELECT h.info, e.first_frame, e.frame FROM event e JOIN hit h ON h.id = e.hit"):
            if info.startswith("fact "):
                found[keys[int(info[5:])]].append((first, frame))
        noted = {(kind, value.lower()) for kind, value in db.execute("SELECT kind, value FROM observable")}
    for value in [value for kind, value in noted if kind == "url"]:
        value = re.sub(r"^\w+://", "", value)
        noted |= {("url", value), ("url", value.split(" ")[0])}  # tshark ends it at a space
    os.remove(case)
    return found, noted


def examine(name, facts):
    """What is wrong with the facts of a capture: (kind, value, why)."""
    frames = shown_frames(os.path.join(CAPTURES, name))
    if any(kind == "http_object_sha256" for kind, _ in facts):
        frames.update(body_frames(os.path.join(CAPTURES, name)))
    keys = sorted({key_of(kind, value) for kind, value in facts})
    events, noted = scan(name, keys)
    wrong = []
    for kind, value in facts:
        field = QUIC.get(kind, kind)
        wanted = frames[field, canonical_fact(field, value)]
        got = events[key_of(kind, value)]
        if not got:
            wrong.append((kind, value, "not found; tshark: frames %s" % sorted(wanted)[:5]))
        elif not any(first <= n <= last for first, last in got for n in wanted):
            wrong.append((kind, value, "in frames %s, not in %s" % (got[:5], sorted(wanted)[:5])))
        elif (OBSERVABLES[field], canonical_fact(field, value).lower()) not in noted:
            wrong.append((kind, value, "not among the observables of the case"))
    return wrong


def main():
    facts = collections.defaultdict(list)
    with open(os.path.join(CAPTURES, "FACTS.tsv"), encoding="utf8") as f:
        for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            value = row["value"]
            if row["fact_kind"] == "http_object_sha256":
                value = value.split()[0]  # behind it stands the size
            facts[row["capture"]].append((row["fact_kind"], value))
    wanted, missing = collections.Counter(), collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        results = pool.map(lambda name: examine(name, facts[name]), sorted(facts))
        for number, (name, wrong) in enumerate(zip(sorted(facts), results), 1):
            wanted.update(kind for kind, _ in facts[name])
            missing.update(kind for kind, _, _ in wrong)
            print("%sok %d - %s: %d facts" % ("not " if wrong else "", number, name, len(facts[name])), flush=True)
            for fact in wrong:
                print("# %s %s: %s" % fact)
    print("# %-20s %6s %6s %7s" % ("kind", "facts", "found", "missing"))
    for kind in sorted(wanted):
        print("# %-20s %6d %6d %7d" % (kind, wanted[kind], wanted[kind] - missing[kind], missing[kind]))
    print("# %-20s %6d %6d %7d" % ("all", wanted.total() if hasattr(wanted, "total") else sum(wanted.values()),
                                   sum(wanted.values()) - sum(missing.values()), sum(missing.values())))
    print("1..%d" % len(facts))
    return sum(missing.values()) > 0


sys.exit(main())
