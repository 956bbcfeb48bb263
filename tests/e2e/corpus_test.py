"""The corpus of real and hostile workbooks, through the real binary and its sandboxed reader.

Needs ROLLCALL_CORPUS, a folder with real/ and hostile/ and a MANIFEST.tsv in each.
"""
import os
import re
import subprocess
import unittest
from pathlib import Path

from rollcall import BINARY

CORPUS = os.environ.get("ROLLCALL_CORPUS")


def cells(path):
    return subprocess.run([BINARY, "cells", str(path)], capture_output=True, timeout=60)


def parsed(text):
    found = {}
    for line in text.decode().split("\n"):
        if line:
            row, column, kind, value = line.split("\t", 3)
            found[int(row), int(column)] = (kind, value)
    return found


def same(expected, got):
    if expected is None or got is None:
        return False
    if expected[0] == "n" and got[0] == "n":
        return float(f"{float(expected[1]):.14g}") == float(f"{float(got[1]):.14g}")
    return expected[0] == got[0] and trimmed(expected[1]) == trimmed(got[1])


def trimmed(text):
    return re.sub(r"^(\s|\\n|\\t|\\r|\u00a0)+|(\s|\\n|\\t|\\r|\u00a0)+$", "", text).replace("\\r\\n", "\\n")


@unittest.skipUnless(CORPUS, "needs ROLLCALL_CORPUS, the folder of real and hostile workbooks")
class RealWorkbooks(unittest.TestCase):
    def test_every_cell_is_as_three_readers_agree(self):
        for book in sorted(Path(CORPUS, "real").glob("*.xls[xm]")):
            with self.subTest(book.name):
                done = cells(book)
                self.assertEqual(done.returncode, 0, done.stderr)
                got = {place: cell for place, cell in parsed(done.stdout).items() if trimmed(cell[1])}
                due = {place: cell for place, cell in parsed(book.with_suffix(".tsv").read_bytes()).items()
                       if trimmed(cell[1])}
                differing = [(place, due.get(place), got.get(place))
                             for place in sorted(due.keys() | got.keys()) if not same(due.get(place), got.get(place))]
                self.assertEqual(differing[:5], [])


@unittest.skipUnless(CORPUS, "needs ROLLCALL_CORPUS, the folder of real and hostile workbooks")
class HostileFiles(unittest.TestCase):
    """What is shipped ends as the manifest says: taken, or refused with a code and a sentence."""

    def cases(self):
        for line in Path(CORPUS, "hostile/MANIFEST.tsv").read_text().splitlines()[1:]:
            name, due, _ = line.split("\t", 2)
            if "make it" not in name:
                yield Path(CORPUS, "hostile", name), due

    def test_each_ends_as_due(self):
        # The files speak to the reader: few have every column that a member list must have.
        about_columns = r"\((NO_HEADER|MISSING_COLUMNS)\)"
        for path, due in self.cases():
            with self.subTest(path.name, due=due):
                read = subprocess.run([BINARY, "cells", str(path)], capture_output=True, timeout=60, text=True)
                judged = subprocess.run([BINARY, "check", str(path)], capture_output=True, timeout=60, text=True)
                self.assertIn(read.returncode, (0, 1))
                self.assertIn(judged.returncode, (0, 1))
                if due.startswith("reject:"):
                    self.assertEqual(judged.returncode, 1)
                if due.startswith("reject:") and due != "reject:no-rows":
                    self.assertEqual(read.returncode, 1, "the reader itself must refuse it")
                if due.startswith(("accept", "row-errors")) and "or-reject" not in due:
                    self.assertEqual(read.returncode, 0, read.stderr)
                    if judged.returncode == 1:
                        self.assertRegex(judged.stderr, about_columns)
                if judged.returncode == 1:
                    self.assertRegex(judged.stderr, r"^rollcall: .{20,} \([A-Z_]+\)\n$")
                self.assertNotRegex(read.stderr + judged.stderr, "READER_CRASHED|RESOURCE_LIMIT")


if __name__ == "__main__":
    unittest.main()
