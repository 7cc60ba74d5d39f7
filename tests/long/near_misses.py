"""Values that are nearly trails: near_misses.py TRAILS.CSV COUNT [STEP]; of every STEPth trail (1). One character of a key is another one, a label or a
port more or less, the next address; what some trail meets after all, by spec/detection.md 2, is left out."""
import csv
import ipaddress
import re
import sys


def changed(text, at):
    """The text with another letter or digit there."""
    c = text[at]
    if c.isdigit():
        c = str((int(c) + 1) % 10)
    elif c.isalpha():
        c = "a" if c == "z" else chr(ord(c) + 1)
    else:
        return None
    return text[:at] + c + text[at + 1:]


class Trails:
    def __init__(self, path):
        with open(path, newline="", encoding="utf-8") as file:
            self.keys = {row[0]: row for row in csv.reader(file) if len(row) == 3}
        self.ranges = set()
        self.hosts = set()  # of URLs: with their port, and names without it
        self.patterns = []
        for key, row in self.keys.items():
            if re.fullmatch(r"[0-9.]+/[0-9]+", key):
                self.ranges.add(ipaddress.ip_network(key, strict=False))
            elif "static" in row[2] and re.search(r"[\].][*+]|\[[a-z0-9_.\-]+\]", key, re.I):
                self.patterns.append(re.compile(key))
            elif "/" in key[1:] and key[0] != "/":
                host = key.split("/")[0]
                self.hosts |= {host} if host[:1].isdigit() else {host, host.split(":")[0]}
        self.blocks = {int(r.network_address) >> 16 for r in self.ranges if r.prefixlen >= 16}

    def meet_name(self, name):
        labels = name.split(".")
        if name in self.hosts or re.sub(r"^www\.", "", name) in self.hosts:
            return True
        return any(".".join(labels[i:]) in self.keys for i in range(len(labels))) or any(
            p.search(name) for p in self.patterns)

    def meet_address(self, text):
        address = ipaddress.ip_address(text)
        return text in self.keys or text in self.hosts or (
            int(address) >> 16 in self.blocks and any(address in r for r in self.ranges))

    def meet_path(self, path):
        """Itself, its folders, and what stands behind its last slash."""
        parts = path.split("/")
        return "/" + parts[-1] in self.keys or any(
            "/".join(parts[:i]) + end in self.keys for i in range(1, len(parts) + 1) for end in ("", "/"))

    def near(self, key):
        """Candidates, not yet sure to meet nothing."""
        spot = sum(map(ord, key))
        if re.fullmatch(r"[0-9]+(\.[0-9]+){3}", key):
            return [str(ipaddress.ip_address((int(ipaddress.ip_address(key)) + d) % 2**32)) for d in (1, 256, 2**24)]
        if re.fullmatch(r"[0-9]+(\.[0-9]+){3}:[0-9]+", key):
            host, port = key.split(":")
            return ["%s:%d" % (host, int(port) % 65535 + 1), key + "1" if int(port) < 6553 else None]
        if re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+", key):
            return [changed(key, spot % len(key)), "x" + key, key + "x", key[1:], key.replace(".", "-", 1)]
        if re.fullmatch(r"/[!-~]+", key) and "?" not in key:
            return [changed(key, spot % len(key)), key + "x", key[:-1]]
        return []

    def meets(self, value):
        if value[0] == "/":
            return self.meet_path(value)
        if re.fullmatch(r"[0-9]+(\.[0-9]+){3}", value):
            return self.meet_address(value)
        if ":" in value:
            host, port = value.split(":")
            return value in self.keys or value in self.hosts or int(port) > 65535 or self.meet_address(host)
        return value in self.keys or not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+", value) or self.meet_name(value)


def main():
    trails, left, seen = Trails(sys.argv[1]), int(sys.argv[2]), set()
    for key in list(trails.keys)[::int(sys.argv[3]) if len(sys.argv) > 3 else 1]:
        for value in trails.near(key):
            if value and value not in seen and not trails.meets(value):
                seen.add(value)
                print(value)
                left -= 1
                if left == 0:
                    return


main()
