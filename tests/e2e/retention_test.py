"""What time removes: a job that ended longer ago than RETENTION_DAYS goes with all its files, and says when it went."""
import os
import sqlite3
import time
import unittest

from rollcall import Desk, Server, made_up_id, members, until, workbook

DAY_MS = 24 * 3_600_000


class Retention(unittest.TestCase):
    def served(self, **settings):
        server = Server(self.desk.folder, **settings)
        server.data_dir = self.desk.data_dir
        return server

    def setUp(self):
        self.desk = Desk(self)

    def age(self, job, days):
        """As if the job had ended, and its file come, so long ago."""
        with sqlite3.connect(self.desk.data_dir / "rollcall.db") as connection:
            connection.execute("UPDATE jobs SET finished_ms = finished_ms - ? WHERE id = ?", (days * DAY_MS, job))
        long_ago = time.time() - days * DAY_MS / 1000
        for path in self.desk.data_dir.glob("uploads/*"):
            os.utime(path, (long_ago, long_ago))

    def leave_removed(self, job):
        """As if the server had died once it removed the job's record."""
        with sqlite3.connect(self.desk.data_dir / "rollcall.db") as connection:
            connection.execute("INSERT INTO removed_jobs (job_id, user_id, province_code, municipality_code, finished_ms,"
                               " removed_ms) SELECT id, user_id, '', '', finished_ms, finished_ms FROM jobs WHERE id = ?",
                               (job,))
            connection.execute("DELETE FROM jobs WHERE id = ?", (job,))

    def files(self):
        return sorted(path.parent.name for folder in ("uploads", "reports")
                      for path in self.desk.data_dir.glob(f"{folder}/*"))

    def test_an_old_job_goes_with_its_files_and_says_when(self):
        with self.served() as server:
            job = server.load(workbook(members(3)))["job_id"]
            self.assertEqual(server.get(f"/report/{job}").status, 200)
        self.assertEqual(self.files(), ["reports", "uploads"])
        self.age(job, 89)
        with self.served() as server:
            kept = server.load(workbook(members(3, start=100)))["job_id"]
            self.assertEqual(server.get(f"/report/{job}").status, 200)
        self.age(job, 2)

        with self.served() as server:
            gone = until(lambda: (answer := server.get(f"/report/{job}")).status == 404 and answer, "the job goes")
            self.assertRegex(gone.json["message"], rf"^{job} ended on \d{{4}}-\d\d-\d\d and was removed on "
                                                   rf"{time.strftime('%Y-%m-%d', time.gmtime())[:8]}")
            self.assertEqual(server.get(f"/status/{job}").json["message"], gone.json["message"])
            until(lambda: len(self.files()) == 2, "its files go")
            self.assertEqual(server.get(f"/report/{kept}").status, 200)
            stranger = server.token("municipality_admin", "s@example.org", province="WC", municipality="CPT")
            self.assertIn("There is no job", server.get(f"/status/{job}", token=stranger).json["message"])
            self.assertEqual(server.sql("SELECT count(*) FROM members"), [(6,)])
            self.assertEqual(server.sql("SELECT count(*) FROM upload_fence"), [(1,)])

    def test_what_an_admin_cleans_says_when_too(self):
        with self.served() as server:
            job = server.load(workbook(members(3)))["job_id"]
            self.assertEqual(server.post("/queue/clean", {"gracePeriodHours": 0}).data["removed_completed"], 1)
            self.assertIn("was removed on", server.get(f"/report/{job}").json["message"])

    def test_what_a_clean_left_that_was_killed_goes_at_the_next_start(self):
        with self.served() as server:
            self.leave_removed(server.load(workbook(members(3)))["job_id"])
        self.assertIn("reports", self.files())

        with self.served() as server:
            until(lambda: "reports" not in self.files(), "the report goes")
            until(lambda: server.sql("SELECT discarded FROM removed_jobs") == [(1,)], "it is noted")
            self.assertEqual(server.sql("SELECT count(*) FROM upload_fence"), [(0,)])

    def test_what_a_clean_left_that_was_killed_goes_before_a_person_is_erased(self):
        with self.served() as server:
            self.leave_removed(server.load(workbook(members(3)))["job_id"])

        done = self.desk.run("purge", "--member", "-", input=made_up_id(1) + "\n")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("reports", self.files())


if __name__ == "__main__":
    unittest.main()
