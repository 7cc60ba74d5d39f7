#!/usr/bin/env python3
"""What the TLS, QUIC and DTLS parsers observe in captures against tshark, which joins fragments, segments and
records as well: the same values in the same frames; and every fact of FACTS.tsv in such a frame.
Arguments: the program observed, the folder of captures.
"""
import csv
import hashlib
import os
import subprocess
import sys
import tempfile

PROGRAM, FOLDER = sys.argv[1:]
FACTS = {
    "tls_sni": {"t_sni"},
    "ja3": {"t_ja3", "u_ja3"},
    "ja3s": {"t_ja3s", "u_ja3s"},
    "tls_cert_sha1": {"cert_sha1"},
    "quic_sni": {"u_sni"},
    "quic_ja3": {"u_ja3"},
    "quic_ja3s": {"u_ja3s"},
}
FIELDS = {
    "tls.handshake.extensions_server_name": "sni",
    "tls.handshake.ja3": "ja3",
    "tls.handshake.ja3s": "ja3s",
    "dtls.handshake.extensions_server_name": "sni",
    "dtls.handshake.ja3": "ja3",
    "dtls.handshake.ja3s": "ja3s",
    "tls.handshake.certificate": "cert_sha1",
    "dtls.handshake.certificate": "cert_sha1",
    "x509ce.dNSName": "cert_dns",
    "x509af.serialNumber": "cert_serial",
}
KINDS = {p + k for k in FIELDS.values() for p in ("", "t_", "u_")}
OPTIONS = ["tcp.reassemble_out_of_order:TRUE", "tcp.desegment_tcp_streams:TRUE",
           "tls.desegment_ssl_records:TRUE", "ip.defragment:TRUE"]
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


def plain(kind, cell):
    """A value of tshark as it is observed here."""
    if kind == "cert_sha1":
        return hashlib.sha1(bytes.fromhex(cell.replace(":", ""))).hexdigest()
    if kind == "cert_serial":
        digits = cell.replace(":", "").removeprefix("0x").lower()
        return digits[2:] if len(digits) > 2 and digits.startswith("00") else digits
    return cell


def without_secrets(path, folder):
    """Keys that a pcapng brings along (blocks of type 10) would show what is encrypted."""
    if not path.endswith(".pcapng"):
        return path
    data = open(path, "rb").read()
    copy, at, order = os.path.join(folder, "copy.pcapng"), 0, "little"
    with open(copy, "wb") as out:
        while at + 12 <= len(data):
            if data[at:at + 4] == b"\n\r\r\n":
                order = "little" if data[at + 8] == 0x4d else "big"
            size = max(int.from_bytes(data[at + 4:at + 8], order), 12)
            if int.from_bytes(data[at:at + 4], order) != 10:
                out.write(data[at:at + size])
            at += size
    return copy


def by_tshark(path):
    command = ["tshark", "-n", "-r", path] + [x for o in OPTIONS for x in ("-o", o)] + [
        "-Y", "tls.handshake or dtls.handshake", "-T", "fields", "-E", "occurrence=a",
        "-E", "aggregator=|", "-e", "frame.number", "-e", "frame.protocols",
        "-e", "ocsp.responseStatus"]
    out = subprocess.run(command + [x for f in FIELDS for x in ("-e", f)],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    found = set()
    for line in out.stdout.decode("utf-8", "replace").splitlines():
        frame, protocols, ocsp, *values = line.split("\t")
        quic = "quic" in protocols.split(":")
        for (field, kind), cell in zip(FIELDS.items(), values):
            if kind == "cert_serial" and ocsp:
                continue  # that of the answer's own certificate is among them
            prefix = "" if kind.startswith("cert") else "u_" if quic or "dtls" in field else "t_"
            found |= {(frame, prefix + kind, plain(kind, v)) for v in cell.split("|") if v}
    return found


def by_us(path):
    out = subprocess.run([PROGRAM, path], stdout=subprocess.PIPE, check=False)
    lines = [x.split("\t") for x in out.stdout.decode("utf-8", "replace").split("\n")]
    return {tuple(x[2:5]) for x in lines if len(x) == 5}


def main():
    facts = list(csv.DictReader(open(os.path.join(FOLDER, "FACTS.tsv"), encoding="utf-8"),
                                delimiter="\t", quoting=csv.QUOTE_NONE))
    for name in sorted(os.listdir(FOLDER)):
        path = os.path.join(FOLDER, name)
        if name.endswith((".tsv", ".md")) or "-archive" in name or "-derivedcontainer-" in name:
            continue
        mine = [f for f in facts if f["capture"] == name and f["fact_kind"] in FACTS]
        with tempfile.TemporaryDirectory() as folder:
            theirs = by_tshark(without_secrets(path, folder))
        ours = by_us(path)
        compared = {x for x in ours if x[1] in KINDS}
        if not theirs and not mine and not compared:
            continue
        missed = sorted(theirs - compared)
        more = sorted(x for x in compared - theirs if x[1] != "cert_serial")
        ok(not missed, f"{name}: {len(theirs)} values of tshark", missed)
        ok(not more, f"{name}: none that tshark does not have", more)
        both = {x[1:] for x in theirs & compared}
        lost = [(f["fact_kind"], f["value"]) for f in mine
                if not any((k, f["value"]) in both for k in FACTS[f["fact_kind"]])]
        if mine:
            ok(not lost, f"{name}: {len(mine)} facts", lost)
        if name in JA4:
            ok(JA4[name] <= ours, f"{name}: published JA4", JA4[name] - ours)
    print(f"1..{number}")
    return bad


sys.exit(main())
