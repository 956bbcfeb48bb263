#!/usr/bin/python3
"""An Excel file into PostgreSQL: Rollcall beside three programs of Node, on the same server in the same run.

usage: bench/load_postgres.py [ROWS, default 100000] [RUNS, default 3]
Each run is a new database: the file once (new), and once more (the same again). Rollcall checks every
row, keeps the ledger, writes the report and answers durably; the peers only store. The server syncs to
disk. CPU is user + system of the client with its children, and of the server's processes. The way of a
statement a row and SheetJS cannot take a million rows and are left out beyond 200,000.
"""
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
from postgres import Cluster  # noqa: E402

BINARY = ROOT / "build/release/rollcall"
PEERS = ROOT / "bench/peers"
SMALL = 200_000


def server_cpu_seconds(cluster):
    """Of the postmaster, the processes that it started, and those that have ended."""
    postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    ticks = 0
    for pid in [postmaster, *children]:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(cluster, command, url, folder):
    environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder), "JWT_SECRET": "bench node" * 4,
                   "LOG_LEVEL": "error"}
    server, client = server_cpu_seconds(cluster), resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    done = subprocess.run(list(map(str, command)), env=environment, check=False, capture_output=True, text=True)
    seconds = time.monotonic() - began
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - client.ru_utime - client.ru_stime
    return {"seconds": seconds, "client": used, "server": server_cpu_seconds(cluster) - server}


def programs(rows):
    """Name, what to run first on a new database, the command for a file."""
    yield "rollcall import", [BINARY, "migrate"], lambda file: [BINARY, "import", file, "--force"]
    for name, script in [("Node: ExcelJS, COPY and merge", "copy_and_merge"),
                         ("Node: ExcelJS, 1,000 upserts at once", "batches")]:
        yield name, None, lambda file, script=script: ["node", PEERS / f"{script}.mjs", file]
    if rows <= SMALL:
        yield "Node: SheetJS, a statement a row", None, lambda file: ["node", PEERS / "a_statement_a_row.mjs", file]


def one_run(cluster, file, rows, number):
    for place, (name, first, command) in enumerate(programs(rows)):
        database = f"run_{number}_{place}"
        cluster.sql(f"CREATE DATABASE {database}")
        url = cluster.url.rsplit("/", 1)[0] + f"/{database}"
        with tempfile.TemporaryDirectory() as folder:
            if first:
                measure(cluster, first, url, folder)
            for step in ("new", "the same again"):
                yield name, step, measure(cluster, command(file), url, folder)
        cluster.sql(f"DROP DATABASE {database}")


def tell(results, rows):
    print(f"{rows:,} rows x 20 columns, medians of {len(next(iter(results.values())))} runs; "
          "CPU s: client + server")
    fastest = {}
    for (name, step), runs in results.items():
        seconds = statistics.median(run["seconds"] for run in runs)
        fastest.setdefault(step, rows / seconds)
        print(f"  {name:38} {step:15} {rows / seconds:>10,.0f} rows/s  "
              f"{statistics.median(run['client'] for run in runs):6.2f} + "
              f"{statistics.median(run['server'] for run in runs):6.2f}   "
              f"rollcall is {fastest[step] * seconds / rows:6.1f} times as fast")


def main(arguments):
    rows, runs = int((arguments + ["100000"])[0]), int((arguments + ["", "3"])[1] or 3)
    results = {}
    with tempfile.TemporaryDirectory() as folder, Cluster(fsync=True) as cluster:
        file = Path(folder) / "members.xlsx"
        subprocess.run([BINARY, "sample", "--rows", str(rows), "--columns", "20", "--out", file], check=True)
        for number in range(runs):
            for name, step, figures in one_run(cluster, file, rows, number):
                results.setdefault((name, step), []).append(figures)
                print(json.dumps({"program": name, "step": step, **figures}), file=sys.stderr)
    tell(results, rows)


if __name__ == "__main__":
    main(sys.argv[1:])
