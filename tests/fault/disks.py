"""Scenarios of stores.py: PostgreSQL's disk is full."""
import errno
import shutil
import subprocess

from stage import Stage, Unable, until
from lists import member_list, plain_list
from pace import slow_down


class DatabaseDiskFull(Stage):
    """PostgreSQL's tables lie on a small disk, which is full for a while; its log has space of its own."""

    def play(self, rows=20_000, mebibytes=160):
        disk = self.small_disk(mebibytes)
        self.begin(within=disk)
        self.move_log()
        node = self.node()
        slow_down(self.cluster, 0.3)
        job = self.upload(node, member_list(0, rows))
        self.wait_for_chunk(job)
        ballast = disk / "ballast"
        self.fill(ballast)
        until(lambda: node.status(job)["waiting_for"] == "disk", "the job waits for the disk")
        refused = self.refused_upload(node, plain_list(range(rows, 2 * rows)))
        ballast.unlink()
        # Of the refused upload the bytes that came first may lie there until they are swept, unnamed.
        assert self.number("SELECT count(*) FROM file_upload") == 1, "the refused upload has a name"
        self.prove()
        return f"a disk of {mebibytes} MiB full: the job of {rows} rows waited and went on; uploads meanwhile {refused}"

    def small_disk(self, mebibytes):
        folder = self.folder()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", folder],
                                 capture_output=True, text=True)
        if mounted.returncode != 0:
            raise Unable(f"may not mount a small tmpfs: {mounted.stderr.strip()}")
        self.callback(subprocess.run, ["umount", "-l", folder], check=True)
        return folder

    def move_log(self):
        """PostgreSQL stops when it cannot write its log; what is full here is where the tables lie."""
        self.cluster.stop()
        log = self.cluster.data / "pg_wal"
        moved = self.folder() / "pg_wal"
        shutil.move(log, moved)
        log.symlink_to(moved)
        if self.cluster.user:
            moved.parent.chmod(0o755)
            subprocess.run(["chown", "-R", "-h", self.cluster.user.pw_name, moved, log], check=True)
        self.cluster.start()

    def fill(self, ballast):
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 65536)
            except OSError as full:
                if full.errno != errno.ENOSPC:
                    raise

    def refused_upload(self, node, members):
        answer = node.upload(members.content)
        assert answer.status in (503, 507), answer.body
        return f"answered {answer.status}"
