"""The service unit as systemd judges it, without a running systemd."""
import shutil
import subprocess
import unittest

from rollcall import ROOT

UNIT = ROOT / "packaging/rollcall.service"
# Of 10: 0 is a service that can do nothing at all.
EXPOSURE_MOST = 2.0


@unittest.skipIf(shutil.which("systemd-analyze") is None, "systemd-analyze is not installed: apt install systemd")
class Unit(unittest.TestCase):
    def test_its_exposure_is_small(self):
        done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager",
                               f"--threshold={EXPOSURE_MOST * 10:.0f}", str(UNIT)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Overall exposure level", done.stdout)

    def test_systemd_understands_every_line(self):
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(UNIT)], capture_output=True, text=True)
        said = [line for line in (done.stdout + done.stderr).splitlines() if "rollcall.service" in line
                and "is not executable" not in line]
        self.assertEqual(said, [])


if __name__ == "__main__":
    unittest.main()
