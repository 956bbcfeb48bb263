"""fence.pml, searched to its end by Spin; and each rule of it taken away, which must be found out.

By hand: spin -a fence.pml && gcc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan; after an error
`spin -t -p fence.pml` tells the steps that lead to it.
"""
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

MODEL = Path(__file__).with_name("fence.pml")
AT_MOST_ONCE, IN_ORDER, NOTHING_STALE, WHOLE_AT_THE_END, TOLD_ONCE = range(1, 6)
DEEPEST = 100_000


class Search:
    """One search of the whole model; `told` is all that pan says."""

    def __init__(self, *defines):
        flags = [f"-D{define}" for define in defines]
        with tempfile.TemporaryDirectory(prefix="rollcall-model-") as folder:
            for command in (["spin", "-a", *flags, str(MODEL)],
                            ["gcc", "-O0" if defines else "-O2", "-w", "-DSAFETY", "-DCOLLAPSE", "-o", "pan",
                             "pan.c"],
                            ["./pan", f"-m{DEEPEST}"]):
                done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT)
                if done.returncode != 0:
                    raise AssertionError(f"{command}: exit {done.returncode}\n{done.stdout}")
        self.told = done.stdout

    def number(self, pattern):
        return int(re.search(pattern, self.told)[1])

    @property
    def errors(self):
        return self.number(r"errors: (\d+)")

    @property
    def states(self):
        return self.number(r"(\d+) states, stored")

    @property
    def is_whole(self):
        """Nothing was left out, and no line of a worker was never come to."""
        return "Search not completed" not in self.told and "max search depth" not in self.told \
            and "unreached in proctype Worker\n\t(0 of " in self.told


class Fence(unittest.TestCase):
    def test_no_order_of_stops_crashes_and_lost_answers_breaks_a_promise(self):
        search = Search()

        print(f"fence.pml: {search.states:,} states, {search.errors} errors")
        self.assertEqual(search.errors, 0, search.told)
        self.assertTrue(search.is_whole, search.told)
        # A model that can do little proves little.
        self.assertGreater(search.states, 500_000)

    def test_each_rule_is_needed_for_what_it_promises(self):
        for rules, promise in ((("NO_FENCE",), AT_MOST_ONCE), (("NO_FENCE",), NOTHING_STALE),
                               (("NO_FENCE",), WHOLE_AT_THE_END), (("NO_CURSOR",), AT_MOST_ONCE),
                               (("NO_CURSOR", "TRUST_UNKNOWN"), IN_ORDER), (("TRUST_UNKNOWN",), WHOLE_AT_THE_END),
                               (("NO_LEASE_CHECK",), TOLD_ONCE)):
            with self.subTest(rules, promise=promise):
                search = Search(*rules, f"ONLY={promise}")

                self.assertEqual(search.errors, 1, search.told)
                self.assertIn(f"assertion violated (({promise}!={promise})||", search.told)


if __name__ == "__main__":
    unittest.main()
