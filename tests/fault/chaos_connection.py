"""One connection through a chaos proxy: two directions, each read, delayed, cut up or lost.

Everything here runs on the proxy's event loop.
"""
import asyncio
import random
import socket
import struct

from chaos_toxics import NAMES, Bandwidth, Freeze, Latency, LimitData, ResetPeer, Slicer, Timeout
from postgres_wire import Tap

READ_SIZE = 65_536
PIECES_WAITING_MAX = 64
NO_LINGER = struct.pack("ii", 1, 0)  # close() sends a reset

END_OF_STREAM, CUT = object(), object()


def close_with_reset(one):
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    one.close()


class Direction:
    """The bytes of one side on their way to the other."""

    def __init__(self, connection, name, source, target):
        self.connection, self.name = connection, name
        self.source, self.target = source, target
        self.toxics = connection.proxy.toxics
        self.chance = random.Random(f"{connection.proxy.seed} {connection.number} {name}")
        self.waiting = asyncio.Queue(PIECES_WAITING_MAX)
        self.limit, self.left = None, 0

    def toxic(self, kind):
        return self.toxics.get(self.name, kind)

    async def read(self):
        loop = asyncio.get_running_loop()
        while True:
            await self._while_frozen()
            data = await loop.sock_recv(self.source, READ_SIZE)
            if not data:
                await self.waiting.put((self._due(), END_OF_STREAM))
                return
            for piece in self.connection.tap.cut(self.name, data):
                if piece.is_commit and self.connection.loses_commit(self.name):
                    await self.waiting.put((self._due(), CUT))
                    return
                await self.waiting.put((self._due(), piece.content))

    async def write(self):
        while True:
            due, piece = await self.waiting.get()
            await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
            if piece is CUT:
                self.connection.end(with_reset=True)
                return
            await self._while_frozen()
            if piece is END_OF_STREAM:
                self.target.shutdown(socket.SHUT_WR)
                return
            for part in self._slices(piece):
                await self._send(part)

    async def _while_frozen(self):
        while self.toxic(Freeze):
            await self.connection.proxy.next_change()

    def _due(self):
        """When what came now goes on; it waits behind what came earlier besides."""
        now = asyncio.get_running_loop().time()
        latency = self.toxic(Latency)
        if latency:
            now += max(0.0, latency.milliseconds + self.chance.uniform(-latency.jitter, latency.jitter)) / 1000
        return now

    def _slices(self, piece):
        while piece:
            slicer = self.toxic(Slicer)
            size = len(piece)
            if slicer:
                size = max(1, slicer.size + self.chance.randint(-slicer.variation, slicer.variation))
            yield piece[:size]
            piece = piece[size:]

    async def _send(self, part):
        await self._while_frozen()
        if self.toxic(Timeout):
            self.connection.note_once("timeout", f"{self.name}: bytes are lost")
            self.connection.has_lost = True
            return
        part = self._within_limit(part)
        await asyncio.get_running_loop().sock_sendall(self.target, part)
        self.connection.proxy.passed[self.name] += len(part)
        if self.limit and self.left == 0:
            self.connection.note_once("limit_data", f"{self.name}: ended after {self.limit.size} bytes")
            self.connection.end(with_reset=False)
        slicer, bandwidth = self.toxic(Slicer), self.toxic(Bandwidth)
        pause = (slicer.pause_milliseconds / 1000 if slicer else 0) + \
            (len(part) / bandwidth.bytes_per_second if bandwidth else 0)
        if pause:
            await asyncio.sleep(pause)

    def _within_limit(self, part):
        limit = self.toxic(LimitData)
        if limit is not self.limit:
            self.limit, self.left = limit, limit.size if limit else 0
        if limit is None:
            return part
        part = part[:self.left]
        self.left -= len(part)
        return part


class Connection:
    def __init__(self, proxy, number, client, server):
        for one in (client, server):
            one.setblocking(False)
            if one.family != socket.AF_UNIX:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.proxy, self.number = proxy, number
        self.sockets = (client, server)
        self.tap = Tap()
        self.chance = random.Random(f"{proxy.seed} {number} commits")
        self.has_lost = False
        self.ended = asyncio.get_running_loop().create_future()
        self.directions = (Direction(self, "up", client, server), Direction(self, "down", server, client))
        self._noted = set()

    def end(self, with_reset):
        """Soon, and once: what others ask afterwards is too late."""
        if not self.ended.done():
            self.ended.set_result(with_reset)

    def end_by(self, toxic):
        """Ends as the toxic says, unless it is gone by then."""
        def now():
            if any(one.toxic(type(toxic)) is toxic for one in self.directions):
                self.note_once(NAMES[type(toxic)], f"ended after {toxic.milliseconds} ms")
                self.end(with_reset=isinstance(toxic, ResetPeer))
        if isinstance(toxic, ResetPeer) or toxic.milliseconds:
            asyncio.get_running_loop().call_later(toxic.milliseconds / 1000, now)

    def loses_commit(self, direction):
        return self.proxy.loses_commit(direction, self)

    def note(self, fault, detail):
        self.proxy.note(fault, self.number, detail)

    def note_once(self, fault, detail):
        if (fault, detail) not in self._noted:
            self._noted.add((fault, detail))
            self.note(fault, detail)

    async def run(self):
        """To its end; raises what is no fault of the network."""
        writers = [asyncio.create_task(self._guarded(one.write())) for one in self.directions]
        readers = [asyncio.create_task(self._guarded(one.read())) for one in self.directions]
        whole = asyncio.create_task(asyncio.wait(writers))
        try:
            await asyncio.wait({self.ended, whole}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (whole, *writers, *readers):
                task.cancel()
            done = await asyncio.gather(*writers, *readers, return_exceptions=True)
            self._close()
        for error in done:
            if isinstance(error, Exception):
                raise error

    async def _guarded(self, pump):
        """A peer that goes away takes the other one with it."""
        try:
            await pump
        except OSError as error:
            self.note("broken", str(error))
            self.end(with_reset=True)
        except Exception:
            self.end(with_reset=True)
            raise

    def _close(self):
        with_reset = self.ended.done() and self.ended.result()
        for one in self.sockets:
            if with_reset:
                close_with_reset(one)
            else:
                one.close()
