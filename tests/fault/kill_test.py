"""A light run of kill.py for every change; the whole one is tests/fault/kill.py --kills 50."""
import subprocess
import sys
import unittest
from pathlib import Path

SCRIPT = Path(__file__).with_name("kill.py")


class Kills(unittest.TestCase):
    def test_no_row_is_missing_or_doubled_after_kills_at_random_moments(self):
        done = subprocess.run([sys.executable, SCRIPT, "--kills", "6", "--rows", "20000", "--seed", "7"],
                              capture_output=True, text=True)

        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("missing 0, doubled 0", done.stdout)


if __name__ == "__main__":
    unittest.main()
