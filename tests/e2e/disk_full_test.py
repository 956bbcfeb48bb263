"""A full disk: an upload is refused and leaves nothing; a running job waits and goes on."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from rollcall import Server, members, until, workbook

MEBIBYTE = 1024 * 1024


def mount_small_disk(folder, mebibytes):
    """Whether a file system of that size could be mounted there."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", folder],
                          capture_output=True)
    return done.returncode == 0


class FullDisk(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="rollcall-disk-")
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name
        if not mount_small_disk(self.folder, 48):
            self.skipTest("needs the right to mount a small tmpfs")
        self.addCleanup(subprocess.run, ["umount", "-l", self.folder], check=True)
        self.ballast = Path(self.folder) / "ballast"
        self.server = Server(data_dir=self.folder)
        self.server.start()
        self.addCleanup(self.server.__exit__)

    def fill(self, leaving):
        space = os.statvfs(self.folder)
        with open(self.ballast, "wb") as file:
            file.write(b"\0" * max(0, space.f_bavail * space.f_frsize - leaving))

    def files(self):
        return sorted(str(path) for name in ("uploads", "tmp")
                      for path in (self.server.data_dir / name).glob("*"))

    def test_an_upload_without_space_is_refused_and_leaves_nothing(self):
        content = workbook(members(20_000))
        token = self.server.token()
        self.fill(leaving=len(content) // 2)
        before = self.files()

        answer = self.server.upload(content, token=token)

        self.assertEqual(answer.status, 507, answer.body)
        self.assertEqual(answer.json["error"]["code"], "STORAGE_FULL")
        self.assertEqual(self.files(), before)

    def test_a_running_job_waits_for_space_and_goes_on(self):
        token = self.server.token()
        self.server.post("/queue/pause", token=token)
        job = self.server.upload(workbook(members(40_000)), token=token).data["job_id"]
        self.fill(leaving=2 * MEBIBYTE)
        self.server.post("/queue/resume", token=token)
        until(lambda: self.server.status(job, token)["waiting_for"] == "disk", "the job waits for the disk")

        self.ballast.unlink()

        status = self.server.finished(job, token)
        self.assertEqual(status["status"], "completed", status)
        self.assertEqual(status["outcomes"]["inserted"], 40_000)
        self.assertEqual(status["attempts_made"], 0)


if __name__ == "__main__":
    unittest.main()
