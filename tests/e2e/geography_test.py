"""The wards that an administrator imports: from a file through every way in, to what rows are judged by."""
import unittest

from nodes import Nodes, postgres
from rollcall import HEADERS, Desk, Server, member, workbook

WARDS = """Ward,Municipality Code,Municipality,Parent,District Code,District,Province
,JHB,City of Johannesburg,,,,GP
79800001,JHB-A,Region A,JHB,,,GP
79800002,JHB-B,Region B,JHB,,,GP
74205001,GT421,Emfuleni,,DC42,Sedibeng,GP
19100001,CPT,City of Cape Town,,,,WC
"""
LIST = {1: HEADERS,
        2: member(1, Ward="79800001"),
        3: member(2, Ward="79800002", Province="Limpopo"),
        4: member(3, Ward="74205001"),
        5: member(4, Ward="19100001", Province="Western Cape", Municipality="CPT"),
        6: member(5, Ward="79999999")}


class GeographyImport(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)
        self.wards = self.desk.write("wards.csv", WARDS)

    def test_a_file_is_shown_tried_imported_and_replaced(self):
        self.assertIn("no geography was imported", self.desk.run("geography", "show").stdout)

        tried = self.desk.run("geography", "import", self.wards, "--dry-run")
        self.assertEqual(tried.returncode, 0, tried.stderr)
        self.assertIn("wards: 4 (4 added, 0 changed, 0 removed)", tried.stdout)
        self.assertIn("no geography was imported", self.desk.run("geography", "show").stdout)

        done = self.desk.run("geography", "import", self.wards)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("municipalities: 5 (5 added", done.stdout)
        shown = self.desk.run("geography", "show").stdout
        self.assertIn("wards: 4\n", shown)
        self.assertIn("from wards.csv (SHA-256 ", shown)

        fewer = self.desk.write("fewer.csv", "".join(WARDS.splitlines(True)[:-1]).replace("Emfuleni", "Vaal"))
        again = self.desk.run("geography", "import", fewer)
        self.assertIn("wards: 3 (0 added, 0 changed, 1 removed)", again.stdout)
        self.assertIn("municipalities: 4 (0 added, 1 changed, 1 removed)", again.stdout)
        audit = self.desk.run("audit", "list").stdout
        self.assertEqual(audit.count("geography_import"), 2)

    def test_a_bad_file_changes_nothing_and_says_where(self):
        self.desk.run("geography", "import", self.wards)
        bad = self.desk.write("bad.csv", WARDS + "7980,JHB,,,,,\n79800001,JHB-A,,,,,\n")

        refused = self.desk.run("geography", "import", bad)

        self.assertEqual(refused.returncode, 1)
        self.assertIn("row 7, column Ward (A): a ward is 8 digits", refused.stderr)
        self.assertIn("row 8, column Ward (A): row 3 has the same ward", refused.stderr)
        self.assertIn("wards: 4\n", self.desk.run("geography", "show").stdout)
        self.assertEqual(self.desk.run("geography", "import", "missing.csv").returncode, 1)

    def test_a_list_is_checked_without_a_store(self):
        path = self.desk.write("members.xlsx", workbook(LIST))

        plain = self.desk.run("check", path, "--json").stdout
        judged = self.desk.run("check", path, "--geography", self.wards, "--json").stdout

        self.assertIn('"invalid":0', plain)
        self.assertIn('"invalid":1', judged)
        wrong = self.desk.run("check", path, "--geography", path)
        self.assertEqual(wrong.returncode, 1)
        self.assertFalse(self.desk.data_dir.exists())


class JudgedByGeography(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = postgres.Cluster()
        cls.addClassCleanup(cls.cluster.close)

    def outcomes(self, server, job):
        return {row["row"]: (row["outcome"], row["codes"]) for row in server.rows(job)}

    def test_a_running_server_takes_the_wards_up(self):
        with Server() as server:
            metro = server.token("municipality_admin", "metro@example.org", province="GP", municipality="JHB")
            before = server.load(workbook(LIST), token=metro)
            self.assertTrue(any("NO_GEOGRAPHY" in warning for warning in before["warnings"]))
            self.assertEqual(before["outcomes"]["out_of_scope"], 1)

            desk = Desk(self)
            desk.data_dir = server.data_dir
            done = desk.run("geography", "import", desk.write("wards.csv", WARDS))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("wards: 4 (4 added", done.stdout)
            self.assertIn("local@localhost", desk.run("geography", "show").stdout)

            after = server.load(workbook(LIST), token=metro, force="true")
            self.assertFalse(any("NO_GEOGRAPHY" in warning for warning in after["warnings"]), after["warnings"])
            outcomes = self.outcomes(server, after["job_id"])
            self.assertEqual(outcomes[2][0], "updated")
            self.assertIn("PROVINCE_MISMATCH", outcomes[3][1])
            self.assertNotIn("MUNICIPALITY_MISMATCH", outcomes[3][1])
            self.assertEqual(outcomes[4][0], "out_of_scope")
            self.assertIn("MUNICIPALITY_MISMATCH", outcomes[4][1])
            self.assertEqual(outcomes[5][0], "out_of_scope")
            self.assertEqual(outcomes[6], ("invalid", ["WARD_UNKNOWN"]))
            self.assertEqual(server.sql("SELECT municipality_code FROM members WHERE ward_code = '79800001'"),
                             [("JHB-A",)])

            region = server.token("municipality_admin", "a@example.org", province="GP", municipality="JHB-A")
            part = server.load(workbook(LIST), token=region)
            self.assertEqual(part["outcomes"]["unchanged"], 1)
            self.assertEqual(part["outcomes"]["out_of_scope"], 3)

    def test_every_node_takes_the_wards_up(self):
        nodes = Nodes(self, self.cluster)
        server = nodes.server()
        worker = nodes.worker()
        metro = server.token("municipality_admin", "metro@example.org", province="GP", municipality="JHB")
        before = server.load(workbook(LIST), token=metro)
        self.assertTrue(any("NO_GEOGRAPHY" in warning for warning in before["warnings"]))

        wards = Desk(self).write("wards.csv", WARDS)
        done = nodes.run("geography", "import", wards)
        self.assertEqual(done.returncode, 0, done.stderr)

        after = server.load(workbook(LIST), token=metro, force="true")
        outcomes = self.outcomes(server, after["job_id"])
        self.assertEqual([outcomes[row][0] for row in (2, 3, 4, 5, 6)],
                         ["updated", "updated", "out_of_scope", "out_of_scope", "invalid"])
        self.assertEqual(server.get("/api/v1/geography").data["wards"], 4)
        again = nodes.run("geography", "import", wards)
        self.assertIn("wards: 4 (0 added, 0 changed, 0 removed)", again.stdout)
        self.assertEqual(worker.stop(), 0)

    def test_only_a_super_admin_imports(self):
        with Server() as server:
            national = server.token("national_admin", "n@example.org")
            self.assertEqual(server.get("/api/v1/geography", token=national).status, 403)
            self.assertEqual(server.get("/api/v1/geography").data["known"], False)


if __name__ == "__main__":
    unittest.main()
