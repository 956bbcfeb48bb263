"""Scenario of stores.py: nodes whose hour is wrong."""
import base64
import contextlib
import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

from stage import LEASE_SECONDS, Stage, Unable, until
from lists import member_list
from pace import slow_down


class WrongClocks(Stage):
    """One node's clock is ahead, the other's behind; the database's is right."""

    def play(self, rows=2_000, ahead_seconds=600, behind_seconds=3_600):
        self.begin()
        shim = self.shim()
        began = self.now_ms()
        ahead = self.node(LD_PRELOAD=shim, CLOCK_SHIM_SECONDS=ahead_seconds)
        behind = self.node(LD_PRELOAD=shim, CLOCK_SHIM_SECONDS=-behind_seconds)
        off = [self.clock_of(node) - time.time() for node in (ahead, behind)]
        assert abs(off[0] - ahead_seconds) < 60 and abs(off[1] + behind_seconds) < 60, f"the clocks are not wrong: {off}"
        # A chunk alone outlives a lease, on both at once: nobody may take the other's for run out.
        slow_down(self.cluster, LEASE_SECONDS + 0.5)
        jobs = [self.upload(node, member_list(number * rows, rows)) for number, node in enumerate((ahead, behind))]
        until(lambda: len(set(self.owners(jobs))) == 2, "each node runs a job")
        self.checker.wait_for_ends(ahead)
        epochs = [self.of_job(job, "epoch", "stalls") for job in jobs]
        assert epochs == [["1", "0"]] * 2, f"a node that lived was taken over: {epochs}"
        slow_down(self.cluster, 0.5)
        waits = [self.taken_over(victim, other, member_list((2 + number) * rows, rows))
                 for number, (victim, other) in enumerate(((ahead, behind), (behind, ahead)))]
        for job in self.checker.lists:
            self.check_times(job, began)
        self.prove()
        return (f"clocks {ahead_seconds} s ahead and {behind_seconds} s behind: no living node taken over, dead ones"
                f" {waits[0]:.1f} s and {waits[1]:.1f} s after their leases ended; every time in order")

    def shim(self):
        if not shutil.which("gcc"):
            raise Unable("needs gcc to make a wrong clock")
        library = self.folder() / "clock_shim.so"
        source = Path(__file__).with_name("clock_shim.c")
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        return library

    def clock_of(self, node):
        """When the node says it is, as its tokens tell."""
        claims = node.token().split(".")[1]
        return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["iat"]

    def now_ms(self):
        return self.number("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")

    def owners(self, jobs):
        return [owner for job in jobs for owner in self.of_job(job, "lease_owner") if owner]

    def taken_over(self, victim, other, members):
        """How long after its lease's end, by the database's clock, the job of a killed node began again."""
        with contextlib.ExitStack() as stopped:
            # Frozen, it takes nothing: the victim is who takes the job.
            other.process.send_signal(signal.SIGSTOP)
            stopped.callback(other.process.send_signal, signal.SIGCONT)
            job = self.upload(victim, members)
            until(lambda: self.owners([job]), "the victim takes the job")
            victim.kill()
            until_ms = int(self.of_job(job, "lease_until_ms")[0])
        until(lambda: self.of_job(job, "epoch") != ["1"], "the job is taken over")
        started_ms = int(self.of_job(job, "started_ms")[0])
        assert started_ms >= until_ms, f"taken over {until_ms - started_ms} ms before the lease ended"
        assert other.finished(job)["status"] == "completed"
        victim.start()
        return (started_ms - until_ms) / 1000

    def check_times(self, job, began):
        created, started, finished = map(int, self.of_job(job, "created_ms", "started_ms", "finished_ms"))
        assert began <= created <= started <= finished <= self.now_ms(), (job, began, created, started, finished)
