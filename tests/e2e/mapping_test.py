"""An organisation's own table of members: checked before the start, filled, and otherwise left alone."""
import json
import unittest

from nodes import Nodes, postgres
from rollcall import HEADERS, Desk, made_up_id, member

TABLE = """CREATE TABLE public.members (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id_no varchar(13) NOT NULL UNIQUE,
    given_name varchar(30) NOT NULL, family_name varchar(30), ward_no integer, joined date,
    fee numeric(10, 2), note text)"""
MAPPING = """
[members]
table = "members"
[members.columns]
id_number = "id_no"
firstname = "given_name"
surname = "family_name"
ward_code = "ward_no"
date_joined = "joined"
amount_cents = "fee"
"""
ROWS = 20


def csv(**changes_of_the_last):
    """A file of members; only the last one's row can change."""
    rows = [member(number) + ["120.50"] for number in range(ROWS - 1)]
    rows.append(member(ROWS - 1, **changes_of_the_last) + ["99"])
    return "\n".join(",".join(row) for row in [HEADERS + ["Amount"], *rows])


class OwnTable(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = postgres.Cluster(fsync=True)
        cls.addClassCleanup(cls.cluster.close)

    def setUp(self):
        self.desk = Desk(self)
        self.nodes = Nodes(self, self.cluster, migrated=False)
        # The organisation's table is called as one of ours, so ours want a schema of their own.
        self.nodes.sql("CREATE SCHEMA rollcall")
        self.nodes.sql(TABLE)
        self.nodes.settings["DATABASE_URL"] = self.nodes.url + "?options=-csearch_path%3Drollcall"
        self.config = self.desk.write("rollcall.toml", MAPPING)

    def run_mapped(self, *arguments):
        return self.nodes.run(*arguments, "--config", self.config)

    def shape(self):
        return self.nodes.sql("""SELECT string_agg(concat_ws(' ', column_name, data_type, is_nullable), ', '
                                 ORDER BY ordinal_position)
                                 FROM information_schema.columns WHERE table_schema = 'public'""")

    def load(self, content):
        """The job's outcomes that are not 0, once `verify` has proved it."""
        file = self.desk.write("members.csv", content)
        done = self.run_mapped("import", file, "--json", "--force")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        summary = json.loads(done.stdout)
        proof = self.run_mapped("verify", summary["job_id"])
        self.assertEqual(proof.returncode, 0, proof.stdout + proof.stderr)
        return {name: count for name, count in summary["outcomes"].items() if count}

    def doctor(self):
        done = self.run_mapped("doctor", "--json")
        return done.returncode, [one for one in json.loads(done.stdout) if one["subject"] == "members table"]

    def test_is_loaded_and_loaded_again_and_keeps_what_is_not_ours(self):
        before = self.shape()
        self.run_mapped("migrate")
        self.assertEqual(self.shape(), before)
        self.nodes.sql(f"""INSERT INTO public.members (id_no, given_name, joined, note)
                           VALUES ('{made_up_id(0)}', 'Other', '2001-01-01', 'of theirs')""")

        self.assertEqual(self.load(csv()), {"inserted": ROWS - 1, "updated": 1})
        self.assertEqual(
            self.nodes.sql(f"SELECT given_name, family_name, ward_no, joined, fee, note FROM public.members"
                           f" WHERE id_no = '{made_up_id(0)}'"),
            "Name0|Example|79800001|2024-03-01|120.50|of theirs")
        self.assertEqual(self.nodes.sql("SELECT count(*), sum(fee) FROM public.members"),
                         f"{ROWS}|{(ROWS - 1) * 120.5 + 99:.2f}")

        self.assertEqual(self.load(csv()), {"unchanged": ROWS})

        changed = csv(Surname="Married", Email="new@example.org")
        self.assertEqual(self.load(changed), {"unchanged": ROWS - 1, "updated": 1})
        self.assertEqual(
            self.nodes.sql(f"SELECT family_name, email FROM public.members JOIN rollcall.rollcall_member_state"
                           f" ON id_no = id_number WHERE id_no = '{made_up_id(ROWS - 1)}'"),
            "Married|new@example.org")
        self.assertEqual(self.nodes.sql("SELECT count(*) FROM rollcall.members"), "0")

    def test_a_lie_about_it_is_seen(self):
        self.run_mapped("migrate")
        file = self.desk.write("members.csv", csv())
        job = json.loads(self.run_mapped("import", file, "--json").stdout)["job_id"]

        self.nodes.sql("DELETE FROM public.members WHERE number = (SELECT min(number) FROM public.members)")
        done = self.run_mapped("verify", job, "--json")

        proofs = {one["subject"]: one for one in json.loads(done.stdout)["proofs"]}
        self.assertEqual(done.returncode, 1)
        self.assertFalse(proofs["members"]["proved"])
        self.assertIn(f"the database has {ROWS - 1} created", proofs["members"]["text"])

    def test_the_doctor_names_each_thing_to_mend_and_nothing_starts_before(self):
        self.run_mapped("migrate")
        _, found = self.doctor()
        self.assertEqual([one["well"] for one in found], [True])

        self.nodes.sql("ALTER TABLE public.members DROP family_name, DROP CONSTRAINT members_id_no_key")
        code, found = self.doctor()

        self.assertEqual(code, 3)
        self.assertEqual([one["well"] for one in found], [False, False])
        for one, named in zip(found, ('has no column "family_name"', 'add UNIQUE ("id_no")')):
            self.assertIn(named, one["text"])
        file = self.desk.write("members.csv", csv())
        for command in (("serve", "--port", "0"), ("worker",), ("import", file)):
            with self.subTest(command):
                done = self.run_mapped(*command)
                self.assertEqual((done.returncode, done.stdout), (3, ""))
                for one in found:
                    self.assertIn(f"  {one['text']}\n", done.stderr)

    def test_config_shows_the_mapping_and_a_wrong_one_stops_the_start(self):
        shown = json.loads(self.run_mapped("config", "--json").stdout)
        self.assertEqual(shown["members.table"], "members")
        self.assertEqual(shown["members.columns.amount_cents"], "fee")

        self.config.write_text(MAPPING.replace("firstname", "first_name"))
        done = self.run_mapped("worker")

        self.assertEqual(done.returncode, 2)
        self.assertIn("members.columns.first_name", done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
