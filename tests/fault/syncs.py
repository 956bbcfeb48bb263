"""Scenarios of stores.py: the disk below the embedded store fails to sync, or takes its time."""
import contextlib
import re
import shutil
import signal
import subprocess
import time

from stage import Stage, Unable, until
from lists import member_list, plain_list
from rollcall import FINAL, Server, run


class EmbeddedStore(Stage):
    """A server over SQLite, whose syncs another program spoils."""

    def begin(self):
        if not shutil.which("strace"):
            raise Unable("needs strace to spoil syncs")
        self.server = self.enter_context(Server())
        self.token = self.server.token()

    @contextlib.contextmanager
    def spoiled(self, how, path=None):
        """Every sync, or those of one file; yields a function that tells how many were spoiled so far."""
        trace = self.folder() / "trace"
        only = ["-P", str(path)] if path else []
        tracer = subprocess.Popen(["strace", "-f", "-p", str(self.server.process.pid), "-o", trace, *only,
                                   "-e", "trace=fsync,fdatasync", "-e", f"inject=fsync,fdatasync:{how}"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            told = tracer.stderr.readline()
            while "Requested path" in told:
                told = tracer.stderr.readline()
            if "attached" not in told:
                raise Unable(f"strace may not attach: {told.strip()}")
            yield lambda: len(re.findall("INJECTED|DELAYED", trace.read_text()))
        finally:
            tracer.terminate()
            tracer.communicate()

    @property
    def log(self):
        """SQLite's log: what is committed is durable once it is synced."""
        return self.server.data_dir / "rollcall.db-wal"

    def stored(self):
        """Jobs and files; a sealed file without a job may lie there until it is swept."""
        (jobs,), = self.server.sql("SELECT count(*) FROM jobs")
        return jobs, sorted(path.name for path in (self.server.data_dir / "tmp").glob("*"))

    def load(self, members):
        status = self.server.load(members.content, token=self.token)
        self.check(status, members)
        return status["job_id"]

    def check(self, status, members):
        told = {name: count for name, count in status["outcomes"].items() if count}
        assert (status["status"], told) == ("completed", members.counts), status
        assert status["attempts_made"] == 0, status

    def prove(self, lists):
        """Once more from the disk alone: jobs, members, ledgers."""
        self.server.stop()
        for job in lists:
            run("verify", job, env=self.server.environment())
        expected = {key: name for members in lists.values() for key, name in members.members.items()}
        assert dict(self.server.sql("SELECT id_number, firstname FROM members")) == expected, "members are not whole"
        assert self.server.sql("SELECT count(*) FROM jobs") == [(len(lists),)], "a job that nobody was told of"
        assert self.server.sql("PRAGMA integrity_check") == [("ok",)]


class FailingSync(EmbeddedStore):
    """Syncs fail: no upload is accepted, nothing is half there, and a job that runs waits."""

    def play(self, rows=20_000, hole_seconds=3):
        self.begin()
        first = member_list(0, rows)
        lists = {self.load(first): first}
        before = self.stored()
        answers = [self.refused(rows, None), self.refused(rows, self.log)]
        assert self.stored() == before, f"{self.stored()} is stored, was {before}"
        job, second, failed = self.run_through_failures(2 * rows, hole_seconds, rows)
        lists[job] = second
        self.prove(lists)
        return f"uploads answered {answers}; a job went through {failed} failed syncs of the database"

    def refused(self, first_person, path):
        members = plain_list(range(first_person, first_person + 500))
        with self.spoiled("error=EIO", path) as count:
            answer = self.server.upload(members.content, token=self.token)
            assert count() > 0, "no sync failed"
        assert answer.status in (500, 503, 507), answer.body
        return answer.status

    def run_through_failures(self, first_person, seconds, rows):
        members = member_list(first_person, rows)
        job = self.server.upload(members.content, token=self.token).data["job_id"]
        # It stands still until its syncs fail, so that the job cannot be done before.
        self.server.process.send_signal(signal.SIGSTOP)
        with self.spoiled("error=EIO", self.log) as count:
            self.server.process.send_signal(signal.SIGCONT)
            until(count, "a sync of the job fails")
            time.sleep(seconds)
            failed = count()
            status = self.server.status(job, self.token)
            assert status["status"] not in FINAL and status["attempts_made"] == 0, status
        self.check(self.server.finished(job, self.token), members)
        return job, members, failed


class SlowSync(EmbeddedStore):
    """Each sync takes its time: everything is later, and nothing else is different."""

    def play(self, rows=5_000, milliseconds=200):
        self.begin()
        members = member_list(0, rows)
        began = time.monotonic()
        with self.spoiled(f"delay_enter={milliseconds * 1000}") as count:
            job = self.load(members)
            slowed = count()
        assert slowed > 0, "no sync was slow"
        seconds = time.monotonic() - began
        self.prove({job: members})
        return f"{slowed} syncs of {milliseconds} ms: {rows} rows in {seconds:.1f} s"
