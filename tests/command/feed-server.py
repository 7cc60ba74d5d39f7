#!/usr/bin/env python3
"""Servers for feeds.sh: one of HTTPS, one of HTTPS with a certificate that expired, one of plain HTTP.

feed-server.py FOLDER: serves FOLDER/www, with certificates good.pem and expired.pem of FOLDER; writes
the three ports to FOLDER/ports, and each request to FOLDER/log."""
import gzip
import http.server
import os
import ssl
import sys
import threading
import time
import zlib

folder = sys.argv[1]
ports = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, to):
        self.answer(302, Location=to)

    def file(self, name):
        try:
            with open(os.path.join(folder, "www", name), "rb") as file:
                body = file.read()
        except FileNotFoundError:
            return self.answer(404, b"<html>no such page 1.2.3.4</html>\n")
        tag = '"%08x"' % zlib.crc32(body)
        if self.headers.get("If-None-Match") == tag:
            return self.answer(304, ETag=tag)
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            return self.answer(200, gzip.compress(body), Content_Encoding="gzip", ETag=tag,
                Last_Modified="Thu, 19 Nov 2026 08:00:00 GMT")
        return self.answer(200, body, ETag=tag)

    def slow(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        for _ in range(60):
            self.wfile.write(b"1.2.3.4\n")
            self.wfile.flush()
            time.sleep(1)

    def endless(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        for _ in range(4096):
            self.wfile.write(b"1.2.3.4\n" * 8192)

    def truncated(self):
        body = b"".join(b"9.9.%d.%d\n" % (i // 250, i % 250 + 1) for i in range(500))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body) * 2))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def flaky(self):
        path = os.path.join(folder, "flaky")
        count = int(open(path).read()) if os.path.exists(path) else 0
        with open(path, "w") as file:
            file.write(str(count + 1))
        if count < 2:
            return self.answer(503, b"busy")
        return self.answer(200, b"9.9.9.9\n")

    def do_GET(self):
        with open(os.path.join(folder, "log"), "a") as log:
            log.write("%s %s\n" % (self.path, self.headers.get("User-Agent")))
        word = self.path.strip("/")
        self.close_connection = True
        try:
            if word == "slow":
                self.slow()
            elif word == "endless":
                self.endless()
            elif word == "truncated":
                self.truncated()
            elif word == "flaky":
                self.flaky()
            elif word == "bomb":
                self.answer(200, gzip.compress(b"\n" * (64 << 20), 9), Content_Encoding="gzip")
            elif word == "cut-gzip":
                body = b"".join(b"9.9.%d.%d\n" % (i // 250, i % 250 + 1) for i in range(5000))
                self.answer(200, gzip.compress(body)[:-3000], Content_Encoding="gzip")
            elif word == "not-gzip":
                self.answer(200, b"1.2.3.4 this is no gzip\n", Content_Encoding="gzip")
            elif word == "loop":
                self.redirect("/loop")
            elif word.startswith("hop"):
                self.redirect("/hop%d" % (int(word[3:]) - 1) if int(word[3:]) else "/good.txt")
            elif word == "down":
                self.redirect("http://localhost:%d/good.txt" % ports["http"])
            elif word == "up":
                self.redirect("https://localhost:%d/good.txt" % ports["https"])
            elif word == "up-and-down":
                self.redirect("https://localhost:%d/down" % ports["https"])
            elif word == "file":
                self.redirect("file:///etc/passwd")
            elif word == "evil-header":
                self.answer(200, b"9.9.9.9\n", ETag='"\x1b[31m\tx"')
            else:
                self.file(word)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def serve(name, certificate):
    server = Server(("localhost", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(folder, certificate))
        server.socket = context.wrap_socket(server.socket, server_side=True,
            do_handshake_on_connect=False)
    ports[name] = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()


serve("https", "good.pem")
serve("expired", "expired.pem")
serve("http", None)
with open(os.path.join(folder, "ports.new"), "w") as file:
    file.write("%d %d %d\n" % (ports["https"], ports["expired"], ports["http"]))
os.rename(os.path.join(folder, "ports.new"), os.path.join(folder, "ports"))
sys.stdin.read()  # who started it closes it
