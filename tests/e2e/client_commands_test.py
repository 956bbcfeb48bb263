"""The command line against a running server: what each verb prints, and what scripts get as exit code."""
import json
import unittest

from rollcall import Desk, Server, member, members, sheets_of, workbook


class Client(unittest.TestCase):
    people = 0

    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.__exit__)

    def setUp(self):
        self.desk = Desk(self)
        self.desk.data_dir = self.server.data_dir
        # Numbers of its own for each test, so that none meets another's members.
        Client.people += 10_000
        self.people = Client.people

    def run_json(self, *arguments):
        done = self.desk.run(*arguments, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def upload(self, rows, *arguments):
        file = self.desk.write("members.xlsx", workbook(rows))
        return self.desk.run("upload", file, *arguments)

    def waiting_job(self):
        """A job that no worker takes until the queue is resumed."""
        self.assertEqual(self.desk.run("pause").returncode, 0)
        self.addCleanup(self.desk.run, "resume")
        return self.upload(members(3, self.people)).stdout.strip()

    def failed_job(self):
        file = self.desk.write("broken.xlsx", workbook(members(3, self.people))[:600])
        done = self.desk.run("upload", file, "--wait", "--json")
        self.assertEqual(done.returncode, 1, done.stderr)
        return json.loads(done.stdout)

    def test_an_upload_that_is_waited_for_ends_with_its_summary(self):
        done = self.upload(members(20, self.people), "--wait", "--json")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["outcomes"]["inserted"], 20)

    def test_refused_rows_are_an_error_only_when_that_is_asked(self):
        rows = {**members(3, self.people), 9: member(self.people + 5, Ward=None)}

        self.assertEqual(self.upload(rows, "--wait").returncode, 0)
        self.assertEqual(self.upload(rows, "--wait", "--strict", "--force").returncode, 1)

    def test_an_upload_prints_the_jobs_name_alone(self):
        name = self.upload(members(2, self.people)).stdout.strip()

        self.assertEqual(self.server.finished(name)["outcomes"]["inserted"], 2)

    def test_the_same_file_again_is_refused_and_forced_when_asked(self):
        self.upload(members(2, self.people), "--wait")

        again = self.desk.run("upload", "members.xlsx")

        self.assertEqual(again.returncode, 1)
        self.assertIn("CONFLICT", again.stderr)
        self.assertEqual(self.desk.run("upload", "members.xlsx", "--wait", "--force").returncode, 0)

    def test_of_several_files_the_worst_is_the_exit_code(self):
        good = self.desk.write("good.xlsx", workbook(members(2, self.people)))

        done = self.desk.run("upload", "missing.xlsx", good, "--wait")

        self.assertEqual(done.returncode, 1)
        self.assertIn("missing.xlsx", done.stderr)
        self.assertIn("good.xlsx", done.stdout)

    def test_status_tells_people_and_programs_the_same(self):
        job = json.loads(self.upload(members(2, self.people), "--wait", "--json").stdout)["job_id"]

        self.assertEqual(self.run_json("status", job)["status"], "completed")
        lines = dict(line.split(None, 1) for line in self.desk.run("status", job).stdout.splitlines())
        self.assertEqual((lines["job_id"], lines["status"]), (job, "completed"))

    def test_jobs_are_listed_newest_first_and_by_status(self):
        done = self.upload(members(2, self.people), "--wait", "--json")
        newest = json.loads(done.stdout)["job_id"]

        self.assertEqual(self.run_json("jobs", "--limit", 1)["jobs"][0]["job_id"], newest)
        first = self.desk.run("jobs", "--limit", 1).stdout.splitlines()
        self.assertEqual(len(first), 1)
        for word in (newest, "completed", "100 %", "local@localhost", "members.xlsx"):
            self.assertIn(word, first[0])
        self.assertNotIn("completed", {job["status"] for job in self.run_json("jobs", "--status", "failed")["jobs"]})
        self.assertEqual(self.desk.run("jobs", "--status", "lost").returncode, 1)

    def test_a_paused_queue_keeps_its_jobs_and_stats_count_them(self):
        job = self.waiting_job()

        self.assertEqual(self.run_json("stats")["paused"], 1)
        self.assertEqual(self.run_json("status", job)["status"], "paused")
        self.assertEqual(self.desk.run("resume").returncode, 0)
        self.assertEqual(self.server.finished(job)["outcomes"]["inserted"], 3)

    def test_a_cancelled_job_cannot_be_cancelled_again(self):
        job = self.waiting_job()

        self.assertEqual(self.run_json("cancel", job)["status"], "cancelled")
        again = self.desk.run("cancel", job)
        self.assertEqual(again.returncode, 1)
        self.assertIn("CONFLICT", again.stderr)

    def test_only_a_failed_job_is_retried(self):
        failed = self.failed_job()
        self.assertEqual(failed["error_code"], "FILE_TRUNCATED")

        self.assertEqual(self.desk.run("retry", failed["job_id"]).returncode, 0)
        self.assertEqual(self.server.finished(failed["job_id"])["attempts_made"], 2)

        good = json.loads(self.upload(members(2, self.people + 50), "--wait", "--json").stdout)["job_id"]
        self.assertEqual(self.desk.run("retry", good).returncode, 1)

    def test_clean_removes_what_ended_long_enough_ago(self):
        job = json.loads(self.upload(members(2, self.people), "--wait", "--json").stdout)["job_id"]

        self.run_json("clean", "--hours", 1)
        self.assertEqual(self.desk.run("status", job).returncode, 0)
        removed = self.run_json("clean", "--hours", 0)

        self.assertGreaterEqual(removed["removed_completed"], 1)
        gone = self.desk.run("status", job)
        self.assertEqual(gone.returncode, 1)
        self.assertIn("NOT_FOUND", gone.stderr)

    def test_who_steered_the_queue_stands_in_the_audit(self):
        failed = self.failed_job()["job_id"]
        for verb in (("pause",), ("resume",), ("retry", failed)):
            self.assertEqual(self.desk.run(*verb).returncode, 0)
        self.server.finished(failed)
        self.assertEqual(self.desk.run("clean", "--hours", 0).returncode, 0)

        actors = self.server.sql("SELECT DISTINCT action, actor FROM audit WHERE action IN"
                                 " ('pause', 'resume', 'retry', 'clean')")
        self.assertEqual(sorted(actors), sorted((verb, "local") for verb in ("pause", "resume", "retry", "clean")))

    def test_report_and_corrections_are_written_where_asked(self):
        rows = {**members(3, self.people), 9: member(self.people + 5, Ward=None)}
        job = json.loads(self.upload(rows, "--wait", "--json").stdout)["job_id"]

        for arguments, name in (((), f"bulk-upload-report-{job}.xlsx"), (("--out", "here.xlsx"), "here.xlsx"),
                                (("--corrections",), f"bulk-upload-corrections-{job}.xlsx")):
            with self.subTest(arguments):
                done = self.desk.run("report", job, *arguments)
                self.assertEqual((done.returncode, done.stdout), (0, f"{name}\n"), done.stderr)
                self.assertTrue(sheets_of((self.desk.folder / name).read_bytes()))

    def test_a_report_that_there_is_none_of_leaves_no_file(self):
        done = self.desk.run("report", "job-1767225600123-004211337700", "--out", "none.xlsx")

        self.assertEqual(done.returncode, 1)
        self.assertIn("NOT_FOUND", done.stderr)
        self.assertFalse((self.desk.folder / "none.xlsx").exists())

    def test_what_is_no_jobs_name_is_asked_of_nobody(self):
        for command in ("status", "retry", "cancel", "report"):
            for name in ("nonsense", "../queue/stats", "job-1", ""):
                with self.subTest(f"{command} {name}"):
                    done = self.desk.run(command, name)
                    self.assertEqual((done.returncode, done.stdout), (2, ""))
                    self.assertIn("job", done.stderr)


class WithoutAServer(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)

    def test_no_server_to_ask_is_a_usage_error_that_says_how_to_name_one(self):
        done = self.desk.run("stats")

        self.assertEqual(done.returncode, 2)
        self.assertIn("--server", done.stderr)

    def test_a_server_elsewhere_wants_a_token(self):
        done = self.desk.run("stats", "--server", "http://127.0.0.1:1")

        self.assertEqual(done.returncode, 2)
        self.assertIn("--token", done.stderr)

    def test_a_server_out_of_reach_is_exit_code_3(self):
        done = self.desk.run("stats", "--server", "http://127.0.0.1:1", "--token", "x")

        self.assertEqual(done.returncode, 3)
        self.assertIn("out of reach", done.stderr)

    def test_a_report_is_made_anew_from_the_folder_alone(self):
        file = self.desk.write("members.xlsx", workbook(members(3)))
        job = json.loads(self.desk.run("import", file, "--json").stdout)["job_id"]

        done = self.desk.run("report", job, "--rebuild", "--out", "again.xlsx")

        self.assertEqual((done.returncode, done.stdout), (0, "again.xlsx\n"), done.stderr)
        self.assertEqual(len(sheets_of((self.desk.folder / "again.xlsx").read_bytes())["New Members"]), 4)


if __name__ == "__main__":
    unittest.main()
