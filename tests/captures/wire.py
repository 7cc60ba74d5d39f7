"""Captures that tests make: hosts that speak over Ethernet, frame by frame, always the same."""
import ipaddress
import struct
import zlib

MSS = 1400
MICRO, MILLI, SECOND = 1000, 1000000, 1000000000
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
A, CNAME, PTR, MX, TXT, AAAA, SRV = 1, 5, 12, 15, 16, 28, 33


def packed(address):
    return ipaddress.ip_address(address).packed


def ip(src, dst, proto, payload):
    a, b = packed(src), packed(dst)
    if len(a) == 16:
        return struct.pack(">IHBB", 6 << 28, len(payload), proto, 64) + a + b + payload
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0x4000, 64, proto, 0) + a + b + payload


class Capture:
    def __init__(self, start=1767600000 * SECOND):
        self.frames, self.start, self.port = [], start, 32768

    def put(self, at, src, dst, proto, payload):
        """A packet, at so many ns after the start."""
        mac = [b"\x02" + struct.pack(">BI", 0, zlib.crc32(x.encode())) for x in (dst, src)]
        kind = b"\x86\xdd" if ":" in src else b"\x08\x00"
        self.frames.append((at, len(self.frames), b"".join(mac) + kind + ip(src, dst, proto, payload)))

    def next_port(self):
        self.port = 32768 + (self.port - 32768 + 1) % 28000
        return self.port

    def udp(self, at, src, sport, dst, dport, payload):
        self.put(at, src, dst, 17, struct.pack(">HHHH", sport, dport, 8 + len(payload), 0) + payload)

    def tcp(self, at, src, sport, dst, dport, flags, seq=1000, ack=0, payload=b""):
        self.put(at, src, dst, 6, struct.pack(">HHIIBBHHH", sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, 0x50, flags,
                                               65535, 0, 0) + payload)

    def header(self, out):
        out.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1))

    def frame(self, out, at, data):
        at += self.start
        out.write(struct.pack("<IIII", at // SECOND, at % SECOND, len(data), len(data)) + data)

    def write(self, path):
        """In order of time, with nanoseconds."""
        with open(path, "wb", 1 << 20) as out:
            self.header(out)
            for at, _, data in sorted(self.frames):
                self.frame(out, at, data)


class Tcp:
    """A connection: made, spoken over, closed. Time goes on with what is said."""

    def __init__(self, capture, at, src, dst, dport, sport=None, trip=10 * MILLI):
        self.capture, self.at, self.trip = capture, at, trip
        self.ends = [(src, sport or capture.next_port()), (dst, dport)]
        self.seq = [1000, 5000]
        self.send(0, SYN)
        self.send(1, SYN | ACK, wait=trip)
        self.seq = [1001, 5001]
        self.send(0, ACK)

    def send(self, side, flags, payload=b"", wait=50 * MICRO):
        (src, sport), (dst, dport) = self.ends[side], self.ends[1 - side]
        self.at += wait
        self.capture.tcp(self.at, src, sport, dst, dport, flags, self.seq[side], self.seq[1 - side], payload)
        self.seq[side] += len(payload)

    def say(self, side, data, wait=None):
        """In segments, every second of which is acknowledged."""
        self.at += self.trip // 2 if wait is None else wait
        for n, i in enumerate(range(0, len(data), MSS)):
            self.send(side, ACK | PSH, data[i:i + MSS])
            if n % 2:
                self.send(1 - side, ACK)
        return self

    def close(self):
        self.send(0, FIN | ACK)
        self.send(1, FIN | ACK, wait=self.trip)
        self.seq[0] += 1
        self.send(0, ACK)
        return self.at


# --- DNS

def name(text):
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".") if label) + b"\0"


def question(text, kind=A, number=1, flags=0x0100):
    return struct.pack(">6H", number, flags, 1, 0, 0, 0) + name(text) + struct.pack(">HH", kind, 1)


def record(owner, kind, data, ttl=300):
    return name(owner) + struct.pack(">HHIH", kind, 1, ttl, len(data)) + data


def answer(text, records, kind=A, number=1, rcode=0):
    head = struct.pack(">6H", number, 0x8180 | rcode, 1, len(records), 0, 0)
    return head + name(text) + struct.pack(">HH", kind, 1) + b"".join(records)


def look_up(capture, at, client, resolver, text, *addresses, rcode=0, kind=A):
    """A question and its answer."""
    port, number = capture.next_port(), zlib.crc32(text.encode()) & 0xFFFF
    capture.udp(at, client, port, resolver, 53, question(text, kind, number))
    records = [record(text, kind, packed(a)) for a in addresses]
    capture.udp(at + 8 * MILLI, resolver, 53, client, port, answer(text, records, kind, number, rcode))


# --- TLS

def extension(kind, data):
    return struct.pack(">HH", kind, len(data)) + data


def client_hello(server, random):
    extensions = extension(0, struct.pack(">HBH", len(server) + 3, 0, len(server)) + server.encode()) if server else b""
    extensions += extension(16, b"\x00\x0c\x02h2\x08http/1.1") + extension(43, b"\x02\x03\x04")
    body = (b"\x03\x03" + random + b"\0" + b"\x00\x08\x13\x01\x13\x02\xc0\x2f\xc0\x30" + b"\x01\x00"
            + struct.pack(">H", len(extensions)) + extensions)
    return b"\x16\x03\x01" + struct.pack(">H", len(body) + 4) + b"\x01" + struct.pack(">I", len(body))[1:] + body


def server_hello(random):
    body = b"\x03\x03" + random + b"\0\x13\x01\0" + b"\x00\x06" + extension(43, b"\x03\x04")
    return b"\x16\x03\x03" + struct.pack(">H", len(body) + 4) + b"\x02" + struct.pack(">I", len(body))[1:] + body


def sealed(data):
    """Records of application data."""
    return b"".join(b"\x17\x03\x03" + struct.pack(">H", len(data[i:i + 16000])) + data[i:i + 16000]
                    for i in range(0, len(data), 16000))


def tls(capture, at, src, dst, server, chance, sent=500, received=20000, port=443, trip=10 * MILLI):
    """A session with so many bytes either way; when it is over."""
    talk = Tcp(capture, at, src, dst, port, trip=trip)
    talk.say(0, client_hello(server, chance.randbytes(32)))
    talk.say(1, server_hello(chance.randbytes(32)) + sealed(chance.randbytes(2500)))
    talk.say(0, sealed(chance.randbytes(sent)))
    talk.say(1, sealed(chance.randbytes(received)))
    return talk.close()


# --- HTTP

def get(host, path, agent, more=""):
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\nAccept: */*\r\n{more}\r\n".encode()


def response(kind, body, status="200 OK", more=""):
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


def http(capture, at, src, dst, exchanges, port=80):
    """Requests and responses over one connection; when it is over."""
    talk = Tcp(capture, at, src, dst, port)
    for request, reply in exchanges:
        talk.say(0, request)
        talk.say(1, reply, wait=20 * MILLI)
    return talk.close()
