"""More than one machine: API here, workers there, one PostgreSQL; and whatever of it goes away."""
import http.client
import json
import tempfile
import unittest
from pathlib import Path
from urllib.parse import urlsplit

from nodes import Nodes, csv, postgres
from rollcall import FINAL, PREFIX, members, until, workbook

ROWS = 24_000


class ManyNodes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = postgres.Cluster()
        cls.addClassCleanup(cls.cluster.close)

    def setUp(self):
        self.nodes = Nodes(self, self.cluster)
        self.nodes.slow_down()

    def begun(self, server, job, token):
        """Once a worker has committed rows of the job, and before its end."""
        def has_begun():
            status = server.status(job, token)
            self.assertNotIn(status["status"], FINAL, "the job was done before the test could look")
            return status if status["rows_done"] else None
        return until(has_begun, f"rows of {job} are committed")

    def assert_whole(self, job, status, rows=ROWS):
        """Every row of the file is in the database once, and the ledger proves it."""
        self.assertEqual(status["status"], "completed", status)
        self.assertEqual(status["outcomes"]["inserted"], rows)
        self.assertEqual(sum(status["outcomes"].values()), rows)
        self.assertEqual(self.nodes.sql("SELECT count(*), count(DISTINCT id_number) FROM members"),
                         f"{rows}|{rows}")
        proof = self.nodes.run("verify", job, "--json")
        self.assertEqual(proof.returncode, 0, proof.stdout + proof.stderr)

    def test_a_single_server_does_the_main_job_over_postgresql(self):
        server = self.nodes.server(workers=1)
        content = workbook(members(300))

        status = server.load(content)
        again = server.load(content, force="true")

        self.assert_whole(status["job_id"], status, rows=300)
        self.assertEqual(again["outcomes"]["unchanged"], 300)
        report = server.get(f"/report/{status['job_id']}")
        self.assertEqual(report.status, 200)
        self.assertTrue(report.body.startswith(b"PK"))

    def test_what_a_worker_does_is_seen_on_the_api_node_while_it_does_it(self):
        server = self.nodes.server()
        workers = [self.nodes.worker(), self.nodes.worker()]
        token = server.token()
        job = server.upload(csv(ROWS), name="members.csv", token=token).data["job_id"]
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        self.addCleanup(connection.close)
        connection.request("GET", f"{PREFIX}/events/{job}", headers={"Authorization": "Bearer " + token})

        told = [block.split("\n") for block in connection.getresponse().read().decode().split("\n\n") if block]

        names = [lines[0].removeprefix("event: ") for lines in told]
        done = [json.loads(lines[2].removeprefix("data: ")).get("rows_done") for lines, name in zip(told, names)
                if name == "bulk_upload_progress"]
        self.assertTrue([rows for rows in done if rows], "no row was seen before the end")
        self.assertEqual(done, sorted(done))
        self.assertEqual(names.count("bulk_upload_complete"), 1)
        self.assert_whole(job, server.status(job, token))
        watched = self.nodes.run("watch", job, "--server", server.url, "--token", token)
        self.assertEqual(watched.returncode, 0, watched.stderr)
        self.assertEqual([worker.stop() for worker in workers], [0, 0])

    def test_a_cancel_on_one_node_stops_the_work_on_another(self):
        server = self.nodes.server()
        self.nodes.worker()
        token = server.token()
        job = server.upload(csv(ROWS), name="members.csv", token=token).data["job_id"]
        self.begun(server, job, token)

        answer = server.post(f"/cancel/{job}", token=token)
        status = server.finished(job, token)

        self.assertEqual(answer.data["status"], "cancelling")
        self.assertEqual(status["status"], "cancelled")
        self.assertRegex(status["message"], r"^cancelled by admin@example\.org\. [\d,]+( of [\d,]+)? rows were loaded and stay$")
        loaded = status["outcomes"]["inserted"]
        self.assertLess(loaded, ROWS)
        self.assertEqual(self.nodes.sql("SELECT count(*) FROM members"), str(loaded))

    def test_a_worker_that_is_asked_to_stop_hands_its_job_over_at_once(self):
        server = self.nodes.server()
        first = self.nodes.worker()
        token = server.token()
        job = server.upload(csv(ROWS), name="members.csv", token=token).data["job_id"]
        before = self.begun(server, job, token)["rows_done"]
        second = self.nodes.worker()

        self.assertEqual(first.stop(), 0)
        given_back = self.nodes.sql(f"SELECT state, stalls, attempts_made FROM jobs WHERE id = '{job}'")
        status = server.finished(job, token)

        self.assertIn(given_back.split("|")[0], ("waiting", "active"))
        self.assertEqual(given_back.split("|")[1:], ["0", "0"])
        self.assertGreater(before, 0)
        self.assertEqual(status["attempts_made"], 0)
        self.assert_whole(job, status)
        self.assertEqual(second.stop(), 0)

    def test_a_worker_that_is_killed_is_taken_over_and_no_row_is_missing_or_twice(self):
        server = self.nodes.server(LOCK_DURATION_MS="3000")
        first = self.nodes.worker(LOCK_DURATION_MS="3000")
        token = server.token()
        job = server.upload(csv(ROWS), name="members.csv", token=token).data["job_id"]
        self.begun(server, job, token)
        second = self.nodes.worker(LOCK_DURATION_MS="3000")

        first.kill()
        status = server.finished(job, token)

        self.assert_whole(job, status)
        self.assertIn(f"{job}: started by {second.name}", second.log_text())

    def test_a_frozen_worker_that_wakes_up_after_it_was_taken_over_writes_nothing(self):
        server = self.nodes.server(LOCK_DURATION_MS="3000")
        first = self.nodes.worker(LOCK_DURATION_MS="3000")
        token = server.token()
        job = server.upload(csv(ROWS), name="members.csv", token=token).data["job_id"]
        self.begun(server, job, token)

        first.freeze()
        self.nodes.worker(LOCK_DURATION_MS="3000")
        status = server.finished(job, token)
        first.thaw()

        self.assertEqual(first.stop(), 0)
        self.assert_whole(job, status)
        self.assertEqual(server.status(job, token)["status"], "completed")

    def test_a_database_that_crashes_under_a_job_delays_it(self):
        server = self.nodes.server()
        self.nodes.worker()
        token = server.token()
        job = server.upload(csv(ROWS), name="members.csv", token=token).data["job_id"]
        self.begun(server, job, token)

        self.cluster.stop("immediate")
        silent = server.get(f"/status/{job}", token=token)
        ready = server.get("/readyz", token=token)
        self.cluster.start()
        status = self.patient_end(server, job, token)

        self.assertEqual(silent.status, 503)
        self.assertTrue(silent.headers["Retry-After"])
        self.assertEqual(ready.status, 503)
        self.assertIn("database", ready.body.decode())
        self.assertEqual(status["attempts_made"], 0)
        self.assert_whole(job, status)

    def test_no_more_jobs_run_at_once_than_all_nodes_together_may(self):
        server = self.nodes.server(MAX_ACTIVE_JOBS="1")
        for _ in range(2):
            self.nodes.worker(MAX_ACTIVE_JOBS="1")
        token = server.token()
        jobs = [server.upload(csv(4_000, start=4_000 * number), name="members.csv", token=token).data["job_id"]
                for number in range(3)]
        most = 0

        def all_ended():
            nonlocal most
            states = self.nodes.sql("SELECT state FROM jobs").split()
            most = max(most, states.count("active"))
            return states.count("completed") == len(jobs)
        until(all_ended, "three jobs end, one after the other")

        self.assertEqual(most, 1)

    def test_files_may_lie_in_a_folder_that_every_node_mounts_and_in_no_other(self):
        with tempfile.TemporaryDirectory(prefix="rollcall-files-") as shared:
            files = {"FILE_STORE": "file://" + shared}
            server = self.nodes.server(**files)
            self.nodes.worker(**files)

            status = server.load(csv(500), name="members.csv")
            report = server.get(f"/report/{status['job_id']}")
            with tempfile.TemporaryDirectory(prefix="rollcall-files-") as other:
                stranger = self.nodes.run("worker", FILE_STORE="file://" + other)
            rows = self.nodes.run("worker")

            self.assertEqual(status["outcomes"]["inserted"], 500)
            self.assertEqual(report.status, 200)
            self.assertTrue(list(Path(shared, "uploads").iterdir()))
            for refused in (stranger, rows):
                self.assertEqual(refused.returncode, 3, refused.stdout)
                self.assertIn(shared, refused.stderr)

    def patient_end(self, server, job, token):
        def ended():
            answer = server.get(f"/status/{job}", token=token)
            return answer.data if answer.status == 200 and answer.data["status"] in FINAL else None
        return until(ended, f"{job} ends")


class Start(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = postgres.Cluster()
        cls.addClassCleanup(cls.cluster.close)

    def test_nothing_starts_over_a_database_that_was_not_migrated(self):
        nodes = Nodes(self, self.cluster, migrated=False)

        for command in (("serve", "--port", "0"), ("worker",), ("import", "members.csv"), ("verify", "job-1767225600123-004211337700")):
            with self.subTest(command):
                done = nodes.run(*command)
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertIn("rollcall migrate", done.stderr)
        self.assertEqual(nodes.sql("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"), "0")

    def test_migrate_makes_the_tables_once_and_names_the_database_without_its_password(self):
        nodes = Nodes(self, self.cluster, migrated=False)
        nodes.settings["DATABASE_URL"] = nodes.url.replace("postgres@", "postgres:very-secret@")

        done = [nodes.run("migrate") for _ in range(2)]

        for one in done:
            self.assertEqual(one.returncode, 0, one.stderr)
            self.assertIn(nodes.database + " is up to date", one.stdout)
            self.assertNotIn("very-secret", one.stdout + one.stderr)
        self.assertEqual(nodes.run("doctor").returncode, 3, "fsync is off in this cluster")

    def test_a_database_that_is_out_of_reach_stops_the_start_with_a_clear_word(self):
        nodes = Nodes(self, self.cluster)
        nodes.settings["DATABASE_URL"] = f"postgresql://postgres@127.0.0.1:{postgres.free_port()}/nobody"

        for command in (("serve", "--port", "0"), ("worker",), ("migrate",)):
            with self.subTest(command):
                done = nodes.run(*command)
                self.assertEqual(done.returncode, 3, done.stdout)
                self.assertIn("postgresql", done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_worker_without_a_shared_database_and_a_server_without_a_key_do_not_start(self):
        nodes = Nodes(self, self.cluster, migrated=False)

        alone = nodes.run("worker", DATABASE_URL="")
        keyless = nodes.run("serve", "--port", "0", JWT_SECRET="")

        self.assertEqual(alone.returncode, 2)
        self.assertIn("DATABASE_URL", alone.stderr)
        self.assertEqual(keyless.returncode, 2)
        self.assertIn("JWT_SECRET", keyless.stderr)


class Doctor(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = postgres.Cluster(fsync=True)
        cls.addClassCleanup(cls.cluster.close)

    def doctor(self, nodes):
        done = nodes.run("doctor", "--json")
        return done.returncode, {one["subject"]: one for one in json.loads(done.stdout)}

    def test_a_migrated_database_is_well(self):
        _, found = self.doctor(Nodes(self, self.cluster))

        self.assertTrue({"database", "tables", "rights", "durability", "session", "events", "clock",
                         "connections"} <= set(found))
        # The disk is the tester's own.
        found.pop("disk space")
        self.assertEqual([one for one in found.values() if not one["well"]], [])

    def test_missing_tables_are_to_be_mended_by_migrate(self):
        code, found = self.doctor(Nodes(self, self.cluster, migrated=False))

        self.assertEqual(code, 3)
        self.assertIn("rollcall migrate", found["tables"]["text"])

    def test_a_database_out_of_reach_is_told_among_the_rest(self):
        nodes = Nodes(self, self.cluster, migrated=False)
        nodes.settings["DATABASE_URL"] = f"postgresql://postgres@127.0.0.1:{postgres.free_port()}/nobody"

        code, found = self.doctor(nodes)

        self.assertEqual(code, 3)
        self.assertFalse(found["database"]["well"])
        self.assertIn("sandbox", found)


class Verify(unittest.TestCase):
    """What `rollcall verify` proves, and that it sees what does not fit."""

    @classmethod
    def setUpClass(cls):
        cls.cluster = postgres.Cluster()
        cls.addClassCleanup(cls.cluster.close)

    def verified(self, nodes, job):
        done = nodes.run("verify", job, "--json")
        return done.returncode, {one["subject"]: one for one in json.loads(done.stdout)["proofs"]}

    def test_each_lie_of_ledger_members_or_file_is_seen(self):
        nodes = Nodes(self, self.cluster)
        server = nodes.server(workers=1)
        status = server.load(workbook(members(200)))
        job = status["job_id"]
        code, proofs = self.verified(nodes, job)
        self.assertEqual(code, 0, proofs)
        self.assertEqual(set(proofs), {"file", "ledger", "rows", "members"})
        self.assertIn("200 rows", proofs["rows"]["text"])

        nodes.sql("DELETE FROM members WHERE id_number = (SELECT min(id_number) FROM members)")
        code, proofs = self.verified(nodes, job)
        self.assertEqual((code, proofs["members"]["proved"], proofs["ledger"]["proved"]), (1, False, True))

        nodes.sql("UPDATE upload_chunk SET outcomes = set_byte(outcomes, 0, 3)")
        code, proofs = self.verified(nodes, job)
        self.assertEqual((code, proofs["ledger"]["proved"]), (1, False))

    def test_a_job_that_nobody_knows_is_the_askers_mistake(self):
        nodes = Nodes(self, self.cluster)

        self.assertEqual(nodes.run("verify", "job-1767225600123-004211337700").returncode, 1)
        self.assertEqual(nodes.run("verify", "nonsense").returncode, 2)


if __name__ == "__main__":
    unittest.main()
