#!/usr/bin/env python3
"""What the TLS, QUIC and DTLS parsers observe packet by packet against tshark without reassembly of
TCP: the same values in the same frames, and the values of FACTS.tsv that tshark finds so. Arguments:
the program observed, the folder of captures.
"""
import csv
import hashlib
import os
import subprocess
import sys

PROGRAM, FOLDER = sys.argv[1:]
KINDS = {"tls_sni", "ja3", "ja3s", "tls_cert_sha1", "quic_sni", "quic_ja3", "quic_ja3s"}
FIELDS = {
    "tls.handshake.extensions_server_name": "sni",
    "tls.handshake.ja3": "ja3",
    "tls.handshake.ja3s": "ja3s",
    "dtls.handshake.extensions_server_name": "sni",
    "dtls.handshake.ja3": "ja3",
    "tls.handshake.certificate": "cert_sha1",
    "x509ce.dNSName": "cert_dns",
}
JA4 = {  # published by FoxIO, python/test/testdata/chrome-cloudflare-quic-with-secrets.pcapng.json
    "090-quic-ja4-chrome-cloudflare-quic-with-secrets.pcapng": {
        ("4", "t_ja4", "t13d1516h2_8daaf6152771_e5627efa2ab1"),
    },
}
number = 0
bad = 0


def ok(good, name, lines=()):
    global number, bad
    number += 1
    bad |= not good
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        for line in list(lines)[:10]:
            print("#", *line)


def in_tunnel(protocols):
    """Packets inside of packets are not read yet."""
    return sum(protocols.split(":").count(x) for x in ("ip", "ipv6")) > 1


def by_tshark(path, joined):
    """Values of each frame, from joined streams or packet by packet."""
    fields = [x for f in FIELDS for x in ("-e", f)]
    apart = ["-o", "tcp.desegment_tcp_streams:FALSE", "-o", "tls.desegment_ssl_records:FALSE"]
    command = ["tshark", "-n", "-r", path] + ([] if joined else apart) + [
        "-Y", "tls.handshake or dtls.handshake", "-T", "fields", "-E", "occurrence=a",
        "-E", "aggregator=|", "-e", "frame.number", "-e", "frame.protocols"] + fields
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    found = set()
    for line in out.stdout.decode("utf-8", "replace").splitlines():
        frame, protocols, *values = line.split("\t")
        if in_tunnel(protocols) and not joined:
            continue
        datagrams = any(x in protocols.split(":") for x in ("quic", "dtls"))
        for kind, cell in zip(FIELDS.values(), values):
            if kind.startswith("cert") and datagrams:
                continue  # encrypted: tshark has them where the capture brings keys along
            for value in filter(None, cell.split("|")):
                if kind == "cert_sha1":
                    value = hashlib.sha1(bytes.fromhex(value.replace(":", ""))).hexdigest()
                prefix = "" if kind.startswith("cert") else "u_" if datagrams else "t_"
                found.add((frame, prefix + kind, value))
    return found


def by_us(path):
    out = subprocess.run([PROGRAM, path], stdout=subprocess.PIPE, check=True)
    lines = out.stdout.decode("utf-8", "replace").splitlines()
    return {tuple(line.split("\t")[1:4]) for line in lines}


def main():
    facts = list(csv.DictReader(open(os.path.join(FOLDER, "FACTS.tsv"), encoding="utf-8"),
                                delimiter="\t", quoting=csv.QUOTE_NONE))
    for name in sorted({f["capture"] for f in facts if f["fact_kind"] in KINDS}):
        path = os.path.join(FOLDER, name)
        theirs, joined, ours = by_tshark(path, False), by_tshark(path, True), by_us(path)
        compared = {x for x in ours if x[1] != "cert_serial" and not x[1].endswith("ja4")}
        values = {x[1:] for x in theirs | joined}
        missed, more = sorted(theirs - compared), sorted(x for x in compared if x[1:] not in values)
        ok(not missed, f"{name}: {len(theirs)} values of tshark", missed)
        ok(not more, f"{name}: none that tshark does not have", more)
        if name in JA4:
            ok(JA4[name] <= ours, f"{name}: published JA4", JA4[name] - ours)
    print(f"1..{number}")
    return bad


sys.exit(main())
