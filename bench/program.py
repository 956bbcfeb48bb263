#!/usr/bin/python3
"""Whole-program figures: what reading, checking, loading and uploading cost, in CPU seconds and memory.

usage: bench/program.py [ROWS, default 1000000]
CPU seconds are user + system of the process and its reader child together; memory is the largest
resident set that any moment showed of both together. Wall times on a shared machine are low and noisy.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/e2e"))
from rollcall import BINARY, Server, run  # noqa: E402


class Peak:
    """The largest resident memory of a process and its children, looked at every few milliseconds."""

    def __init__(self, pid):
        self.pid, self.kib, self.running = pid, 0, True
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        while self.running:
            self.kib = max(self.kib, sum(map(self.resident, [self.pid, *self.children()])))
            time.sleep(0.005)

    def children(self):
        pids = []
        for task in Path(f"/proc/{self.pid}/task").glob("*/children"):
            try:
                pids += task.read_text().split()
            except OSError:
                pass
        return pids

    @staticmethod
    def resident(pid):
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            return 0
        return pages * resource.getpagesize() // 1024

    def stop(self):
        self.running = False
        self.thread.join()
        return self.kib / 1024


def measure(arguments, environment=None):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    process = subprocess.Popen(list(map(str, arguments)), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env={**os.environ, **(environment or {})})
    peak = Peak(process.pid)
    out, err = process.communicate()
    wall = time.monotonic() - started
    memory = peak.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode != 0:
        raise SystemExit(f"{arguments}: exit {process.returncode}\n{out.decode()}{err.decode()}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu, "mib": memory, "out": out}


def line(what, rows, figures):
    print(f"{what:<46} {figures['cpu']:8.2f} {figures['wall']:8.2f} {figures['mib']:8.0f} "
          f"{rows / figures['wall']:12,.0f} {rows / figures['cpu']:12,.0f}", flush=True)


def upload_memory(folder, mebibytes):
    """How much the server grows while it takes an upload in."""
    path = Path(folder) / "large.csv"
    row = b"1,2,3,4,5,6,7,8,9,some text that fills the line,0123456789012345678901234567890123456789\n"
    with open(path, "wb") as file:
        for _ in range(mebibytes * 1024 * 1024 // len(row)):
            file.write(row)
    with Server(WORKERS="0", LOG_LEVEL="error") as server:
        idle = server.memory_kib()
        peak = Peak(server.process.pid)
        environment = {**server.environment(), "ROLLCALL_SERVER": server.url, "ROLLCALL_TOKEN": server.token()}
        ticks = lambda: sum(map(int, Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")")[1].split()[11:13]))
        before = ticks()
        run("upload", path, env=environment)
        cpu = (ticks() - before) / os.sysconf("SC_CLK_TCK")
        grown = peak.stop() - idle / 1024
    print(f"upload of {mebibytes} MiB: server memory grows by {grown:.1f} MiB, {cpu:.2f} CPU s")


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="rollcall-bench-", dir=ROOT / "build") as folder:
        small, large = Path(folder) / "small.xlsx", Path(folder) / "large.xlsx"
        print(f"{'':<46} {'CPU s':>8} {'wall s':>8} {'MiB':>8} {'rows/s':>12} {'rows/CPU s':>12}")
        line(f"sample {rows:,} rows", rows,
             measure([BINARY, "sample", "--rows", rows, "--columns", 20, "--out", large, "--seed", 1]))
        run("sample", "--rows", 100_000, "--columns", 20, "--out", small, "--seed", 2)
        line("unzip -p, 100,000 rows (a peer)", 100_000, measure(["sh", "-c", f"unzip -p {small} > /dev/null"]))
        line("check 100,000 rows", 100_000, measure([BINARY, "check", small]))
        line(f"check {rows:,} rows", rows, measure([BINARY, "check", large]))
        data = {"DATA_DIR": f"{folder}/data", "LOG_LEVEL": "error"}
        line("import 100,000 rows, new", 100_000,
             measure([BINARY, "import", small], {**data, "DATA_DIR": f"{folder}/small"}))
        figures = measure([BINARY, "import", large, "--json"], data)
        line(f"import {rows:,} rows, new, report included", rows, figures)
        assert json.loads(figures["out"])["outcomes"]["inserted"] == rows
        line(f"import {rows:,} rows, all unchanged", rows, measure([BINARY, "import", large, "--force"], data))
        upload_memory(folder, 200)


if __name__ == "__main__":
    main()
