#!/usr/bin/python3
"""The queue in Redis: our Board beside npm's Bull and BullMQ, on the same server in the same run.

usage: bench/queues.py [RUNS, default 3]
Jobs a second, and µs of CPU a job of client and Redis: medians of the runs, which take turns. Each run
begins with an empty Redis (no persistence). Ours adds 100 at once by 100 threads, the peers by 100 promises;
of jobs that run at once ours ends and fetches all by one call.
"""
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
from redis import Server  # noqa: E402  (tools/redis.py)

PEERS = ["node", ROOT / "bench/peers/queues.mjs"]
PROGRAMS = {"ours": [ROOT / "build/bench/board_bench"], "Bull": [*PEERS, "bull"], "BullMQ": [*PEERS, "bullmq"]}
# Name, work, jobs (of priority: those that wait), at once (of bulk: a call; of priority: those added).
WORKS = [
    ("add, 100 in flight", "add", 20_000, 100),
    ("add in bulk of 100", "bulk", 50_000, 100),
    ("add in bulk of 1,000", "bulk", 100_000, 1_000),
    ("no-op jobs, 1 at a time", "run", 10_000, 1),
    ("no-op jobs, 2 at a time", "run", 10_000, 2),
    ("no-op jobs, 100 at a time", "run", 20_000, 100),
    ("add with priority, 1,000 waiting", "priority", 1_000, 500),
    ("add with priority, 100,000 waiting", "priority", 100_000, 500),
]


def measure(server, program, work, jobs, at_once):
    server.cli("FLUSHALL")
    environment = {**os.environ, "ROLLCALL_TEST_REDIS": server.url}
    command = [*program, work, jobs, at_once]
    done = subprocess.run(list(map(str, command)), env=environment, check=True, stdout=subprocess.PIPE)
    figures = json.loads(done.stdout)
    counted = at_once if work == "priority" else jobs
    return counted / figures["seconds"], figures["client_us"] / counted, figures["redis_us"] / counted


def main(runs):
    print(f"{'':<36}" + "".join(f"{name + ': jobs/s, client, Redis µs':>38}" for name in PROGRAMS))
    with Server() as server:
        for name, *work in WORKS:
            taken = {program: [] for program in PROGRAMS}
            for _ in range(runs):
                for program, command in PROGRAMS.items():
                    taken[program].append(measure(server, command, *work))
            medians = [map(statistics.median, zip(*figures)) for figures in taken.values()]
            cells = ("{:>16,.0f} {:>10.1f} {:>10.1f}".format(*figures) for figures in medians)
            print(f"{name:<36}" + "".join(cells), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
