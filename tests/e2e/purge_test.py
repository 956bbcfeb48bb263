"""A person erased on request: from members, their changes, ledgers, reports and uploads, and from every file of the
data folder; the others, and what became of each row, stay."""
import json
import unittest

from nodes import Nodes, postgres
from rollcall import HEADERS, Desk, Server, made_up_id, member, workbook

PERSON = made_up_id(2)
NAME = "Nomvulazwe"


def lists():
    """Two files that name the person, and one that does not."""
    first = {1: HEADERS, **{number + 1: member(number) for number in range(1, 6)}}
    first[3] = member(2, Firstname=NAME, Surname="Quixotically")
    second = {1: HEADERS, 2: member(1), 3: member(2, Firstname=NAME, Surname="Zephyrously")}
    other = {1: HEADERS, 2: member(7), 3: member(8)}
    return [workbook(rows) for rows in (first, second, other)]


class Purge(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)

    def purge(self, *options, number=PERSON, **settings):
        return self.desk.run("purge", "--member", "-", *options, input=number + "\n", **settings)

    def served(self):
        server = Server(self.desk.folder)
        server.data_dir = self.desk.data_dir
        return server

    def loaded(self):
        with self.served() as server:
            jobs = [server.load(content)["job_id"] for content in lists()]
            for job in jobs:
                self.assertEqual(server.get(f"/report/{job}").status, 200)
        return jobs

    def places(self, *needles):
        """Files of the data folder in which any of the texts stands."""
        return [str(path.relative_to(self.desk.data_dir)) for path in self.desk.data_dir.rglob("*")
                if path.is_file() and any(needle.encode() in path.read_bytes() for needle in needles)]

    def test_nothing_of_the_person_is_left_and_the_others_stay(self):
        first, second, other = self.loaded()
        self.assertTrue(self.places(PERSON, NAME))

        tried = json.loads(self.purge("--dry-run", "--json").stdout)
        self.assertEqual((tried["member_removed"], tried["changes_emptied"], tried["files_removed"]), (True, 1, 2))
        self.assertTrue(self.places(PERSON, NAME))

        done = self.purge("--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        told = json.loads(done.stdout)
        self.assertEqual(told["files_read"], 3)
        self.assertEqual(told["files_removed"], 2)
        self.assertEqual({job["job_id"] for job in told["jobs"]}, {first, second})
        self.assertNotIn(PERSON, done.stdout + done.stderr)
        self.assertEqual(self.places(PERSON, NAME, "Quixotically", "Zephyrously"), [])

        again = json.loads(self.purge("--json").stdout)
        self.assertEqual((again["member_removed"], again["files_removed"], again["unread"]), (False, 0, []))

        audit = self.desk.run("audit", "list").stdout
        self.assertEqual(audit.count("purge_member"), 2)
        tags = {line.split("  ")[5] for line in audit.splitlines() if "purge_member" in line}
        self.assertEqual(len(tags), 1, "the same person has the same tag")
        self.assertRegex(tags.pop(), "^[0-9a-f]{8}$")
        for job in (first, second, other):
            proof = self.desk.run("verify", job)
            self.assertEqual(proof.returncode, 0, proof.stdout)

        with self.served() as server:
            self.assertEqual(server.sql("SELECT count(*) FROM members"), [(6,)])
            for job in (first, second):
                status = server.status(job)
                self.assertEqual(status["status"], "completed")
                self.assertTrue(any(w.startswith("ERASED: the uploaded file") for w in status["warnings"]))
                report = server.get(f"/report/{job}")
                self.assertEqual(report.status, 404)
                self.assertIn("erased on request", report.body.decode())
                rows = {row["row"]: row for row in server.rows(job)}
                self.assertIsNone(rows[3]["id_number"])
                self.assertIsNotNone(rows[2]["id_number"])
                lines = server.get(f"/jobs/{job}/logs").data["lines"]
                self.assertTrue(any("erased on request" in line["text"] for line in lines))
            self.assertEqual(server.get(f"/report/{other}").status, 200)
            self.assertEqual(server.status(first)["outcomes"]["inserted"], 5)

    def test_a_job_that_has_not_ended_is_in_the_way(self):
        with self.served() as server:
            server.post("/queue/pause")
            job = server.upload(lists()[0]).data["job_id"]
        refused = self.purge()
        self.assertEqual(refused.returncode, 1)
        self.assertIn(job, refused.stderr)
        self.assertEqual(len(list(self.desk.data_dir.glob("uploads/*"))), 1)

    def test_a_number_wherever_it_stands_is_found(self):
        note = {1: HEADERS + ["Notes"], 2: member(1) + [f"brought in by {PERSON}"]}
        with self.served() as server:
            server.load(workbook(note))
        told = json.loads(self.purge("--json").stdout)
        self.assertEqual((told["member_removed"], told["files_removed"]), (False, 1))

    def test_the_number_is_asked_for_and_judged(self):
        shown = self.desk.run("purge", "--member", PERSON)
        self.assertEqual(shown.returncode, 2)
        self.assertIn("--member -", shown.stderr)
        self.assertNotIn(PERSON, shown.stderr)
        wrong = self.purge(number=PERSON[:-1] + str((int(PERSON[-1]) + 1) % 10))
        self.assertEqual(wrong.returncode, 2)
        self.assertEqual(self.purge(number="").returncode, 2)

    def test_a_server_that_runs_is_in_the_way(self):
        with self.served():
            refused = self.purge()
            self.assertEqual(refused.returncode, 3)
            self.assertIn("stop it", refused.stderr)


class PurgeOfNodes(unittest.TestCase):
    """Over PostgreSQL, with files in its rows and in a folder, beside a server that runs."""

    @classmethod
    def setUpClass(cls):
        cls.cluster = postgres.Cluster()
        cls.addClassCleanup(cls.cluster.close)

    def check_store(self, **settings):
        nodes = Nodes(self, self.cluster)
        nodes.settings.update(settings)
        server = nodes.server(workers=1)
        first, second, other = [server.load(content)["job_id"] for content in lists()]
        tables = ("members", "member_changes", "upload_chunk", "upload_row", "audit_chain", "jobs", "job_log")

        def found():
            present = [table for table in tables
                       if nodes.sql(f"SELECT to_regclass('{table}') IS NOT NULL") == "t"]
            # Bytes stand there in hex.
            return [table for table in present for needle in (PERSON, NAME)
                    if nodes.sql(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%{needle}%' "
                                 f"OR t::text LIKE '%{needle.encode().hex()}%'") != "0"]

        self.assertTrue(found())
        done = nodes.run("purge", "--member", "-", "--json", input=PERSON + "\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        told = json.loads(done.stdout)
        self.assertEqual((told["member_removed"], told["changes_emptied"], told["files_removed"]), (True, 1, 2))
        self.assertEqual(found(), [])
        for job in (first, second):
            self.assertEqual(server.get(f"/report/{job}").status, 404)
            self.assertEqual(nodes.run("verify", job).returncode, 0)
        self.assertEqual(server.get(f"/report/{other}").status, 200)
        again = nodes.run("purge", "--member", "-", "--json", input=PERSON + "\n")
        self.assertEqual(json.loads(again.stdout)["files_removed"], 0)
        return nodes

    def test_files_in_rows_of_the_database(self):
        nodes = self.check_store()
        self.assertEqual(nodes.sql("SELECT count(*) FROM file_upload"), "1")
        self.assertEqual(nodes.sql("SELECT count(*) FROM file_document"), "1")

    def test_files_in_a_folder(self):
        folder = Desk(self).folder / "files"
        self.check_store(FILE_STORE=f"file://{folder}")
        self.assertEqual(len(list(folder.glob("uploads/*"))), 1)
        self.assertEqual(len(list(folder.glob("reports/*.xlsx"))), 1)


if __name__ == "__main__":
    unittest.main()
