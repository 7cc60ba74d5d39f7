#!/usr/bin/env python3
"""What is observed of SSH against tshark: the same values in the same frames. Arguments: the
program observed, the folder of captures.
"""
import os
import subprocess
import sys

PROGRAM, FOLDER = sys.argv[1:]
# All shared captures with SSH; the last one has it on another port.
CAPTURES = {
    "025-dns-suricataverify-ssh-banner-only-input.pcap": 2,
    "091-quic-TracePcap-demo_all_rules.pcap": 1,
    "093-quic-mercury-emix.pcap": 4,
    "115-tunnelgeneve-libpcap-geneve.pcap": 3,
    "126-tunnelvxlan-MalcolmPCAP-Tunnels.pcap": 4,
    "079-malware-StratosphereLinuxI-malicious-ssh-bruteforce.pcap": 207,
}
FIELDS = {
    "ssh.protocol": "ssh.software",
    "ssh.kex.hassh": "ssh.hassh",
    "ssh.kex.hasshserver": "ssh.hassh-server",
}


def by_tshark(path):
    command = ["tshark", "-n", "-r", path, "-d", "tcp.port==902,ssh",
               "-o", "tcp.reassemble_out_of_order:TRUE",
               "-Y", " || ".join(FIELDS), "-T", "fields", "-e", "frame.number"]
    out = subprocess.run(command + [x for f in FIELDS for x in ("-e", f)], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=False)
    found = []
    for line in out.stdout.decode("utf-8", "replace").splitlines():
        number, *cells = line.split("\t")
        found += [(number, kind, cell) for kind, cell in zip(FIELDS.values(), cells) if cell]
    return sorted(found)


def by_us(path):
    out = subprocess.run([PROGRAM, path], stdout=subprocess.PIPE, check=True)
    lines = [x.split("\t") for x in out.stdout.decode("utf-8", "replace").split("\n")]
    return sorted((x[2], x[3], x[4]) for x in lines if len(x) == 5 and x[3] in FIELDS.values())


def main():
    bad = False
    for number, (name, count) in enumerate(CAPTURES.items(), 1):
        path = os.path.join(FOLDER, name)
        theirs, ours = by_tshark(path), by_us(path)
        good = theirs == ours and len(ours) == count
        bad |= not good
        print(f"{'ok' if good else 'not ok'} {number} - {name}: {len(theirs)} values of tshark")
        for x in sorted(set(theirs) ^ set(ours))[:10] if not good else []:
            print("#", "tshark" if x in theirs else "ours", *x)
    print(f"1..{len(CAPTURES)}")
    return bad


sys.exit(main())
