"""The reader's sandbox by the release's flags: each way out ends in it, and leads out where there is none."""
import subprocess
import unittest
from pathlib import Path

from rollcall import BINARY

PROGRAM = Path(BINARY).with_name("sandbox_escape")
SIGSYS = 31
# What the parent says of a child that was stopped.
STOPPED = {"filter": f"signal {SIGSYS}", "limit": "RESOURCE_LIMIT", "vain": "in vain"}


def said(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"{arguments}: exit {done.returncode}: {done.stderr}")
    return done.stdout


WAYS = [line.split("\t") for line in said().splitlines()]


class Sandbox(unittest.TestCase):
    def test_there_are_the_ways_that_were_promised(self):
        names = {name for name, *_ in WAYS}
        self.assertLessEqual({".open", ".create", ".openat", ".socket", ".connect", ".fork", ".clone", ".exec",
                              ".ptrace", ".kill", ".execmap", ".uring", ".memory", ".burn", ".disk"}, names)

    def test_no_way_leads_out(self):
        for name, stopped, _, _ in WAYS:
            with self.subTest(name):
                self.assertIn(STOPPED[stopped], said("in", name))

    def test_each_leads_out_where_there_is_no_sandbox(self):
        for name, _, possible, sign in WAYS:
            with self.subTest(name):
                if possible == "perhaps":
                    continue
                self.assertIn(sign, said("out", name))


if __name__ == "__main__":
    unittest.main()
