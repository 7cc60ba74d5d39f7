#!/usr/bin/env python3
"""Ten captures in which nothing is wrong, from what networks do all day, always the same. Argument: a folder."""
import random
import struct
import sys

import wire
from wire import MILLI, SECOND

FOLDER = sys.argv[1]
MINUTE, HOUR = 60 * SECOND, 3600 * SECOND
RESOLVER = "10.0.0.53"
BROWSERS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
]
WORDS = ("garden school river music travel recipe weather market forum photo health train library theatre football "
         "museum bakery cycling camera guitar village harbour mountain teacher painter").split()


def sites(chance, n):
    """Names of servers, each with an address."""
    return [(f"{chance.choice(('www', 'cdn', 'static', 'api', 'img'))}.{a}-{b}.example.{chance.choice(('com', 'org', 'net'))}",
             f"198.{18 + i % 2}.{chance.randrange(256)}.{1 + i % 250}")
            for i, (a, b) in enumerate((chance.choice(WORDS), chance.choice(WORDS)) for _ in range(n))]


def host(i):
    return f"10.0.{1 + i // 200}.{10 + i % 200}"


def browsing(c, chance):
    """An hour of twenty people who read, search, sign in, buy and comment."""
    places = sites(chance, 150)
    paths = ["/", "/index.html", "/search?q=select+the+best+hotel+from+our+list&page=2", "/news/2026/01/05/union-and-employers-meet",
             "/login?return=%2Faccount%2Forders%3Fid%3D7", "/article.php?id=4711&lang=en", "/css/site.css?v=1.2.3",
             "/js/app.bundle.js", "/img/logo.png", "/fonts/text.woff2", "/ads/banner?slot=3&size=300x250", "/feed.xml",
             "/contact?mail=someone@example.org", "/shop/item?color=blue&size=xl&price=10..20", "/cgi-bin/count?df=page.dat",
             "/map?lat=48.137&lon=11.575&zoom=12", "/wiki/C_(programming_language)", "/files/report%20(final).pdf",
             "/rss?url=http://blog.example.org/feed&n=10", "/pixel.gif?u=https%3A%2F%2Fwww.example.org%2F%3Fa%3D1%26b%3D2"]
    posts = [(b"name=Ann&comment=I+liked+it%2C+see+you+or+else+1%3D1+day", "application/x-www-form-urlencoded"),
             (b'{"query":"query { user(id: 7) { name } }","variables":{"select":"all"}}', "application/json"),
             (b"\x30\x51\x30\x4f\x30\x4d" + bytes(range(64)), "application/ocsp-request")]
    for person in range(20):
        at, agent, me = chance.randrange(30 * SECOND), BROWSERS[person % 4], host(person)
        while at < HOUR:
            server, address = chance.choice(places)
            wire.look_up(c, at, me, RESOLVER, server, address)
            at += 20 * MILLI
            if chance.random() < 0.7:
                at = wire.tls(c, at, me, address, server, chance, chance.randrange(200, 3000), chance.randrange(40000))
            else:
                cookie = f"Cookie: session={chance.randbytes(12).hex()}; theme=dark; _ga=GA1.2.{chance.randrange(10**9)}\r\n"
                turns = [(wire.get(server, path, agent, cookie), wire.response("text/html; charset=utf-8", b"<html>" + chance.randbytes(900).hex().encode()))
                         for path in chance.sample(paths, 4)]
                if chance.random() < 0.2:
                    body, kind = chance.choice(posts)
                    turns.append((f"POST /submit HTTP/1.1\r\nHost: {server}\r\nUser-Agent: {agent}\r\nContent-Type: {kind}\r\n"
                                  f"Content-Length: {len(body)}\r\n\r\n".encode() + body, wire.response("application/json", b'{"ok":true}')))
                at = wire.http(c, at, me, address, turns)
            at += int(chance.expovariate(1 / 40) * SECOND)


def updates(c, chance):
    """Windows, Debian, phones and programs look for updates, by the clock, and fetch some."""
    windows = "Microsoft-Delivery-Optimization/10.0"
    package = "/d/msdownload/update/software/secu/2026/01/windows10.0-kb5068781-x64_0c9b9f1d.cab"
    for i in range(12):
        me = host(i)
        for k in range(36):
            at = k * 10 * MINUTE + i * 7 * SECOND + chance.randrange(2 * SECOND)
            wire.look_up(c, at, me, RESOLVER, "ctldl.windowsupdate.com", "198.18.77.1")
            wire.http(c, at + SECOND, me, "198.18.77.1", [
                (wire.get("ctldl.windowsupdate.com", "/msdownload/update/v3/static/trustedr/en/disallowedcertstl.cab", "Microsoft-CryptoAPI/10.0"),
                 wire.response("application/vnd.ms-cab-compressed", b"MSCF" + chance.randbytes(3000)))])
            wire.http(c, at + 9 * SECOND, me, "198.18.77.3", [
                (wire.get("connectivity-check.ubuntu.com", "/", "NetworkManager/1.42.4"), wire.response("text/plain", b"", "204 No Content"))])
        parts = [(wire.get("au.download.windowsupdate.com", package, windows, f"Range: bytes={n * 20000}-{n * 20000 + 19999}\r\n"),
                  wire.response("application/octet-stream", chance.randbytes(20000), "206 Partial Content")) for n in range(20)]
        wire.http(c, HOUR + i * MINUTE, me, "198.18.77.2", parts)
        lists = ["/debian/dists/bookworm/InRelease", "/debian/dists/bookworm/main/binary-amd64/Packages.xz",
                 "/debian/pool/main/o/openssl/openssl_3.0.17-1_amd64.deb", "/debian/pool/main/b/bash/bash_5.2.15-2_i386.deb"]
        wire.look_up(c, 2 * HOUR + i * MINUTE, me, RESOLVER, "deb.debian.org", "198.18.78.1")
        wire.http(c, 2 * HOUR + i * MINUTE + SECOND, me, "198.18.78.1",
                  [(wire.get("deb.debian.org", path, "Debian APT-HTTP/1.3 (2.6.1)"),
                    wire.response("application/octet-stream", chance.randbytes(9000))) for path in lists])
        wire.tls(c, 3 * HOUR + i * MINUTE, me, "198.18.79.1", "aus5.mozilla.org", chance, 300, 4000)


def backup(c, chance):
    """Three machines that send much by TLS: two to the site next door, one to a place of its own out there."""
    for i, (there, server, size) in enumerate((("10.9.0.5", "backup.corp.example", 40 << 20), ("10.9.0.5", "backup.corp.example", 4 << 20),
                                               ("198.18.99.9", "vault.backup.example.com", 48 << 20))):
        wire.look_up(c, i * MINUTE, host(i), RESOLVER, server, there)
        wire.tls(c, i * MINUTE + SECOND, host(i), there, server, chance, size, 9000)


def telephones(c, chance):
    """Thirty telephones: registrations, keep-alives, calls with their streams."""
    provider, media = "198.18.60.1", "198.18.60.2"

    def sip(line, i, number, seq):
        return (f"{line}\r\nVia: SIP/2.0/UDP {host(i)}:5060;branch=z9hG4bK{seq}\r\nFrom: <sip:{200 + i}@voip.example.com>;tag={i}\r\n"
                f"To: <sip:{number}@voip.example.com>\r\nCall-ID: {seq}@{host(i)}\r\nCSeq: {seq} {line.split()[0]}\r\n"
                "User-Agent: Deskphone/4.2\r\nContent-Length: 0\r\n\r\n").encode()

    for i in range(30):
        for k in range(60):
            at = k * MINUTE + i * SECOND
            line = "REGISTER sip:voip.example.com SIP/2.0" if k % 10 == 0 else "OPTIONS sip:voip.example.com SIP/2.0"
            c.udp(at, host(i), 5060, provider, 5060, sip(line, i, 200 + i, k))
            c.udp(at + 20 * MILLI, provider, 5060, host(i), 5060, sip("SIP/2.0 200 OK", i, 200 + i, k))
    for call in range(24):
        i, at = call, 5 * MINUTE + call * 3 * SECOND
        ours, theirs = 16000 + 2 * call, 30000 + 2 * call
        c.udp(at, host(i), 5060, provider, 5060, sip(f"INVITE sip:{300 + call}@voip.example.com SIP/2.0", i, 300 + call, 1000 + call))
        c.udp(at + 50 * MILLI, provider, 5060, host(i), 5060, sip("SIP/2.0 200 OK", i, 300 + call, 1000 + call))
        for k in range(1000):
            rtp = struct.pack(">BBHII", 0x80, 0, k, k * 160, call)
            c.udp(at + SECOND + k * 20 * MILLI, host(i), ours, media, theirs, rtp + chance.randbytes(160))
            c.udp(at + SECOND + k * 20 * MILLI + MILLI, media, theirs, host(i), ours, rtp + chance.randbytes(160))
            if k % 250 == 0:
                c.udp(at + SECOND + k * 20 * MILLI + 2 * MILLI, host(i), ours + 1, media, theirs + 1, b"\x80\xc8\0\6" + bytes(24))


def resolver(c, chance):
    """Two hundred clients ask one resolver, which asks others; some names do not exist."""
    places = sites(chance, 1500)
    odd = ["r3---sn-4g5edn7y.video.example.com", "e12345.dscb.edge.example.net", "a-0001.a-msedge.example.net",
           "selector1._domainkey.mail.example.org", "_dmarc.example.org", "_sip._tcp.voip.example.com", "x1.c.lencr.example.org"]
    gone = ["printer.corp.example.com", "isatap.corp.example.com", "oldserver.corp.example.com", "grafik.example.org", "wwww.market.example.com"]
    for k in range(8000):
        at, me = k * 400 * MILLI + chance.randrange(300 * MILLI), host(chance.randrange(200))
        n = chance.random()
        if n < 0.04:
            wire.look_up(c, at, me, RESOLVER, chance.choice(gone), rcode=3)
        elif n < 0.08:
            wire.look_up(c, at, me, RESOLVER, f"{chance.randrange(1, 255)}.{chance.randrange(256)}.18.198.in-addr.arpa", rcode=3, kind=wire.PTR)
        elif n < 0.15:
            wire.look_up(c, at, me, RESOLVER, chance.choice(odd), kind=chance.choice((wire.TXT, wire.A, 65)))
        else:
            server, address = chance.choice(places)
            wire.look_up(c, at, me, RESOLVER, server, address)
            if n < 0.4:
                wire.look_up(c, at + MILLI, me, RESOLVER, server, kind=wire.AAAA)
            if n < 0.6:
                wire.look_up(c, at + 2 * MILLI, RESOLVER, "198.18.53.53", server, address)


    for k in range(53):
        wire.look_up(c, k * MINUTE, host(3), RESOLVER, "oldserver.corp.example.com", rcode=3)
        wire.look_up(c, k * MINUTE + SECOND, host(4), RESOLVER, f"printer{k % 3}.corp.example.com", rcode=3)


def clocks(c, chance):
    """Two hours of clocks that are set."""
    for i in range(40):
        for k in range(112):
            at = k * 64 * SECOND + i * 100 * MILLI + chance.randrange(50 * MILLI)
            server, port = f"198.18.123.{1 + i % 4}", 123 if i % 2 else c.next_port()
            c.udp(at, host(i), port, server, 123, b"\x23" + bytes(39) + struct.pack(">II", k, i))
            c.udp(at + 15 * MILLI, server, 123, host(i), port, b"\x24\x02" + bytes(38) + struct.pack(">II", k, i))


def mail(c, chance):
    """A mail server gets and sends mail; programs look for it every five minutes."""
    mine = "10.0.0.25"
    for k in range(120):
        server, address = chance.choice(sites(chance, 60))
        at, outgoing = k * 20 * SECOND, k % 2
        if outgoing:
            wire.look_up(c, at, mine, RESOLVER, server, address)
        talk = wire.Tcp(c, at + SECOND, mine if outgoing else address, address if outgoing else mine, 25)
        talk.say(1, b"220 mail.example.org ESMTP\r\n").say(0, b"EHLO mx.example.com\r\n").say(1, b"250-mail.example.org\r\n250 SIZE 1000000\r\n")
        talk.say(0, f"MAIL FROM:<ann{k}@example.com>\r\n".encode()).say(1, b"250 OK\r\n").say(0, b"RCPT TO:<bob@example.org>\r\n")
        talk.say(1, b"250 OK\r\n").say(0, b"DATA\r\n").say(1, b"354 go\r\n")
        talk.say(0, b"Subject: minutes of the meeting\r\nFrom: ann@example.com\r\n\r\n" + b"See you on Monday.\r\n" * 40 + b".\r\n")
        talk.say(1, b"250 OK\r\n").say(0, b"QUIT\r\n").say(1, b"221 bye\r\n").close()
    for i in range(15):
        for k in range(48):
            at = k * 5 * MINUTE + i * 9 * SECOND + chance.randrange(SECOND)
            wire.tls(c, at, host(i), "198.18.25.1", "imap.mail.example.com", chance, 400, 1500, 993 if i % 2 else 995)


def shell(c, chance):
    """Three hours at a remote machine, a key at a time."""
    for i in range(3):
        talk = wire.Tcp(c, i * MINUTE, host(i), f"198.18.22.{1 + i}", 22)
        talk.say(0, b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n").say(1, b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n")
        while talk.at < 3 * HOUR:
            talk.say(0, chance.randbytes(36), wait=int(chance.expovariate(1 / 4) * SECOND))
            talk.say(1, chance.randbytes(chance.choice((36, 36, 60, 600))))
        talk.close()


def neighbours(c, chance):
    """What machines of one network say to everybody: leases, names, services, groups."""
    for i in range(60):
        me, other = host(i), host((i + 7) % 60)
        number = bytes([2, 0, 0, 0, 0, i])
        for k in range(30):
            at = k * 2 * MINUTE + i * 700 * MILLI
            lease = (b"\x01\x01\x06\0" + struct.pack(">I", i * 100 + k) + bytes(20) + number + bytes(202) + b"\x63\x82\x53\x63"
                     + b"\x35\x01\x03" + bytes([12, 7]) + f"desk-{i:02}".encode() + b"\xff")
            c.udp(at, "0.0.0.0" if k == 0 else me, 68, "255.255.255.255" if k == 0 else "10.0.0.1", 67, lease)
            c.udp(at + SECOND, me, 5353, "224.0.0.251", 5353, wire.question("_ipp._tcp.local", wire.PTR, 0, 0))
            c.udp(at + 2 * SECOND, other, 5353, "224.0.0.251", 5353,
                  wire.answer(f"desk-{i:02}.local", [wire.record(f"desk-{i:02}.local", wire.A, wire.packed(other))], number=0))
            c.udp(at + 3 * SECOND, me, c.next_port(), "239.255.255.250", 1900,
                  b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n')
            c.udp(at + 4 * SECOND, me, c.next_port(), "224.0.0.252", 5355, wire.question(f"desk-{(i + k) % 60:02}", wire.A, k, 0))
            c.udp(at + 5 * SECOND, me, 137, "10.0.1.255", 137, struct.pack(">6H", k, 0x0110, 1, 0, 0, 0)
                  + b"\x20" + b"EEEFFDELCACACACACACACACACACACAAA" + b"\0" + struct.pack(">HH", 32, 1))
            c.put(at + 6 * SECOND, me, "224.0.0.22", 2, b"\x22\0\0\0\0\0\0\1\4\0\0\0\xe0\0\0\xfb")


def video(c, chance):
    """An evening of films: QUIC, TLS, and a station that still sends in clear, ten seconds at a time."""
    for i in range(4):
        server = f"r{i}---sn-video.example.com"
        wire.look_up(c, i * SECOND, host(i), RESOLVER, server, f"198.18.70.{1 + i}")
        port, at = c.next_port(), i * SECOND + 40 * MILLI
        for k in range(4000):
            head = b"\xc3\0\0\0\1\x08" + chance.randbytes(8) if k < 2 else b"\x41" + chance.randbytes(8)
            c.udp(at, host(i), port, f"198.18.70.{1 + i}", 443, head + chance.randbytes(1190 if k < 2 else 40))
            c.udp(at + MILLI, f"198.18.70.{1 + i}", 443, host(i), port, head + chance.randbytes(1190))
            at += 5 * MILLI
        for k in range(40):
            wire.tls(c, k * 10 * SECOND, host(10 + i), f"198.18.71.{1 + k % 3}", "live.video.example.com", chance, 700, 90000)
    talk = wire.Tcp(c, 0, host(20), "198.18.72.1", 80)
    for k in range(120):
        talk.say(0, wire.get("tv.station.example.com", f"/live/segment{k:05}.ts", "VLC/3.0.20 LibVLC/3.0.20"),
                 wait=k * 10 * SECOND - talk.at + SECOND)
        talk.say(1, wire.response("video/mp2t", b"G@\0\x10" + chance.randbytes(80000)))


for number, make in enumerate((browsing, updates, backup, telephones, resolver, clocks, mail, shell, neighbours, video)):
    capture = wire.Capture()
    make(capture, random.Random(number))
    capture.write(f"{FOLDER}/{make.__name__}.pcap")
