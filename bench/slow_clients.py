#!/usr/bin/python3
"""What other people's requests cost while a thousand slow clients hold the server's lines.

usage: bench/slow_clients.py [CONNECTIONS, default 1000] [SECONDS a phase, default 20]
The slow ones come from 127.0.0.2 and connect again whenever they are let go:
  headers  a header line a second, and never the empty one
  body     an upload of a megabyte, ten bytes a second; eight of each person
  read     requests of a large answer without reading any of them
The probe is one client of 127.0.0.1 on one line that sends a request every 5 ms. Phases without slow
clients stand between the others, so that a noisy machine shows.
"""
import base64
import hashlib
import hmac
import json
import multiprocessing
import selectors
import socket
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/e2e"))
from rollcall import PREFIX, Server  # noqa: E402

SLOW_ADDRESS = "127.0.0.2"
PAUSE_SECONDS = 0.005
SECRET = "of this run alone, and long enough"
# The probe is one person and asks more often than people do; the slow ones are many others.
SETTINGS = {"WORKERS": 0, "REQUESTS_PER_SECOND": 400, "REQUESTS_BURST": 400, "JWT_SECRET": SECRET}
UPLOADS_PER_USER = 8


def token_of(email):
    def encode(raw):
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    claims = {"sub": email, "email": email, "role": "super_admin", "exp": int(time.time()) + 3_600}
    signed = ".".join(encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{signed}.{encode(hmac.digest(SECRET.encode(), signed.encode(), hashlib.sha256))}"


class SlowClient:
    """One line; `first` goes out at once, `drop` every second."""

    def __init__(self, port, kind, first, drop, receive_bytes):
        self.kind = kind
        self.socket = socket.socket()
        if receive_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.bind((SLOW_ADDRESS, 0))
        self.socket.settimeout(5)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.drop, self.due = drop.encode(), time.monotonic() + 1
        self.socket.send(first.encode())

    def step(self, now):
        if self.drop and now > self.due:
            self.due = now + 1
            self.socket.send(self.drop)


def requests_of(mode, person):
    head = f"Host: a\r\nAuthorization: Bearer {token_of(f'slow{person}@example.org')}\r\n"
    return {
        "headers": (f"GET /healthz HTTP/1.1\r\n{head}", "X-Slow: b\r\n", 0),
        "body": (f"POST {PREFIX}/process HTTP/1.1\r\n{head}Content-Length: 1000000\r\n"
                 "Content-Type: multipart/form-data; boundary=X\r\n\r\n", "--X\r\n-----", 0),
        "read": (f"GET /openapi.json HTTP/1.1\r\n{head}\r\n" * 4, "", 2_048),
    }[mode]


def attack(mode, port, count, ready, stop):
    """Holds `count` slow lines until told to stop."""
    kinds = [requests_of(mode, person) for person in range(-(-count // UPLOADS_PER_USER))]
    free = [index % len(kinds) for index in range(count)]
    waits = selectors.DefaultSelector()
    clients = set()

    def let_go(client):
        waits.unregister(client.socket)
        client.socket.close()
        clients.discard(client)
        free.append(client.kind)

    while not stop.is_set():
        # A few at a time, so that the others go on being slow meanwhile.
        for _ in range(min(50, len(free))):
            try:
                client = SlowClient(port, free[0], *kinds[free[0]])
            except OSError:
                break
            free.pop(0)
            clients.add(client)
            waits.register(client.socket, selectors.EVENT_READ, client)
        if len(clients) == count:
            ready.set()
        if mode != "read":
            for key, _ in waits.select(0.05):
                try:
                    gone = not key.data.socket.recv(65_536)
                except OSError:
                    gone = True
                if gone:
                    let_go(key.data)
        else:
            time.sleep(0.05)
        now = time.monotonic()
        for client in list(clients):
            try:
                client.step(now)
            except OSError:
                let_go(client)


def probe(port, path, token, seconds):
    """Milliseconds of each request, in the order of their ends."""
    line = socket.create_connection(("127.0.0.1", port))
    request = f"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        line.sendall(request)
        got = line.recv(65_536)
        times.append((time.perf_counter() - began) * 1_000)
        if not got.startswith(b"HTTP/1.1 200 "):
            raise SystemExit(f"the probe was refused: {got[:200]!r}")
        time.sleep(PAUSE_SECONDS)
    line.close()
    return times


def measure_requests(port, seconds):
    """How many, p50 and p99 in ms, of an answer from memory, then of one from the database."""
    figures = []
    for path in ("/healthz", f"{PREFIX}/queue/stats"):
        times = probe(port, path, token_of("probe@example.org"), seconds / 2)
        figures += [len(times), statistics.median(times), statistics.quantiles(times, n=100)[98]]
    return figures


def print_head():
    print("| slow clients | requests in memory | p50 ms | p99 ms | from the database | p50 ms | p99 ms |")
    print("|---|---|---|---|---|---|---|")


def print_line(who, figures):
    print("| {} | {} | {:.2f} | {:.2f} | {} | {:.2f} | {:.2f} |".format(who, *figures), flush=True)


def phase(mode, server, count, seconds):
    port = int(server.url.rsplit(":", 1)[1])
    stop, ready = multiprocessing.Event(), multiprocessing.Event()
    attacker = None
    if mode != "nobody":
        attacker = multiprocessing.Process(target=attack, args=(mode, port, count, ready, stop))
        attacker.start()
        if not ready.wait(60):
            raise SystemExit(f"{count} connections were not reached")
    figures = measure_requests(port, seconds)
    if attacker:
        stop.set()
        attacker.join()
    print_line(mode, figures)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 20
    print_head()
    with Server(**SETTINGS) as server:
        for mode in ("nobody", "headers", "nobody", "body", "nobody", "read", "nobody"):
            phase(mode, server, count, seconds)


if __name__ == "__main__":
    main()
