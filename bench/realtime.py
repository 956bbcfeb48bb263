#!/usr/bin/python3
"""What realtime costs, beside npm's socket.io under the same load in the same run.

usage: bench/realtime.py [CLIENTS, default 1000] [BURSTS, default 100] [HELD, default 10000]
CPU is user + system of the server's process; every delivery is counted, and one that misses ends the
run. Memory is the resident set a connection adds while it is idle, without the kernel's buffers.
"""
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from realtime_clients import Swarm, masked_text

ROOT = Path(__file__).resolve().parents[1]
EVENTS, BYTES = 20, 170
SERVERS = {
    "ours": [ROOT / "build/bench/realtime_server"],
    "socket.io": ["node", ROOT / "bench/socketio/server.mjs"],
}
SETTLE_SECONDS = 2
HEARTBEAT_SECONDS = 90


class Server:
    def __init__(self, name):
        self.process = subprocess.Popen(list(map(str, SERVERS[name])), stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")")[1].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    def resident_kib(self):
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1024


def burst(swarm, first, expected):
    swarm.clients[0].send(masked_text(f'42["burst",{first},{EVENTS},{BYTES}]'))
    if not swarm.run_until(lambda: swarm.events() >= expected, 60):
        raise SystemExit(f"{swarm.events():,} of {expected:,} events came")


def measure_bursts(name, clients, bursts):
    """CPU microseconds of the server for one delivered event."""
    with Server(name) as server:
        swarm = Swarm(server.port)
        swarm.grow_to(clients)
        warm = max(1, bursts // 10)
        for number in range(warm + bursts):
            if number == warm:
                cpu, began = server.cpu_seconds(), time.monotonic()
            burst(swarm, 1000 + number * EVENTS, (number + 1) * EVENTS * clients)
        cpu, wall = server.cpu_seconds() - cpu, time.monotonic() - began
        each = (warm + bursts) * EVENTS
        assert all((client.events, client.bytes) == (each, each * BYTES) for client in swarm.clients)
        swarm.close()
    delivered = bursts * EVENTS * clients
    print(f"{name:<10} {delivered:>12,} events to {clients:,} clients: {cpu / delivered * 1e6:7.2f} CPU us "
          f"an event, {wall:6.1f} s wall", flush=True)
    return cpu / delivered * 1e6


def measure_idle(name, clients):
    """KiB of resident memory for one idle connection."""
    with Server(name) as server:
        time.sleep(SETTLE_SECONDS)
        swarm = Swarm(server.port)
        # The first connections pay for what all share.
        swarm.grow_to(100)
        swarm.run_until(lambda: False, SETTLE_SECONDS)
        before = server.resident_kib()
        swarm.grow_to(100 + clients)
        swarm.run_until(lambda: False, SETTLE_SECONDS)
        kib = (server.resident_kib() - before) / clients
        assert swarm.alive() == 100 + clients
        swarm.close()
    print(f"{name:<10} {clients:,} idle connections: {kib:6.1f} KiB each", flush=True)
    return kib


def hold(name, clients):
    """Connects so many, and waits until each has answered a heartbeat and got one event."""
    with Server(name) as server:
        swarm = Swarm(server.port)
        began = time.monotonic()
        swarm.grow_to(clients)
        connected = time.monotonic() - began
        if not swarm.run_until(lambda: all(client.pings for client in swarm.clients), HEARTBEAT_SECONDS):
            raise SystemExit("not every client was asked for its heartbeat")
        before = swarm.events()
        burst(swarm, 1000, before + EVENTS * clients)
        assert swarm.alive() == clients and all(client.events == EVENTS for client in swarm.clients)
        print(f"{name:<10} {clients:,} clients held: in after {connected:.1f} s, {server.resident_kib() / 1024:.0f} "
              f"MiB resident, {server.cpu_seconds():.1f} CPU s in all", flush=True)
        swarm.close()


def main():
    clients, bursts, held = (list(map(int, sys.argv[1:])) + [1000, 100, 10_000][len(sys.argv) - 1:])[:3]
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    cpu = {name: measure_bursts(name, clients, bursts) for name in SERVERS}
    kib = {name: measure_idle(name, 2 * clients) for name in SERVERS}
    print(f"socket.io costs {cpu['socket.io'] / cpu['ours']:.1f} times our CPU an event and "
          f"{kib['socket.io'] / kib['ours']:.1f} times our memory a connection")
    hold("ours", held)


if __name__ == "__main__":
    main()
