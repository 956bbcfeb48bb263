"""`rollcall verify` over the embedded store: a finished job is proved, a lie is seen, a served folder is left alone."""
import json
import sqlite3
import unittest

from rollcall import Desk, Server, members, run, workbook


class Verify(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)

    def imported(self, rows=100, *arguments):
        file = self.desk.folder / "members.xlsx"
        workbook(members(rows), file)
        done = self.desk.run("import", file, "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["job_id"]

    def verify(self, job):
        done = self.desk.run("verify", job, "--json")
        return done.returncode, {one["subject"]: one for one in json.loads(done.stdout)["proofs"]}

    def sql(self, text):
        with sqlite3.connect(self.desk.data_dir / "rollcall.db") as connection:
            connection.execute(text)
        connection.close()

    def test_a_finished_job_is_proved_row_by_row(self):
        job = self.imported(100)

        done = self.desk.run("verify", job)

        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("100 rows of the file have one outcome each", done.stdout)
        self.assertIn("100 created and 0 changed in the database as in the ledger", done.stdout)
        self.assertIn("is proved", done.stdout)

    def test_a_dry_run_left_no_member(self):
        code, proofs = self.verify(self.imported(20, "--dry-run"))

        self.assertEqual(code, 0, proofs)
        self.assertIn("0 created", proofs["members"]["text"])

    def test_each_lie_is_seen_where_it_is(self):
        job = self.imported(50)
        for lie, subject in (
            ("DELETE FROM members WHERE member_id = 1", "members"),
            ("UPDATE upload_chunk SET outcomes = CAST(x'03' || substr(outcomes, 2) AS BLOB)",
             "ledger"),
            ("UPDATE upload_fence SET facts_json = replace(facts_json, '\"rows_total\":50', '\"rows_total\":51')", "rows"),
        ):
            with self.subTest(subject):
                self.sql(lie)
                code, proofs = self.verify(job)
                self.assertEqual(code, 1)
                self.assertFalse(proofs[subject]["proved"], proofs)

    def test_an_upload_whose_bytes_changed_is_seen(self):
        job = self.imported(30)
        [upload] = (self.desk.data_dir / "uploads").iterdir()
        upload.chmod(0o600)
        content = bytearray(upload.read_bytes())
        content[100] ^= 1
        upload.write_bytes(content)

        code, proofs = self.verify(job)

        self.assertEqual(code, 1)
        self.assertFalse(proofs["file"]["proved"])
        self.assertTrue(proofs["ledger"]["proved"])

    def test_a_folder_that_a_server_owns_is_left_to_it(self):
        with Server() as server:
            done = run("verify", "job-1767225600123-004211337700", check=False, env=server.environment())

            self.assertEqual(done.returncode, 3)
            self.assertIn("the server owns this folder", done.stderr)

    def test_what_is_no_job_is_the_askers_mistake(self):
        self.desk.run("migrate")

        self.assertEqual(self.desk.run("verify", "nonsense").returncode, 2)
        self.assertEqual(self.desk.run("verify", "job-1767225600123-004211337700").returncode, 1)


if __name__ == "__main__":
    unittest.main()
