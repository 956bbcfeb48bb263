"""Proves after faults that every job's end is true and every row had its effect once, over PostgreSQL.

The checks have the numbers of docs/reliability.md.
"""
import collections
import re
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "e2e"))
from rollcall import FINAL, run, sheets_of, until  # noqa: E402

HEAL_SECONDS = 120


class Watch:
    """One job as its client sees it, on whatever node: it never goes back."""

    def __init__(self):
        self.progress = self.rows = 0
        self.end = None

    def see(self, status):
        assert status["progress"] >= self.progress, f"progress went back: {self.progress} to {status['progress']}"
        assert status["rows_done"] >= self.rows, f"rows went back: {self.rows} to {status['rows_done']}"
        self.progress, self.rows = status["progress"], status["rows_done"]
        if self.end is not None:
            assert status["status"] == self.end, f"an end was taken back: {self.end} to {status['status']}"
        if status["status"] in FINAL:
            self.end = status["status"]


class Checker:
    """What was accepted, and what must have become of it."""

    def __init__(self, cluster, url):
        self.cluster, self.url = cluster, url
        self.lists, self.watches = {}, {}
        self.changes = 0  # rows that were to change a member who was there

    def accepted(self, job, members):
        self.lists[job], self.watches[job] = members, Watch()

    def look(self, node):
        """Looks at every job that has not ended; how many those are."""
        for job, watch in self.watches.items():
            if watch.end is None:
                watch.see(node.status(job))
        return sum(watch.end is None for watch in self.watches.values())

    def sql(self, text):
        return [line.split("|") for line in self.cluster.sql(text, self.url).splitlines()]

    def prove(self, nodes):
        """G1 to G9 for all jobs so far. Needs: the faults are over and every node runs."""
        self.wait_for_ends(nodes[0])
        for job, members in self.lists.items():
            for node in nodes:
                self.prove_job(node, job, members)
        self.prove_members()
        self.prove_database()
        for node in nodes:
            prove_silent(node.log_text(), self.lists.values())

    def wait_for_ends(self, node):
        """G1, G6."""
        until(lambda: self.look(node) == 0, "every accepted job ends", HEAL_SECONDS)

    def prove_job(self, node, job, members):
        status = node.status(job)
        assert status["status"] == "completed", status
        assert status["attempts_made"] == 0, f"trouble of the stores is no failed attempt: {status}"
        told = {name: count for name, count in status["outcomes"].items() if count}
        assert told == members.counts, (job, told, members.counts)  # G3
        if node is not None:
            run("verify", job, env=node.environment())  # digests chain, every row once

    def prove_rows(self, node, job):
        """G4 row by row, and the report: dear, so for some jobs only."""
        rows = {}
        for row in node.rows(job):
            assert row["row"] not in rows, f"row {row['row']} has two outcomes"
            rows[row["row"]] = row["outcome"]
        assert rows == self.lists[job].outcomes, f"{job}: rows tell another story"
        sheets = sheets_of(node.get(f"/report/{job}").body)
        assert len(sheets["All Uploaded Rows"]) == len(rows) + 1, "the report is not whole"

    def prove_members(self):
        """G2: the table is what the lists say, and nobody was written twice."""
        expected = collections.ChainMap(*(members.members for members in reversed(self.lists.values())))
        stored = dict(self.sql("SELECT id_number, firstname FROM members"))
        missing, foreign = expected.keys() - stored.keys(), stored.keys() - expected.keys()
        assert not missing and not foreign, f"{len(missing)} members missing, {len(foreign)} too many"
        assert stored == dict(expected), "a member has another's name"
        (total,), = self.sql("SELECT count(*) FROM members")
        assert int(total) == len(stored), f"{int(total) - len(stored)} members twice"
        (changes,), = self.sql("SELECT count(*) FROM member_changes")
        assert int(changes) == self.changes, f"{changes} changes of members, where {self.changes} were due"

    def prove_database(self):
        jobs = {job for job, in self.sql("SELECT id FROM jobs")}
        assert jobs == set(self.lists), f"jobs that nobody was told of: {jobs - set(self.lists)}"  # G5
        audited = collections.Counter(job for job, in self.sql("SELECT job_id FROM audit WHERE action = 'upload'"))
        assert audited == collections.Counter(jobs), "an upload without its one audit row"
        for job, gaps in self.sql(
                "SELECT job_id, count(*) - 1 - max(chunk) FROM upload_chunk JOIN upload_fence USING (upload_id)"
                " GROUP BY job_id"):
            assert int(gaps) == 0, f"the ledger of {job} has a gap"

    def prove_sound(self):
        """G8: PostgreSQL's own check of tables and indexes."""
        self.cluster.sql("CREATE EXTENSION IF NOT EXISTS amcheck", self.url)
        self.cluster.command("pg_amcheck", "--heapallindexed", "-h", self.cluster.host, "-p", self.cluster.port,
                             "-U", "postgres", "postgres")


def prove_silent(log, lists):
    """G9: no ID number, phone or address of a member in a log."""
    # Millions of members against megabytes of log: only what looks like an ID number is asked for.
    numbers = set(re.findall(r"(?<!\d)\d{13}(?!\d)", log))
    assert not any(numbers & members.members.keys() for members in lists), "an ID number stands in a log"
    assert not re.search(r"\bn\d+@example\.org", log), "a member's address stands in a log"
