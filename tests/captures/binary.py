#!/usr/bin/env python3
"""What the parsers of SMB, Kerberos, DHCP, MQTT and RDP observe, against tshark: the same values in the same
frames, in the shared captures and in small ones made here, whose streams are cut into segments. Arguments: the program
observed, the folder of captures (it may be missing), a folder to write to.
"""
import os
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

PROGRAM, FOLDER, SCRATCH = sys.argv[1:]
PROTOCOLS = ("smb2", "smb", "kerberos", "rdp", "dhcp", "mqtt")
OPENS = {"0x2d": "smb.file", "0x75": "smb.path", "0xa2": "smb.file", "3": "smb2.tree", "5": "smb2.filename"}
PLAIN = {"rdp.rt_cookie": "rdp.cookie", "dhcp.option.hostname": "dhcp.host", "dhcp.fqdn.name": "dhcp.host",
         "mqtt.clientid": "mqtt.client", "mqtt.username": "mqtt.user", "mqtt.topic": "mqtt.topic"}
number = 0
bad = False


def ok(good, name, lines=()):
    global number, bad
    number += 1
    bad |= not good
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        for line in list(lines)[:10]:
            print("#", *line)


def smb_values(proto, fields):
    """In the order of the packet: a field counts that stands in a request of its kind and is not tshark's own
    addition, which has no bytes. A request of version 1 may be a chain of several."""
    commands, response, found = set(), False, []
    for f in fields:
        name = f.get("name")
        if name in ("smb2.flags.response", "smb.flags.response"):
            response = f.get("show") in ("1", "True")
        elif name == proto + ".cmd":
            commands = {f.get("show")} | (commands if proto == "smb" else set())
        elif response or f.get("size") == "0" or not f.get("show"):
            continue
        elif any(OPENS.get(command) == name for command in commands):
            found.append(("smb.file" if "file" in name else "smb.tree", f.get("show")))
    return found


def below(element, stop):
    """All fields inside, but not those inside of the named ones."""
    for child in element:
        yield child
        if child.get("name") not in stop:
            yield from below(child, stop)


def kerberos_values(proto):
    found = []
    for message in proto.iter("field"):
        name = message.get("name") or ""
        if name not in ("kerberos.as_req_element", "kerberos.tgs_req_element", "kerberos.as_rep_element",
                        "kerberos.tgs_rep_element", "kerberos.krb_error_element"):
            continue
        fields = list(below(message, {"kerberos.padata", "kerberos.enc_part_element", "kerberos.PA_DATA_element",
                                      "kerberos.e_data", "kerberos.additional_tickets"}))
        realms = [f.get("show") for f in fields if f.get("name") in ("kerberos.realm", "kerberos.crealm")]
        found += [("kerberos.realm", r) for r in realms]
        for kind, parts in (("client", "CName"), ("service", "SName")):
            parts = [f.get("show") for f in fields if f.get("name") == f"kerberos.{parts}String"]
            found += [("kerberos." + kind, "/".join(parts))] if parts else []
    return found


def packet_values(packet):
    found = []
    for proto in packet.iter("proto"):
        name = proto.get("name")
        fields = list(proto.iter("field"))
        if name in ("smb", "smb2"):
            found += smb_values(name, fields)
        elif name == "kerberos":
            found += kerberos_values(proto)
        else:
            found += [(PLAIN[f.get("name")], f.get("show")) for f in fields
                      if f.get("name") in PLAIN and f.get("show") and f.get("size") != "0"]
    return found


def by_tshark(path, *options):
    command = ["tshark", "-n", "-r", path, *options, "-T", "pdml", "-Y", " or ".join(PROTOCOLS)]
    found = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        for _, e in ElementTree.iterparse(run.stdout):
            if e.tag != "packet":
                continue
            frame = next(f.get("show") for f in e.iter("field") if f.get("name") == "num")
            found |= {(int(frame), *x) for x in packet_values(e) if x[1]}
            e.clear()
    return found


def by_us(path):
    out = subprocess.run([PROGRAM, path], stdout=subprocess.PIPE, check=True)
    rows = [x.split("\t") for x in out.stdout.decode("utf-8", "replace").splitlines()]
    kinds = set(PLAIN.values()) | {"smb.tree", "smb.file", "kerberos.realm", "kerberos.client", "kerberos.service"}
    return {(int(x[2]), x[3], x[4]) for x in rows if len(x) == 5 and x[3] in kinds}


def as_early(theirs, ours):
    """Values that we have in an earlier frame, when no more is needed for them: tshark waits for what follows, for
    the message behind a topic and for all requests of one message."""
    return {min((o for o in ours if o[1:] == t[1:] and o[0] <= t[0]), default=t) for t in theirs}


def compare(path, name, early=False):
    """With frames put in order tshark leaves out some streams whose beginning it did not see."""
    theirs, ours = by_tshark(path, "-o", "tcp.reassemble_out_of_order:TRUE"), by_us(path)
    if early:
        theirs = as_early(theirs, ours)
    ok(theirs <= ours, f"{name}: {len(theirs)} values of tshark", sorted(theirs - ours))
    more = ours - theirs
    if more:
        more -= by_tshark(path)
    ok(not more, f"{name}: none that tshark does not have", sorted(more))
    return ours


# --- captures made here


def frame(side, port, proto, seq, ack, flags, data):
    """One Ethernet frame from 10.0.0.1:40000 (side 0) to 10.0.0.2:port, or back."""
    hosts, ports = [bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])], [40000, port]
    if side:
        hosts.reverse()
        ports.reverse()
    if proto == 6:
        head = struct.pack(">HHIIBBHHH", *ports, seq, ack, 5 << 4, flags, 65535, 0, 0)
    else:
        head = struct.pack(">HHHH", *ports, 8 + len(data), 0)
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(head) + len(data), 0, 0, 64, proto, 0)
    return bytes(12) + b"\x08\x00" + ip + hosts[0] + hosts[1] + head + data


def write_capture(path, frames):
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for i, data in enumerate(frames):
            f.write(struct.pack("<IIII", 1600000000 + i, 0, len(data), len(data)) + data)


def stream(port, script, cut):
    """What the sides say, as frames with cut bytes each."""
    seq = [1001, 5001]
    frames = [frame(0, port, 6, 1000, 0, 2, b""), frame(1, port, 6, 5000, 1001, 18, b""),
              frame(0, port, 6, 1001, 5001, 16, b"")]
    for side, data in script:
        for at in range(0, len(data), cut):
            piece = data[at:at + cut]
            frames.append(frame(side, port, 6, seq[side], seq[1 - side], 24, piece))
            seq[side] += len(piece)
    return frames


def tpkt(code, more):
    unit = struct.pack(">BHHB", code, 0, 0x1234, 0) + more
    return struct.pack(">BBHB", 3, 0, 5 + len(unit), len(unit)) + unit


def packet(first, body):
    n, length = len(body), b""
    while True:
        length += bytes([n % 128 | (0x80 if n > 127 else 0)])
        n //= 128
        if n == 0:
            return bytes([first]) + length + body


def string(t):
    return struct.pack(">H", len(t)) + t


def smb2(command, body, following=0):
    head = struct.pack("<4sHHIHHIIQIIQ16s", b"\xfeSMB", 64, 0, 0, command, 1, 0, following, 1, 0, 1, 1, bytes(16))
    return head + body


def tree_connect(path):
    return smb2(3, struct.pack("<HHHH", 9, 0, 72, 2 * len(path)) + path.encode("utf-16-le"))


def create(name, following=0):
    name = name.encode("utf-16-le")
    body = struct.pack("<HBBIQQIIIIIHHII", 57, 0, 0, 2, 0, 0, 1, 0, 7, 1, 0, 120, len(name), 0, 0) + name
    return smb2(5, body.ljust(following - 64, b"\0") if following else body, following)


def close():
    return smb2(6, struct.pack("<HHIQQ", 24, 0, 0, 1, 1))


def write(n):
    return smb2(9, struct.pack("<HHIQQQIIHHI", 49, 112, n, 0, 1, 1, 0, 0, 0, 0, 0) + b"W" * n)


def smb1(command, words, data):
    head = struct.pack("<4sBIBHHQHHHHH", b"\xffSMB", command, 0, 0x18, 0xC001, 0, 0, 0, 1, 2, 3, 4)
    return head + bytes([len(words) // 2]) + words + struct.pack("<H", len(data)) + data


def framed(message):
    return struct.pack(">I", len(message)) + message


def der(tag, body):
    n = len(body)
    length = bytes([n]) if n < 128 else bytes([0x82]) + struct.pack(">H", n)
    return bytes([tag]) + length + body


def integer(n):
    return der(2, bytes([n]))


def principal(*parts):
    names = b"".join(der(0x1B, p) for p in parts)
    return der(0x30, der(0xA0, integer(1)) + der(0xA1, der(0x30, names)))


def encrypted():
    return der(0x30, der(0xA0, integer(18)) + der(0xA2, der(4, b"E" * 300)))


def as_request():
    body = der(0xA0, der(3, bytes(5))) + der(0xA1, principal(b"alice")) + der(0xA2, der(0x1B, b"EXAMPLE.ORG"))
    body += der(0xA3, principal(b"krbtgt", b"EXAMPLE.ORG")) + der(0xA5, der(0x18, b"20370913024805Z"))
    body += der(0xA7, integer(77)) + der(0xA8, der(0x30, integer(18)))
    return der(0x6A, der(0x30, der(0xA1, integer(5)) + der(0xA2, integer(10)) + der(0xA4, der(0x30, body))))


def tgs_reply():
    ticket = der(0xA0, integer(5)) + der(0xA1, der(0x1B, b"OTHER.ORG")) + der(0xA2, principal(b"cifs", b"files"))
    fields = der(0xA0, integer(5)) + der(0xA1, integer(13)) + der(0xA3, der(0x1B, b"EXAMPLE.ORG"))
    fields += der(0xA4, principal(b"alice")) + der(0xA5, der(0x61, der(0x30, ticket + der(0xA3, encrypted()))))
    return der(0x6D, der(0x30, fields + der(0xA6, encrypted())))


def marked(message):
    return struct.pack(">I", len(message)) + message


def dhcp(options, server_name=b"", file=b""):
    head = struct.pack(">BBBBIHH", 1, 1, 6, 0, 7, 0, 0) + bytes(32) + server_name.ljust(64, b"\0")
    return head + file.ljust(128, b"\0") + bytes([0x63, 0x82, 0x53, 0x63, 53, 1, 1]) + options + b"\xff"


def option(code, value):
    return bytes([code, len(value)]) + value


HELLO = bytes.fromhex("16030100430100003f0303" + "05" * 32 + "0000021301010000140000"
                      "0010000e00000b6578616d706c652e636f6d")
STREAMS = {  # port, what the sides say, how many values
    "rdp": (3389, [(0, tpkt(0xE0, b"Cookie: mstshash=alice\r\n" + bytes.fromhex("0100080003000000"))),
                   (1, tpkt(0xD0, bytes.fromhex("021f080002000000"))), (0, HELLO)], 1),
    "rdp-token": (3389, [(0, tpkt(0xE0, b"Cookie: msts=3640205228.15629.0000\r\n")), (1, tpkt(0xD0, b""))], 1),
    "mqtt-3.1": (1883, [(0, packet(0x10, string(b"MQIsdp") + b"\x03\xc6\0\x3c" + string(b"client") + string(b"will/t") +
                                   string(b"gone") + string(b"user") + string(b"secret"))), (1, b"\x20\x02\0\0")], 2),
    "mqtt-3.1.1": (1883, [(0, packet(0x10, string(b"MQTT") + b"\x04\x02\0\x3c" + string(b"c2"))), (1, b"\x20\x02\0\0"),
                          (0, packet(0x82, b"\0\1" + string(b"a/#") + b"\0" + string(b"b/+") + b"\1")),
                          (1, packet(0x30, string(b"a/b") + b"message")), (0, b"\xc0\0"), (1, b"\xd0\0"),
                          (0, packet(0xA2, b"\0\2" + string(b"a/#")))], 5),
    "mqtt-5": (1883, [(0, packet(0x10, string(b"MQTT") + b"\x05\xc2\0\x3c\x05\x11\0\0\0\1" + string(b"c5") +
                                 string(b"user5") + string(b"secret"))), (1, b"\x20\x03\0\0\0"),
                      (0, packet(0x82, b"\0\1\x02\x0b\x07" + string(b"five/#") + b"\x2c")),
                      (1, packet(0x30, string(b"five/x") + b"\0" + b"m" * 200))], 4),
    "smb2": (445, [(0, framed(tree_connect("\\\\FILES\\Bücher"))), (0, framed(create("dir\\a.txt"))),
                   (0, framed(write(3000))), (0, framed(create("\U0001F600.doc", 184) + close())),
                   (0, framed(b"\xfdSMB" + b"E" * 80)), (0, framed(create("last")))], 4),
    "smb1": (445, [(0, framed(smb1(0x75, struct.pack("<BBHHH", 255, 0, 0, 8, 1), b"\0" + "\\\\H\\C$\0".encode("utf-16-le") +
                                   b"?????\0"))),
                   (0, framed(smb1(0xA2, struct.pack("<BBHBHIIIQIIIIIB", 255, 0, 0, 0, 14, 0, 0, 1, 0, 0, 7, 1, 0, 2, 0),
                                   b"\0" + "\\srvsvc".encode("utf-16-le"))))], 2),
    "kerberos": (88, [(0, marked(as_request())), (1, marked(tgs_reply()))], 7),
}
EARLY = ("mqtt-3.1.1", "mqtt-5", "smb2")
DATAGRAMS = {
    "dhcp-name": (67, dhcp(option(12, b"laptop") + option(81, b"\0\0\0laptop.example.org")), 2),
    "dhcp-labels": (67, dhcp(option(81, b"\4\0\0\x06laptop\7example\3org\0")), 1),
    "dhcp-overload": (67, dhcp(option(52, b"\3"), option(12, b"one") + b"\xff", option(12, b"two") + b"\xff"), 2),
    "kerberos-udp": (88, as_request(), 3),
}


def compare_made():
    for name, (port, script, values) in STREAMS.items():
        for cut in (1400, 50, 11):
            path = os.path.join(SCRATCH, f"{name}-{cut}.pcap")
            write_capture(path, stream(port, script, cut))
            ours = compare(path, f"{name} in pieces of {cut}", name in EARLY)
            ok(len(ours) == values, f"{name} in pieces of {cut}: {values} values", sorted(ours))
    for name, (port, data, values) in DATAGRAMS.items():
        path = os.path.join(SCRATCH, name + ".pcap")
        write_capture(path, [frame(0, port, 17, 0, 0, 0, data)])
        ours = compare(path, name)
        ok(len(ours) == values, f"{name}: {values} values", sorted(ours))


def main():
    compare_made()
    names = sorted(os.listdir(FOLDER)) if os.path.isdir(FOLDER) else []
    for name in names:
        if not name.endswith((".tsv", ".7z", ".xz", ".zip", ".tgz", ".bz2", ".zst", ".lz4", ".mcap")):
            compare(os.path.join(FOLDER, name), name)
    print(f"1..{number}")
    return bad


sys.exit(main())
