#!/usr/bin/env python3
"""What the DNS parsers observe (DNS over UDP and TCP, multicast, link-local, NetBIOS) against tshark: the
same values in the same frames, both ways, and every dns_ fact of FACTS.tsv. Arguments: the program
observed, the folder of captures.

Where they may differ, and why:
- Datagrams that ICMP errors quote: tshark reads them; they were sent in another frame, where we have them.
- tshark tells the types that NSEC, NSEC3 and CSYNC list as types of records, and OPT as a record.
- tshark tells owners of SRV records in three fields, here joined again.
- Behind bytes that are not in the capture tshark shows messages only where it does not put segments in
  order: what is more than it shows there is held against what it shows so.
- Messages that tshark calls malformed are left out (SOME/IP on port 53).
- NetBIOS: tshark adds a word for each suffix, and shows padding that is zeros instead of spaces.
"""
import collections
import csv
import os
import re
import subprocess
import sys

PROGRAM, FOLDER = sys.argv[1:3]
ONLY = sys.argv[3:]
FIELDS = {
    "dns.qry.name": "qry",
    "dns.resp.name": "name",
    "dns.a": "address",
    "dns.aaaa": "address",
    "dns.svcb.svcparam.ipv4hint.ip": "hint",
    "dns.svcb.svcparam.ipv6hint.ip": "hint",
    "dns.cname": "cname",
    "dns.ns": "ns",
    "dns.mx.mail_exchange": "mx",
    "dns.srv.target": "srv",
    "dns.ptr.domain_name": "ptr",
    "dns.dname": "dname",
    "dns.soa.mname": "soa",
    "dns.soa.rname": "mailbox",
    "dns.svcb.targetname": "svcb",
    "dns.txt": "txt",
    "dns.qry.type": "type",
    "dns.resp.type": "type",
    "nbns.name": "nbns_name",
    "nbns.addr": "nbns_address",
    "nbns.netbios_name": "nbns_node",
    "nbns.type": "nbns_type",
}
OURS = {"dns_query": "qry", "dns_question": "qry"}
FACTS = {"dns_query": {"qry"}, "dns_answer_ip": {"address", "hint"}, "dns_cname": {"cname"}}
US = "\x1f"
OPT, LISTS_TYPES = "41", {"47", "50", "62"}
OWNER = ("dns.srv.service", "dns.srv.proto", "dns.srv.name")
number = 0
bad = 0


def ok(good, name, lines=()):
    global number, bad
    number += 1
    bad |= not good
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        for line in list(lines)[:10]:
            print("#", *(repr(x) for x in line))


def tidy(kind, value):
    if kind == "type" and value == OPT:
        return ""
    if kind == "nbns_name":
        value = re.sub(r"^(.*?)(<00>)*(<[0-9a-f]{2}>)( \(.*\))?$", r"\1\3", value)
    return "" if value == "<Root>" else value.lower()


def by_tshark(path, ordered):
    fields = [x for f in FIELDS for x in ("-e", f)]
    out = subprocess.run(
        ["tshark", "-n", "-r", path, "-o", "tcp.reassemble_out_of_order:" + ordered, "-Y",
         "(dns or mdns or llmnr or nbns) and not _ws.malformed", "-T", "fields", "-E", "occurrence=a",
         "-E", "aggregator=" + US, "-e", "frame.number", "-e", "frame.protocols"] + fields +
        [x for f in OWNER for x in ("-e", f)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    found, listing = collections.Counter(), set()
    for line in out.stdout.decode("utf-8", "replace").splitlines():
        frame, protocols, *values = line.split("\t")
        if re.search("icmp(v6)?:ip", protocols):
            continue
        cells = dict(zip(FIELDS, values))
        owners = zip(*(cell.split(US) for cell in values[len(FIELDS):]))
        for owner in filter(any, owners):
            found[frame, "name", ".".join(owner).lower()] += 1
        if LISTS_TYPES & set(cells["dns.resp.type"].split(US)):
            listing.add(frame)
        for kind, cell in zip(FIELDS.values(), values):
            for value in cell.split(US):
                value = tidy(kind, value)
                if value:
                    found[frame, kind, value] += 1
    return found, listing


def printable(value):
    """As tshark shows bytes of NetBIOS names."""
    return re.sub("[\x00-\x1f]", lambda m: f"<{ord(m[0]):02x}>", value)


def by_us(path):
    out = subprocess.run([PROGRAM, path], stdout=subprocess.PIPE, check=True)
    found = collections.Counter()
    for line in out.stdout.decode("utf-8", "replace").split("\n"):
        cells = line.split("\t")
        if len(cells) != 5 or not re.match("(dns|nbns)_", cells[3]):
            continue
        kind = OURS.get(cells[3]) or cells[3].removeprefix("dns_")
        value = printable(cells[4].lower()) if kind.startswith("nbns") else cells[4].lower()
        found[cells[2], kind, value] += 1
    return found


def without_types(found, listing):
    return collections.Counter(
        {x: n for x, n in found.items() if not (x[1] == "type" and x[0] in listing)})


def main():
    facts = list(csv.DictReader(open(os.path.join(FOLDER, "FACTS.tsv"), encoding="utf-8"),
                                delimiter="\t", quoting=csv.QUOTE_NONE))
    for name in sorted(os.listdir(FOLDER)):
        if ONLY and not name.startswith(tuple(ONLY)) or not re.match(r"\d{3}-", name):
            continue
        path = os.path.join(FOLDER, name)
        theirs, listing = by_tshark(path, "TRUE")
        if not theirs:
            continue
        theirs, ours = without_types(theirs, listing), without_types(by_us(path), listing)
        missed, more = sorted((theirs - ours).items()), sorted((ours - theirs).items())
        if more:
            unordered = without_types(by_tshark(path, "FALSE")[0], listing)
            more = sorted((ours - (theirs | unordered)).items())
        ok(not missed, f"{name}: {sum(theirs.values())} values of tshark", missed)
        ok(not more, f"{name}: none that tshark does not have", more)
        values = {(kind, value) for _, kind, value in ours}
        for kind, ours_kinds in FACTS.items():
            wanted = {f["value"].lower() for f in facts
                      if f["capture"] == name and f["fact_kind"] == kind}
            lost = sorted(v for v in wanted if not any((k, v) in values for k in ours_kinds))
            if wanted:
                ok(not lost, f"{name}: {len(wanted)} facts of {kind}", [lost])
    print(f"1..{number}")
    return bad


sys.exit(main())
