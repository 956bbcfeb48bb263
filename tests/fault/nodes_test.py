"""A light run of nodes.py for every change; the whole one is tests/fault/nodes.py without arguments."""
import subprocess
import sys
import unittest
from pathlib import Path

SCRIPT = Path(__file__).with_name("nodes.py")


class TwoNodes(unittest.TestCase):
    def test_no_row_is_missing_or_doubled_whatever_happens_to_two_nodes_and_their_database(self):
        done = subprocess.run([sys.executable, SCRIPT, "--kills", "5", "--freezes", "1", "--restarts", "1",
                               "--unknown", "2", "--rows", "4000", "--seed", "7"], capture_output=True, text=True)

        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("duplicates 0, missing 0, every state true", done.stdout)


if __name__ == "__main__":
    unittest.main()
