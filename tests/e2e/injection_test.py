"""Text that would be a command somewhere else is text here: in each column, over both databases."""
import json
import unittest
from urllib.parse import quote

from nodes import Nodes, postgres
from rollcall import HEADERS, Server, made_up_id, member, members, workbook

DROPS = "Robert'); DROP TABLE members; --"
# COPY's end and its escapes, a formatter's, a shell's, and the end of a quoted name.
TEXTS = [DROPS, "x\\.y", "a\\tb\\N", "$1 $$ %s {} {0}", "`id` $(id)", '"; DROP TABLE jobs; --', "O''Brien", "\\x00\\'; --"]


class Injection(unittest.TestCase):
    def each_text_is_kept(self, server, firstnames):
        rows = {1: HEADERS, **{2 + at: member(at, Firstname=text, Surname=text) for at, text in enumerate(TEXTS)}}
        for at, header in enumerate(HEADERS):
            rows[2 + len(TEXTS) + at] = member(100 + at, **{header: DROPS})

        job = server.load(workbook(rows), name=f"{DROPS}.xlsx")

        self.assertEqual(job["status"], "completed", job["error_message"])
        self.assertEqual(job["outcomes"]["failed"], 0)
        self.assertEqual(job["file_name"], f"{DROPS}.xlsx")
        self.assertEqual([firstnames(made_up_id(at)) for at in range(len(TEXTS))], TEXTS)
        for text in TEXTS:
            found = server.get(f"/queue/jobs?q={quote(text)}&cursor={quote(text)}&status={quote(text)}")
            self.assertIn(found.status, (200, 400), text)
            self.assertEqual(server.get(f"/queue/jobs?q={quote(text)}").data["count"], int(text == DROPS), text)
        for reason in (DROPS, "1' OR '1'='1"):
            self.assertIn(server.get(f"/status/{quote(reason, safe='')}").status, (400, 404))
            self.assertEqual(server.post("/api/v1/auth/login", {"email": reason, "password": reason}, token="none").status, 401)
        self.assertEqual(server.load(workbook(members(3, start=500)))["outcomes"]["inserted"], 3)

    def test_over_sqlite(self):
        with Server() as server:
            def firstname(number):
                return server.sql("SELECT firstname FROM members WHERE id_number = ?", number)[0][0]
            self.each_text_is_kept(server, firstname)

    def test_over_postgres(self):
        with postgres.Cluster() as cluster:
            nodes = Nodes(self, cluster)
            def firstname(number):
                return json.loads(nodes.sql(f"SELECT to_json(firstname) FROM members WHERE id_number = '{number}'"))
            self.each_text_is_kept(nodes.server(workers=1), firstname)


if __name__ == "__main__":
    unittest.main()
