#!/usr/bin/python3
"""A job's way into the queue and to its start, durable commits included, beside Bull and BullMQ.

usage: bench/path.py [FOLDER, default build] [RUNS, default 5]
Ours keeps the queue in SQLite, in a new folder within FOLDER, or in PostgreSQL, both synced to disk, alone
and mirrored in Redis; Bull and BullMQ keep theirs in that Redis, which writes nothing to disk. The runs take
turns. `add`: jobs a second while 100 are in flight, and µs of CPU of the client a job. `start`: µs from the
call of an add to the start of its job, an idle worker waiting, of 200 jobs; for ours from the answer, too.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
from postgres import Cluster  # noqa: E402  (tools/postgres.py)
from redis import Server  # noqa: E402  (tools/redis.py)

OURS = ROOT / "build/bench/path_bench"
PEERS = ["node", ROOT / "bench/peers/queues.mjs"]
ADDED, AT_ONCE, STARTED = 20_000, 100, 200


def run(command, redis):
    environment = {**os.environ, "ROLLCALL_TEST_REDIS": redis.url if redis else ""}
    if redis:
        redis.cli("FLUSHALL")
    else:
        del environment["ROLLCALL_TEST_REDIS"]
    done = subprocess.run(list(map(str, command)), env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def programs(folder, cluster, redis):
    """Name, then what adds and what starts."""
    for name, where in (("SQLite", folder), ("PostgreSQL", cluster.url)):
        for beside, server in ((", alone", None), (" and Redis", redis)):
            yield (f"ours, {name}{beside}",
                   lambda where=where, server=server: run([OURS, "add", where, ADDED, AT_ONCE], server),
                   lambda where=where, server=server: run([OURS, "start", where, STARTED], server))
    for name in ("Bull", "BullMQ"):
        peer = [*PEERS, name.lower()]
        yield (name,
               lambda peer=peer: run([*peer, "add", ADDED, AT_ONCE], redis),
               lambda peer=peer: run([*peer, "start", STARTED, 1], redis))


def sync_ms(folder):
    """What one sync of a few new kilobytes costs on this disk: no commit can cost less."""
    took = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(200):
            file.write(bytes(16_384))
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(1_000 * (time.perf_counter() - began))
    return statistics.median(took)


def median(figures, *path):
    values = []
    for figure in figures:
        for key in path:
            figure = figure.get(key, {})
        values.append(figure)
    return statistics.median(values) if values and values[0] != {} else None


@contextmanager
def new_folder(within):
    """One that other users may enter: PostgreSQL is one."""
    with tempfile.TemporaryDirectory(dir=Path(within).resolve()) as folder:
        os.chmod(folder, 0o755)  # noqa: S103
        yield folder


def main(within, runs):
    with new_folder(within) as folder, Cluster(fsync=True, within=folder) as cluster, Server() as redis:
        print(f"a sync of 16 KiB: {sync_ms(folder):.2f} ms")
        taken = {name: ([], []) for name, *_ in programs(folder, cluster, redis)}
        for _ in range(runs):
            for name, add, start in programs(folder, cluster, redis):
                taken[name][0].append(add())
                taken[name][1].append(start())
        print(f"{'':<26}{'adds/s':>10}{'client µs':>11}{'start p50':>11}{'p99':>8}{'from answer p50':>17}{'p99':>8}")
        for name, (adds, starts) in taken.items():
            cells = [ADDED / median(adds, "seconds"), median(adds, "client_us") / ADDED,
                     median(starts, "from_call", "p50"), median(starts, "from_call", "p99"),
                     median(starts, "from_answer", "p50"), median(starts, "from_answer", "p99")]
            texts = ["" if cell is None else f"{cell:,.0f}" for cell in cells]
            print(f"{name:<26}{texts[0]:>10}{texts[1]:>11}{texts[2]:>11}{texts[3]:>8}{texts[4]:>17}{texts[5]:>8}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build", int(sys.argv[2]) if len(sys.argv) > 2 else 5)
