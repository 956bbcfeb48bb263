"""A light run of partition.py for every change; the whole one is tests/fault/partition.py."""
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

SCRIPT = Path(__file__).with_name("partition.py")


class Partition(unittest.TestCase):
    def setUp(self):
        if os.geteuid() != 0 or not shutil.which("ip"):
            self.skipTest("needs root and iproute2 to make machines of network namespaces")
        refused = subprocess.run(["unshare", "--net", "--mount", "true"], capture_output=True, text=True)
        if refused.returncode != 0:
            self.skipTest(f"may not make namespaces: {refused.stderr.strip()}")

    def test_another_machine_goes_on_with_the_job_of_one_that_is_cut_off(self):
        done = subprocess.run([sys.executable, SCRIPT, "--rows", "20000"], capture_output=True, text=True)

        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("duplicates 0, missing 0", done.stdout)


if __name__ == "__main__":
    unittest.main()
