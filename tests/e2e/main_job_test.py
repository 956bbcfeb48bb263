"""The main job, from outside: upload, progress, the truth about every row, report, the same again."""
import unittest

from rollcall import HEADERS, Server, made_up_id, member, members, sheets_of, until, workbook


class MainJob(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.__exit__)

    def test_members_are_in_the_database_as_the_file_says(self):
        status = self.server.load(workbook(members(300, start=1_000)))

        self.assertEqual(status["status"], "completed")
        self.assertEqual(status["outcomes"]["inserted"], 300)
        self.assertEqual(status["progress"], 100)
        stored = self.server.sql("SELECT firstname, ward_code, gender, cell_number, date_joined, expiry_date"
                                 " FROM members WHERE id_number = ?", made_up_id(1_007))
        self.assertEqual(stored, [("Name1007", "79800001", "Female", "27820001007", "2024-03-01", "2026-03-01")])

    def test_the_same_file_again_changes_nothing(self):
        content = workbook(members(200, start=2_000))
        self.server.load(content)

        again = self.server.load(content, force="true")

        self.assertEqual(again["outcomes"]["unchanged"], 200)
        self.assertEqual(again["database_stats"]["updates"], 0)

    def test_the_same_file_without_force_is_a_conflict(self):
        content = workbook(members(5, start=3_000))
        first = self.server.load(content)

        again = self.server.upload(content)

        self.assertEqual(again.status, 409)
        self.assertEqual(again.json["error"]["details"]["duplicate_of"], first["job_id"])

    def test_a_blank_erases_nothing_and_a_change_is_kept_with_its_old_value(self):
        self.server.load(workbook(members(3, start=4_000)))
        changed = {1: HEADERS, 2: member(4_000, Email=None, Surname="Changed")}

        status = self.server.load(workbook(changed))

        self.assertEqual(status["outcomes"]["updated"], 1)
        stored = self.server.sql("SELECT surname, email FROM members WHERE id_number = ?", made_up_id(4_000))
        self.assertEqual(stored, [("Changed", "n4000@example.org")])

    def test_the_same_idempotency_key_is_one_job(self):
        content = workbook(members(4, start=5_000))
        key = {"Idempotency-Key": "one-click"}
        first = self.server.upload(content, headers=key)

        again = self.server.upload(content, headers=key)

        self.assertEqual(again.status, 200)
        self.assertEqual(again.data["job_id"], first.data["job_id"])
        self.assertEqual(again.headers["Idempotent-Replayed"], "true")
        other = self.server.upload(workbook(members(4, start=6_000)), headers=key)
        self.assertEqual(other.status, 422)

    def test_a_dry_run_says_the_same_and_stores_nothing(self):
        content = workbook(members(50, start=7_000))

        status = self.server.load(content, dry_run="true")

        self.assertEqual(status["outcomes"]["inserted"], 50)
        self.assertTrue(status["dry_run"])
        self.assertEqual(self.server.sql("SELECT count(*) FROM members WHERE id_number = ?", made_up_id(7_001)), [(0,)])

    def test_modes_skip_whom_they_must(self):
        self.server.load(workbook(members(10, start=8_000)))
        both = workbook(members(20, start=8_000))

        self.assertEqual(self.server.load(both, mode="update")["outcomes"]["skipped"], 10)
        self.assertEqual(self.server.load(both, mode="insert")["outcomes"]["skipped"], 10)
        self.assertEqual(self.server.sql("SELECT count(*) FROM members WHERE id_number = ?", made_up_id(8_019)), [(1,)])

    def test_a_file_that_cannot_be_read_fails_at_once_with_its_reason(self):
        good = workbook(members(5, start=9_000))

        status = self.server.load(good[:len(good) // 2])

        self.assertEqual(status["status"], "failed")
        self.assertEqual(status["error_code"], "FILE_TRUNCATED")
        self.assertEqual(status["attempts_made"], 1)

    def test_what_the_first_bytes_tell_is_refused_at_the_door(self):
        answer = self.server.upload(b"%PDF-1.7 not a list", name="members.xlsx")

        self.assertEqual(answer.status, 415)
        self.assertEqual(answer.json["error"]["code"], "UNSUPPORTED_FILE")
        self.assertEqual(answer.json["error"]["details"]["reason"], "FILE_NOT_A_SPREADSHEET")

    def test_the_report_holds_every_row(self):
        rows = members(20, start=10_000)
        rows[30] = member(10_000)
        status = self.server.load(workbook(rows))

        report = self.server.get(f"/report/{status['job_id']}")

        self.assertEqual(report.status, 200)
        sheets = sheets_of(report.body)
        self.assertEqual(len(sheets["All Uploaded Rows"]), 1 + 21)
        self.assertEqual(len(sheets["New Members"]), 1 + 20)
        self.assertIn("30", [row[0] for row in sheets["Duplicates"][1:]])

    def test_a_waiting_job_can_be_cancelled(self):
        self.server.post("/queue/pause")
        try:
            job = self.server.upload(workbook(members(5, start=11_000))).data["job_id"]
            self.assertEqual(self.server.status(job)["status"], "paused")
            self.assertEqual(self.server.post(f"/cancel/{job}").data["status"], "cancelled")
            self.assertEqual(self.server.status(job)["status"], "cancelled")
        finally:
            self.server.post("/queue/resume")

    def test_nobody_sees_another_areas_job(self):
        gauteng = self.server.token("province_admin", "gp@example.org", province="GP")
        cape = self.server.token("province_admin", "wc@example.org", province="WC")
        job = self.server.upload(workbook(members(3, start=12_000)), token=gauteng).data["job_id"]

        self.assertEqual(self.server.get(f"/status/{job}", token=gauteng).status, 200)
        self.assertEqual(self.server.get(f"/status/{job}", token=cape).status, 404)
        self.assertEqual(self.server.get(f"/report/{job}", token=cape).status, 404)

    def test_a_province_loads_only_its_own_wards(self):
        cape = self.server.token("province_admin", "wc2@example.org", province="WC")
        rows = members(3, start=13_000)
        rows[5] = member(13_100, Ward="10200001", Province="Western Cape")
        job = self.server.upload(workbook(rows), token=cape).data["job_id"]

        status = self.server.finished(job, cape)

        self.assertEqual(status["outcomes"]["out_of_scope"], 3)
        self.assertEqual(status["outcomes"]["inserted"], 1)

    def test_health_and_readiness(self):
        self.assertEqual(self.server.get("/healthz").status, 200)
        self.assertEqual(self.server.get("/readyz").status, 200)


class Stopping(unittest.TestCase):
    def test_a_stop_gives_the_job_back_and_the_next_start_ends_it(self):
        with Server() as server:
            job = server.upload(workbook(members(20_000))).data["job_id"]
            until(lambda: server.status(job)["status"] != "waiting", "the job starts")
            self.assertEqual(server.stop(), 0)

            server.start()

            status = server.finished(job)
            self.assertEqual(status["outcomes"]["inserted"], 20_000)
            self.assertEqual(status["attempts_made"], 0)

    def test_a_second_server_on_the_folder_is_refused_with_a_clear_word(self):
        with Server() as server:
            second = Server(data_dir=server.data_dir.parent)
            with self.assertRaisesRegex(AssertionError, "the server owns this folder"):
                second.start()
            second.process.wait()
            second.log.close()
            second.process.stdout.close()


if __name__ == "__main__":
    unittest.main()
