"""Our events contain the reference's (spec/README.md, the superset rule), on the shared captures.

superset.py TRAILSIFT SHARED STORE: TAP, a line for each replay case and each capture. What rests on a heuristic
that this version does not have is left out and counted. Times and ports are not compared."""
import collections, csv, io, ipaddress, os, subprocess, sys

trailsift, shared, store = sys.argv[1:4]
csv.field_size_limit(1 << 30)
HEURISTICS = ("potential port scanning", "potential udp scanning", "potential infection", "potential web scanning",
              "potential dns exhaustion (suspicious)", "excessive no such domain (suspicious)",
              "entropy threshold no such domain (suspicious)", "consonant threshold no such domain (suspicious)",
              "parked site (suspicious)", "long domain (suspicious)",
              "potential sql injection (suspicious)",
              "potential directory traversal (suspicious)", "potential remote code execution (suspicious)",
              "potential xss injection (suspicious)", "potential iot-malware download (suspicious)",
              "potential proxy probe (suspicious)", "user agent (suspicious)", "missing host header (suspicious)")
# Its Host header is in the next segment.
UNTRUE = {"2600:1408:5400:1c::173d:b40/connecttest.txt"}
number = failed = later = 0


def address(text):
    text = text.split(",")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return text


def key(row):
    trail = row["trail"][1:] if row["trail"].startswith("'") else row["trail"]
    return (address(row["src_ip"]), address(row["dst_ip"]), row["proto"], row["type"], trail, row["info"],
            row["reference"])


def events(trails, *captures):
    """Counts of what we report, by capture and key."""
    found = collections.defaultdict(collections.Counter)
    run = subprocess.run([trailsift, "scan", "-q", "--events-per-threat", "0", "--enable", "missing-host",
                          "-t", trails, "-o", "csv:-", *captures],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for row in csv.DictReader(io.StringIO(run.stdout.decode())):
        found[row["capture"]][key(row)] += int(row["count"])
    return found


def is_later(k):
    info, reference = k[5], k[6]
    known = info in HEURISTICS or info.startswith(("direct .", "sinkholed by "))
    return reference == "(heuristic)" and not known


def compare(name, wanted, got):
    global number, failed, later
    lines = []
    for k, n in wanted.items():
        if k[4] in UNTRUE and k[5].startswith("missing host"):
            continue
        if is_later(k):
            later += 1
        elif got[k] < n:
            lines.append("# wanted %d times, got %d: %r" % (n, got[k], k))
    number += 1
    failed += bool(lines)
    print("%sok %d - %s" % ("not " if lines else "", number, name), *lines, sep="\n")


def rows(path, name):
    wanted = collections.defaultdict(collections.Counter)
    with open(path, encoding="utf8") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            wanted[row[name]][key(row)] += int(row.get("count") or 1)
    return wanted


replay = os.path.join(shared, "replay")
for case, wanted in sorted(rows(os.path.join(replay, "expected.tsv"), "case").items()):
    got = events(os.path.join(replay, "trails.csv"), os.path.join(replay, case + ".pcap"))
    compare("replay: " + case, wanted, got[case + ".pcap"])

captures = os.path.join(shared, "captures")
wanted = rows(os.path.join(captures, "reference-events.tsv"), "capture")
got = events(store, *(os.path.join(captures, name) for name in sorted(wanted)))
for name in sorted(wanted):
    compare(name, wanted[name], got[name])
print("# %d rows rest on what this version does not have" % later)
print("1..%d" % number)
sys.exit(failed > 0)
