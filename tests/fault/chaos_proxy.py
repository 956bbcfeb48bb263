#!/usr/bin/python3
"""A TCP proxy that is a bad network on purpose, and loses the COMMITs of PostgreSQL that it is told to.

In a script:

    with ChaosProxy(("127.0.0.1", 5432), seed=7) as proxy:
        proxy.add(Latency(20, jitter=10), "down")
        proxy.drop_commit_reply(3)      # of the third COMMIT from now the client never knows
        ...                             # connect to proxy.port
        proxy.wait_for("commit_reply_dropped")

By hand, with a control port that speaks JSON (chaos_control.py tells what it takes):

    tests/fault/chaos_proxy.py --upstream 127.0.0.1:5432 --seed 7
    curl -d '{"nth": 3}' http://127.0.0.1:CONTROL/drop_commit_reply

Chances are drawn for each connection by its number and the seed. TLS passes, but unseen.
"""
import argparse
import asyncio
import collections
import json
import signal
import socket
import threading
import time

import chaos_control
from chaos_connection import Connection, close_with_reset
from chaos_toxics import DIRECTIONS, TOXICS, Freeze, ResetPeer, Timeout, Toxics

PATIENCE_SECONDS = 60
LOSES = {"up": "commit_request", "down": "commit_reply"}

# `seconds` since the proxy began; `connection` is None for what concerns all.
Applied = collections.namedtuple("Applied", "seconds fault connection detail")


def directions_of(direction):
    if direction == "both":
        return DIRECTIONS
    if direction not in DIRECTIONS:
        raise ValueError(f"no direction: {direction}")
    return (direction,)


class ChaosProxy:
    """`upstream` is (host, port) or the path of a socket. To be used from any one thread at a time."""

    def __init__(self, upstream, listen=("127.0.0.1", 0), seed=0):
        self.upstream, self.seed = upstream, seed
        self.toxics = Toxics()
        self.passed = collections.Counter()   # bytes by direction
        self.commits = collections.Counter()  # seen, by what of them could be lost
        self.is_down = False
        self._doomed = {what: set() for what in LOSES.values()}
        self._share = dict.fromkeys(LOSES.values(), 0.0)
        self._connections, self._tasks, self._errors = set(), set(), []
        self._number = 0
        self._log, self._logged = [], threading.Condition()
        self._began = time.monotonic()
        self._loop = asyncio.new_event_loop()
        self._changed = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_forever, name="chaos proxy")
        self._address = listen
        self._accepting = None

    def __enter__(self):
        self._thread.start()
        self._call(self._listen())
        return self

    def __exit__(self, *_):
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        if self._errors:
            raise self._errors[0]

    @property
    def address(self):
        return self._address

    @property
    def port(self):
        return self._address[1]

    # What the network does.

    def add(self, toxic, direction="both"):
        """From now on, in place of another of its kind; also to connections that there are."""
        async def on_loop():
            self.toxics.add(toxic, directions_of(direction))
            if isinstance(toxic, (ResetPeer, Timeout)):
                for connection in self._connections:
                    connection.end_by(toxic)
            self._change(type(toxic).__name__, f"added {direction}: {toxic}")
        self._call(on_loop())

    def remove(self, kind, direction="both"):
        """A connection of which bytes were lost does not live on as if nothing had been."""
        async def on_loop():
            self.toxics.remove(kind, directions_of(direction))
            self._change(kind.__name__, f"removed {direction}")
            if kind is Timeout:
                self._reset([one for one in self._connections if one.has_lost])
        self._call(on_loop())

    def freeze(self, direction="both"):
        self.add(Freeze(), direction)

    def thaw(self, direction="both"):
        self.remove(Freeze, direction)

    def heal(self):
        """A good network again."""
        for kind in TOXICS.values():
            self.remove(kind)
        self.drop_commits(0, 0)
        if self.is_down:
            self.up()

    def down(self):
        """Nobody gets through any more, and who was is cut off."""
        async def on_loop():
            self.is_down = True
            await self._stop_listening()
            self._change("down", "")
            self._reset(list(self._connections))
        self._call(on_loop())

    def up(self):
        """On the port of before."""
        async def on_loop():
            await self._listen()
            self.is_down = False
            self._change("up", "")
        self._call(on_loop())

    def reset(self):
        """Cuts every connection that there is."""
        async def on_loop():
            self._change("reset", f"{len(self._connections)} connections")
            self._reset(list(self._connections))
        self._call(on_loop())

    # What PostgreSQL's clients never learn.

    def drop_commit_reply(self, nth=1):
        """The server carries out the nth COMMIT from now and says so; both sides are reset instead."""
        self._doom("commit_reply", nth)

    def drop_commit_request(self, nth=1):
        """The nth COMMIT from now never reaches the server; both sides are reset instead."""
        self._doom("commit_request", nth)

    def drop_commits(self, replies, requests):
        """From now on so large a share of each, 0 to 1, by the seed."""
        async def on_loop():
            self._share.update(commit_reply=replies, commit_request=requests)
        self._call(on_loop())

    def _doom(self, what, nth):
        async def on_loop():
            self._doomed[what].add(self.commits[what] + nth)
        self._call(on_loop())

    # What was done.

    @property
    def log(self):
        with self._logged:
            return list(self._log)

    def applied(self, fault):
        with self._logged:
            return self._of(fault)

    def wait_for(self, fault, count=1, seconds=PATIENCE_SECONDS):
        """The entries of the log, once there are so many."""
        with self._logged:
            if not self._logged.wait_for(lambda: len(self._of(fault)) >= count, seconds):
                raise AssertionError(f"not within {seconds} s: {count} times {fault}; {self._log}")
            return self._of(fault)

    def _of(self, fault):
        return [entry for entry in self._log if entry.fault == fault]

    def told(self):
        """For a person or a program to read."""
        async def on_loop():
            return {"listening": list(self._address), "upstream": self.upstream, "seed": self.seed,
                    "is_down": self.is_down, "connections": len(self._connections), "bytes": dict(self.passed),
                    "commits": dict(self.commits), "toxics": self.toxics.told()}
        return self._call(on_loop())

    # For its connections, on the loop.

    def note(self, fault, connection, detail):
        with self._logged:
            self._log.append(Applied(round(time.monotonic() - self._began, 6), fault, connection, detail))
            self._logged.notify_all()

    def loses_commit(self, direction, connection):
        what = LOSES[direction]
        self.commits[what] += 1
        is_doomed = self.commits[what] in self._doomed[what]
        if not is_doomed and connection.chance.random() >= self._share[what]:
            return False
        self.note(f"{what}_dropped", connection.number, f"number {self.commits[what]}")
        return True

    async def next_change(self):
        await self._changed.wait()

    def _change(self, fault, detail):
        self.note(fault, None, detail)
        self._changed.set()
        self._changed = asyncio.Event()

    def _call(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)

    async def _listen(self):
        listening = socket.create_server(self._address)
        listening.setblocking(False)
        self._address = listening.getsockname()
        self._accepting = asyncio.create_task(self._accept(listening))

    async def _stop_listening(self):
        self._accepting.cancel()
        await asyncio.wait([self._accepting])

    async def _accept(self, listening):
        with listening:
            while True:
                client, _ = await self._loop.sock_accept(listening)
                self._number += 1
                task = asyncio.create_task(self._serve(client, self._number))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _serve(self, client, number):
        try:
            server = await self._reach_upstream()
        except OSError as error:
            self.note("upstream_refused", number, str(error))
            close_with_reset(client)
            return
        connection = Connection(self, number, client, server)
        self._connections.add(connection)
        try:
            for toxic in self.toxics.ending():
                connection.end_by(toxic)
            await connection.run()
        except Exception as error:  # a fault of the proxy's own: whoever closes it hears of it
            self._errors.append(error)
        finally:
            self._connections.discard(connection)

    async def _reach_upstream(self):
        family = socket.AF_UNIX if isinstance(self.upstream, str) else socket.AF_INET
        server = socket.socket(family, socket.SOCK_STREAM)
        server.setblocking(False)
        try:
            await asyncio.wait_for(self._loop.sock_connect(server, self.upstream), PATIENCE_SECONDS / 2)
        except OSError:
            server.close()
            raise
        return server

    def _reset(self, connections):
        for connection in connections:
            connection.end(with_reset=True)

    async def _end(self):
        await self._stop_listening()
        self._reset(list(self._connections))
        if self._tasks:
            await asyncio.wait(set(self._tasks))


def address_of(text):
    host, colon, port = text.rpartition(":")
    return (host, int(port)) if colon else text


def interrupted(*_):
    raise KeyboardInterrupt


def main():
    # A shell's background jobs are born deaf to SIGINT.
    signal.signal(signal.SIGTERM, interrupted)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upstream", type=address_of, required=True, help="HOST:PORT, or a socket's path")
    parser.add_argument("--listen", type=address_of, default=("127.0.0.1", 0))
    parser.add_argument("--control", type=address_of, default=("127.0.0.1", 0))
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with ChaosProxy(options.upstream, options.listen, options.seed) as proxy:
        with chaos_control.Control(proxy, options.control) as control:
            try:
                print(json.dumps({"listening": list(proxy.address), "control": list(control.address)}), flush=True)
                control.wait()
            except KeyboardInterrupt:
                print(json.dumps([entry._asdict() for entry in proxy.log], indent=1))


if __name__ == "__main__":
    main()
