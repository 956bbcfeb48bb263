#!/usr/bin/python3
"""Kills the server with -9 at random moments of a job, starts it again, and proves afterwards that
nothing is missing, doubled or wrongly told.

usage: tests/fault/kill.py [--kills 50] [--rows 60000] [--seed 1]
"""
import argparse
import collections
import random
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "e2e"))
from rollcall import FINAL, Server, run, sheets_of, until  # noqa: E402


def sample(folder, rows, seed):
    path = folder / "members.xlsx"
    run("sample", "--rows", rows, "--out", path, "--seed", seed, "--invalid", 3, "--duplicates", 2)
    return path.read_bytes()


class Watch:
    """Progress and rows as a client sees them over every restart: they never go back."""

    def __init__(self):
        self.progress = self.rows = 0

    def see(self, status):
        if status["progress"] < self.progress:
            raise AssertionError(f"progress went back: {self.progress} to {status['progress']}")
        if status["rows_done"] < self.rows:
            raise AssertionError(f"rows went back: {self.rows} to {status['rows_done']}")
        self.progress, self.rows = status["progress"], status["rows_done"]


def kill_after(server, seconds, job, watch, token):
    """Watches the job for so long, then kills; False when the job ended before."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = server.status(job, token)
        watch.see(status)
        if status["status"] in FINAL:
            return False
        time.sleep(0.025)  # as often as one person may ask
    server.kill()
    return True


def one_job(server, content, chance, kills_wanted):
    token = server.token()
    job = server.upload(content).data["job_id"]
    # Straight after the answer: the job must be there.
    server.kill()
    server.start()
    kills, watch = 1, Watch()
    server.status(job, token)
    while kills < kills_wanted and kill_after(server, chance.uniform(0.0, 0.35), job, watch, token):
        kills += 1
        server.start()
    status = server.finished(job)
    watch.see(status)
    return job, status, kills


def prove(server, job, status, rows):
    """Every row has one outcome; members, ledger, status and report tell the same."""
    assert status["status"] == "completed", status
    assert status["attempts_made"] == 0, "a crash is no failed attempt"
    outcomes = collections.Counter()
    numbers = set()
    for row in server.rows(job):
        assert row["row"] not in numbers, f"row {row['row']} has two outcomes"
        numbers.add(row["row"])
        outcomes[row["outcome"]] += 1
    assert len(numbers) == rows, f"{rows - len(numbers)} rows have no outcome"
    told = {name: count for name, count in status["outcomes"].items() if count}
    assert told == dict(outcomes), (told, outcomes)
    (members,), = server.sql("SELECT count(*) FROM members")
    (distinct,), = server.sql("SELECT count(DISTINCT id_number) FROM members")
    assert members == distinct == outcomes["inserted"], (members, distinct, outcomes)
    (changes,), = server.sql("SELECT count(*) FROM member_changes")
    assert changes == 0, "a row was applied twice"
    chunks = server.sql("SELECT chunk FROM upload_chunk ORDER BY chunk")
    assert [number for number, in chunks] == list(range(len(chunks))), "the ledger has a gap"
    sheets = sheets_of(server.get(f"/report/{job}").body)
    assert len(sheets["All Uploaded Rows"]) == rows + 1, "the report is not whole"
    leftovers = list((server.data_dir / "tmp").glob("*")) if (server.data_dir / "tmp").exists() else []
    assert not leftovers, f"left behind: {leftovers}"
    return len(chunks), outcomes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    kills, jobs = 0, 0
    while kills < options.kills:
        # Kills come faster here than chunks: what ends a poisonous file must not end this one.
        with Server(LOG_LEVEL="error", MAX_STALLED_COUNT="100") as server:
            content = sample(server.data_dir.parent, options.rows, options.seed + jobs)
            job, status, killed = one_job(server, content, chance, options.kills - kills)
            chunks, outcomes = prove(server, job, status, options.rows)
            kills, jobs = kills + killed, jobs + 1
            print(f"job {jobs}: {killed} kills, {chunks} chunks, {dict(outcomes)}", flush=True)
    print(f"{kills} kills over {jobs} jobs of {options.rows} rows (seed {options.seed}): "
          "missing 0, doubled 0, every state true")


if __name__ == "__main__":
    main()
