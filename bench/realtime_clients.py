"""Thousands of Socket.IO clients on raw websockets in one thread, light enough to measure a server.

Each client opens a websocket, joins the main namespace, answers pings and counts what it gets;
nothing is decoded beyond the frames' heads.
"""
import selectors
import socket
import time

# What a browser sends, since servers keep it.
UPGRADE = "\r\n".join([
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", "Host: rollcall.example.org",
    "Connection: Upgrade", "Pragma: no-cache", "Cache-Control: no-cache",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/138.0.0.0 Safari/537.36",
    "Upgrade: websocket", "Origin: https://rollcall.example.org", "Sec-WebSocket-Version: 13",
    "Accept-Encoding: gzip, deflate, br, zstd", "Accept-Language: en-GB,en;q=0.9",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits", "", ""]).encode()
CONNECTING_MAX = 200


def masked_text(text):
    """A frame under a mask of zeros, which leaves the payload as it stands."""
    payload = text.encode()
    assert len(payload) <= 125
    return bytes([0x81, 0x80 | len(payload), 0, 0, 0, 0]) + payload


def split_frames(data):
    """The payloads of the whole frames at the front, and what is left behind them."""
    payloads, at = [], 0
    while len(data) - at >= 2:
        length, head = data[at + 1], 2
        if length == 126:
            length, head = int.from_bytes(data[at + 2:at + 4], "big"), 4
        elif length == 127:
            length, head = int.from_bytes(data[at + 2:at + 10], "big"), 10
        if len(data) - at < head + length:
            break
        payloads.append((data[at], data[at + head:at + head + length]))
        at += head + length
    return payloads, data[at:]


class Client:
    def __init__(self, address):
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.connect_ex(address)
        self.rest, self.is_upgraded, self.is_joined, self.is_gone = b"", False, False, False
        self.events = self.bytes = self.pings = 0

    def send(self, data):
        assert self.socket.send(data) == len(data), "a client's own socket is full"

    def read(self):
        try:
            data = self.socket.recv(262_144)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self.is_gone = True
            return
        data = self.rest + data
        if not self.is_upgraded:
            head, mark, data = data.partition(b"\r\n\r\n")
            if not mark:
                self.rest = head
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self.is_upgraded = True
        payloads, self.rest = split_frames(data)
        for first, payload in payloads:
            self.hear(first, payload)

    def hear(self, first, payload):
        if payload.startswith(b"42"):
            self.events += 1
            self.bytes += len(payload)
        elif payload == b"2":
            self.send(masked_text("3"))
            self.pings += 1
        elif payload.startswith(b"0{"):
            self.send(masked_text("40"))
        elif payload.startswith(b"40{"):
            self.is_joined = True
        else:
            raise SystemExit(f"a client heard what it did not expect: {first:#x} {payload[:80]}")


class Swarm:
    def __init__(self, port):
        self.address = ("127.0.0.1", port)
        self.selector = selectors.DefaultSelector()
        self.clients = []

    def grow_to(self, count, seconds=300):
        deadline = time.monotonic() + seconds
        waiting = []
        while len(self.clients) < count or waiting:
            while len(waiting) < CONNECTING_MAX and len(self.clients) < count:
                client = Client(self.address)
                self.selector.register(client.socket, selectors.EVENT_WRITE, client)
                self.clients.append(client)
                waiting.append(client)
            self.step(0.5)
            waiting = [client for client in waiting if not client.is_joined]
            if time.monotonic() > deadline:
                raise SystemExit(f"only {len(self.clients) - len(waiting)} of {count} clients got in")

    def step(self, seconds):
        for key, events in self.selector.select(seconds):
            client = key.data
            if events & selectors.EVENT_WRITE:
                client.send(UPGRADE)
                self.selector.modify(client.socket, selectors.EVENT_READ, client)
            elif events & selectors.EVENT_READ:
                client.read()
                if client.is_gone:
                    self.selector.unregister(client.socket)

    def run_until(self, is_done, seconds):
        """Whether it was done in time."""
        deadline = time.monotonic() + seconds
        while not is_done():
            if time.monotonic() > deadline:
                return False
            self.step(0.2)
        return True

    def events(self):
        return sum(client.events for client in self.clients)

    def alive(self):
        return sum(not client.is_gone for client in self.clients)

    def close(self):
        for client in self.clients:
            client.socket.close()
        self.selector.close()
