"""tools/suites.py tells what runners did, and takes silence for failure."""
import io
import os
import subprocess
import sys
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import suites
from suites import Count

CTEST = """\
test 1
    Start 1: good

1: Test command: /build/good_tests "--gtest_brief=1"
1: [==========] 12 tests from 2 test suites ran. (5 ms total)
1: [  PASSED  ] 11 tests.
1: [  SKIPPED ] 1 test, listed below:
1: [  SKIPPED ] Some.Thing
1/4 Test #1: good .............................   Passed    0.02 sec
test 2
    Start 2: bad

2: [  PASSED  ] 4 tests.
2: [  FAILED  ] 2 tests, listed below:
2: [  FAILED  ] Some.Other
3: Segmentation fault
3/4 Test #3: died .............................***Exception: SegFault  0.02 sec
2/4 Test #2: bad ..............................***Failed    0.02 sec
4/4 Test #4: plain ............................   Passed    0.02 sec

50% tests passed, 2 tests failed out of 4
"""


class Runners(unittest.TestCase):
    def test_ctest_tells_of_programs_and_we_of_the_tests_within(self):
        self.assertEqual(suites.read_ctest(CTEST), Count(passed=11 + 4 + 1, failed=2 + 1, skipped=1))

    def test_a_program_that_dies_behind_its_summary_has_failed(self):
        text = CTEST.replace("3: Segmentation fault", "3: [  PASSED  ] 7 tests.")
        self.assertEqual(suites.read_ctest(text), Count(passed=11 + 4 + 1 + 7, failed=2 + 1, skipped=1))

    def test_unittest_tells_failures_errors_and_what_it_skipped(self):
        for closing, expected in (
            ("Ran 5 tests in 0.1s\n\nOK\n", Count(passed=5)),
            ("Ran 1 test in 0.1s\n\nOK (skipped=1)\n", Count(skipped=1)),
            ("Ran 9 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=3)\n", Count(3, 3, 3)),
            ("Ran 2 tests in 0.1s\n\nFAILED (unexpected successes=1)\n", Count(1, 1, 0)),
            ("Ran 0 tests in 0.1s\n\nFAILED (errors=1)\n", Count(0, 1, 0)),
        ):
            with self.subTest(closing):
                self.assertEqual(suites.read_unittest("....\n" + closing), expected)

    def test_node_tells_its_counts_in_both_of_its_reports(self):
        for mark in "#ℹ":
            with self.subTest(mark):
                closing = "".join(f"{mark} {line}\n" for line in (
                    "tests 9", "suites 1", "pass 4", "fail 1", "cancelled 1", "skipped 2", "todo 1"))
                self.assertEqual(suites.read_node(closing), Count(4, 2, 3))

    def test_a_summary_inside_a_tests_own_output_does_not_count(self):
        nested = "Ran 7 tests in 0.1s\n\nOK\n" + "Ran 2 tests in 0.1s\n\nOK\n"
        self.assertEqual(suites.read_unittest(nested), Count(passed=2))


class Judgement(unittest.TestCase):
    def test_a_good_suite_has_no_complaint(self):
        self.assertEqual(suites.judge("Ran 5 tests in 0.1s\n\nOK\n", 0), (Count(passed=5), None))

    def test_a_suite_that_ran_nothing_fails(self):
        for output in ("Ran 0 tests in 0.0s\n\nOK\n", "Ran 3 tests in 0.0s\n\nOK (skipped=3)\n",
                       "100% tests passed, 0 tests failed out of 0\n"):
            with self.subTest(output):
                count, complaint = suites.judge(output, 0)
                self.assertEqual((count.failed, complaint), (1, "it ran no test"))

    def test_a_suite_that_breaks_off_fails(self):
        count, complaint = suites.judge("Segmentation fault\n", 0)
        self.assertEqual((count, complaint), (Count(failed=1), "it broke off before its summary"))

    def test_an_exit_code_against_its_own_summary_fails(self):
        count, complaint = suites.judge("Ran 5 tests in 0.1s\n\nOK\n", 134)
        self.assertEqual(count, Count(passed=5, failed=1))
        self.assertIn("134", complaint)


class Sum(unittest.TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tally = Path(folder.name) / "tally"
        self.tally.touch()

    def run_suite(self, program, bound_s=600):
        with redirect_stdout(io.StringIO()) as shown:
            count = suites.run(self.tally, bound_s, [sys.executable, "-c", program])
        return count, shown.getvalue()

    def test_the_last_line_sums_every_suite(self):
        self.run_suite(r"print('Ran 5 tests in 0.1s\n\nOK')")
        self.run_suite(r"import sys; print('Ran 4 tests in 0.1s\n\nFAILED (failures=1, skipped=1)'); sys.exit(1)")
        lines, well = suites.summed(self.tally)
        self.assertEqual((lines[2:], well), (["1 skipped", "7 passed, 1 failed"], False))

    def test_what_a_suite_writes_is_shown_whichever_way_it_writes(self):
        count, shown = self.run_suite(r"import sys; sys.stderr.write('Ran 5 tests in 0.1s\n\nOK\n')")
        self.assertEqual(count, Count(passed=5))
        self.assertIn("Ran 5 tests", shown)

    def test_a_suite_that_cannot_be_read_is_named_before_the_sum(self):
        self.run_suite("print('nothing to tell')")
        lines, well = suites.summed(self.tally)
        self.assertIn("broke off", lines[1])
        self.assertEqual((lines[-1], well), ("0 passed, 1 failed", False))

    def test_a_suite_that_does_not_end_is_ended_and_named(self):
        count, _ = self.run_suite("import time; time.sleep(600)", bound_s=0.5)
        lines, _ = suites.summed(self.tally)
        self.assertEqual(count, Count(failed=1))
        self.assertIn("had not come to its end after 0.5 s", lines[1])

    def test_a_suite_whose_server_outlives_it_fails(self):
        program = r"import subprocess; print('Ran 5 tests in 0.1s\n\nOK', flush=True); subprocess.Popen(['sleep', '600'])"
        with mock.patch.object(suites, "LAST_WORDS_S", 0.5):
            count, _ = self.run_suite(program)
        lines, _ = suites.summed(self.tally)
        self.assertEqual(count, Count(passed=5, failed=1))
        self.assertIn("left a process behind", lines[1])

    def test_the_command_line_goes_on_after_a_failing_suite_and_fails_at_the_sum(self):
        with redirect_stdout(io.StringIO()) as shown:
            ran = suites.main(["run", str(self.tally), "600", sys.executable, "-c", "print('no summary')"])
            code = suites.main(["sum", str(self.tally)])
        self.assertEqual((ran, code), (0, 1))
        self.assertEqual(shown.getvalue().splitlines()[-1], "0 passed, 1 failed")

    def test_a_sum_of_nothing_is_not_well(self):
        self.assertEqual(suites.summed(self.tally), (["0 passed, 0 failed"], False))


class RealRunners(unittest.TestCase):
    """The runners of this machine, so that a new version of theirs that says it otherwise is noticed."""

    def judged(self, command, files):
        with TemporaryDirectory() as folder:
            for name, text in files.items():
                (Path(folder) / name).write_text(text, encoding="utf-8")
            done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  text=True, env={"PATH": os.environ["PATH"]})
        return suites.judge(done.stdout, done.returncode)

    def test_ctest(self):
        file = "add_test(good /bin/true)\nadd_test(bad /bin/false)\nadd_test(other echo SKIP)\n" \
               "set_tests_properties(other PROPERTIES SKIP_REGULAR_EXPRESSION SKIP)\n"
        self.assertEqual(self.judged(["ctest", "--verbose"], {"CTestTestfile.cmake": file}), (Count(1, 1, 1), None))

    def test_unittest(self):
        file = "import unittest\nclass T(unittest.TestCase):\n" \
               "    def test_a(self): pass\n    def test_b(self): self.fail()\n" \
               "    @unittest.skip('')\n    def test_c(self): pass\n"
        command = [sys.executable, "-m", "unittest", "discover", "-p", "some.py"]
        self.assertEqual(self.judged(command, {"some.py": file}), (Count(1, 1, 1), None))


if __name__ == "__main__":
    unittest.main()
