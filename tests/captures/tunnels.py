#!/usr/bin/env python3
"""What is told of the tunnels of frames, against the layers that tshark shows.
Arguments: the lines of tests/captures/packets of a capture, and tshark's of the same in FIELDS ("fields" prints them).
Prints what differs, then how many tunnels were compared."""
import re
import sys

FIELDS = """frame.number ip.src ip.dst ipv6.src ipv6.dst vxlan.vni geneve.vni gre.key gre.key.call_id erspan.spanid
    gtp.teid l2tp.tunnel l2tp.session l2tp.sid mpls.label""".split()
# The field that a tunnel's number stands in, and how many low bits of it are for something else.
NUMBERS = {
    "vxlan vni": ("vxlan.vni", 0),
    "geneve vni": ("geneve.vni", 0),
    "gre key": ("gre.key", 0),
    "nvgre vsid": ("gre.key", 8),
    "pptp call": ("gre.key.call_id", 0),
    "erspan session": ("erspan.spanid", 0),
    "gtp-u teid": ("gtp.teid", 0),
    "l2tp tunnel": ("l2tp.tunnel", 0),
    "l2tp session": ("l2tp.session", 0),
    "l2tpv3 session": ("l2tp.sid", 0),
    "mpls label": ("mpls.label", 0),
}
ONE = re.compile(r"^(\S+) (\S+) > (\S+)((?: \S+ \d+)*)$")


def lines(path):
    for line in open(path):
        yield line.rstrip("\n").split("\t")


def differing(told, theirs):
    """Takes from theirs, a list of values for each field, what is told of one frame."""
    for tunnel in told.split(", "):
        match = ONE.match(tunnel)
        if not match:
            return tunnel + ": no tunnel"
        name, src, dst, numbers = match.groups()
        family = "ipv6" if ":" in src else "ip"
        wanted = [(family + ".src", 0, src), (family + ".dst", 0, dst)]
        words = numbers.split()
        for label, value in zip(words[::2], words[1::2]):
            if name + " " + label in NUMBERS:
                wanted.append(NUMBERS[name + " " + label] + (value,))
        for field, shift, value in wanted:
            if not theirs[field]:
                return tunnel + ": no " + field
            seen = theirs[field].pop(0)
            if "." not in value and ":" not in value:
                seen = str(int(seen, 0) >> shift)
            if seen != value:
                return "%s: %s is %s" % (tunnel, field, seen)
    return None


def main():
    if sys.argv[1] == "fields":
        print("\n".join(FIELDS))
        return
    theirs = {row[0]: dict(zip(FIELDS, (v.split(",") if v else [] for v in row))) for row in lines(sys.argv[2])}
    compared = 0
    for row in lines(sys.argv[1]):
        if not row[-1]:
            continue
        compared += 1
        found = differing(row[-1], theirs[row[0]])
        if found:
            print("frame %s: %s" % (row[0], found))
    print(compared)


main()
