#!/usr/bin/env python3
"""Sessions in which somebody logs in, in clear, to six services. Argument: the file."""
import base64
import struct
import sys

import wire
from wire import SECOND

SECRET = b"tsq-s3cr3t-7"
CODED, WORD = base64.b64encode(b"\0joe\0" + SECRET), base64.b64encode(SECRET)
sessions = [
    (21, [(1, b"220 ready\r\n"), (0, b"USER joe\r\n"), (1, b"331 go\r\n"), (0, b"PASS " + SECRET + b"\r\n"), (1, b"230 in\r\n")]),
    (25, [(1, b"220 ready\r\n"), (0, b"EHLO a.example.org\r\n"), (1, b"250 AUTH PLAIN\r\n"), (0, b"AUTH PLAIN " + CODED + b"\r\n"), (1, b"235 in\r\n")]),
    (110, [(1, b"+OK ready\r\n"), (0, b"USER joe\r\n"), (1, b"+OK\r\n"), (0, b"PASS " + SECRET + b"\r\n"), (1, b"+OK\r\n")]),
    (143, [(1, b"* OK IMAP4rev1\r\n"), (0, b'a LOGIN joe "' + SECRET + b'"\r\n'), (1, b"a NO\r\n"), (0, b"b LOGIN {3}\r\n"), (1, b"+ go\r\n"),
           (0, b"joe {12}\r\n"), (1, b"+ go\r\n"), (0, SECRET + b"\r\n"), (1, b"b NO\r\n"), (0, b"c AUTHENTICATE LOGIN\r\n"), (1, b"+ VXNlcm5hbWU6\r\n"),
           (0, b"am9l\r\n"), (1, b"+ UGFzc3dvcmQ6\r\n"), (0, WORD + b"\r\n"), (1, b"c OK\r\n")]),
    (80, [(0, wire.get("www.example.org", "/", "Mozilla/5.0", "Authorization: Basic " + base64.b64encode(b"joe:" + SECRET).decode() + "\r\n")),
          (1, wire.response("text/html", b"in"))]),
    (1883, [(0, b"\x10" + bytes([10 + 3 + 5 + 2 + len(SECRET)]) + b"\0\4MQTT\4\xc2\0\x3c" + b"\0\1x" + b"\0\3joe" + struct.pack(">H", len(SECRET)) + SECRET),
            (1, b"\x20\2\0\0")]),
]
capture = wire.Capture()
for i, (port, turns) in enumerate(sessions):
    talk = wire.Tcp(capture, i * SECOND, "10.0.0.1", f"198.18.3.{port % 250}", port)
    for side, data in turns:
        talk.say(side, data)
    talk.close()
capture.write(sys.argv[1])
print(SECRET.decode(), CODED.decode(), WORD.decode(), base64.b64encode(b"joe:" + SECRET).decode(), sep="\n")
