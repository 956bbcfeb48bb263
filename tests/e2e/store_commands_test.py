"""`rollcall migrate` and `rollcall doctor`: what they say of a store, whole, broken, owned or newer."""
import json
import os
import sqlite3
import unittest

from rollcall import Desk, Server, run

OWNED = "the server owns this folder: stop it, or use `rollcall upload`"
NOBODY = 65534


def make_newer(database):
    """The store as a later rollcall would leave it."""
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE schema_version SET version = version + 1 WHERE room = 'queue'")
    connection.close()


class Migrate(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)
        self.database = self.desk.data_dir / "rollcall.db"

    def versions(self):
        with sqlite3.connect(self.database) as connection:
            found = dict(connection.execute("SELECT room, version FROM schema_version").fetchall())
        connection.close()
        return found

    def test_a_fresh_folder_gets_its_tables_and_is_private(self):
        done = self.desk.run("migrate")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, f"{self.database} is up to date\n")
        self.assertEqual(set(self.versions()), {"queue", "load", "access"})
        self.assertEqual(self.desk.data_dir.stat().st_mode & 0o777, 0o700)

    def test_again_changes_nothing(self):
        self.desk.run("migrate")
        before = self.versions()

        again = self.desk.run("migrate")

        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.versions(), before)

    def test_a_newer_store_is_refused_and_left_as_it_is(self):
        self.desk.run("migrate")
        make_newer(self.database)
        before = self.versions()

        done = self.desk.run("migrate")

        self.assertEqual(done.returncode, 3)
        self.assertIn("use the newer rollcall that wrote it", done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.versions(), before)

    def test_a_folder_that_a_server_owns_is_left_to_it(self):
        with Server() as server:
            for command in (("migrate",), ("import", "members.csv"), ("serve",)):
                with self.subTest(command):
                    done = run(*command, check=False, env=server.environment())
                    self.assertEqual(done.returncode, 3)
                    self.assertIn(OWNED, done.stderr)
                    self.assertIn(server.url, done.stderr)


class Doctor(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)

    def looked_at(self, done):
        """What it says by subject; the list for people says the same."""
        return {one["subject"]: one for one in json.loads(done.stdout)}

    def doctor(self, **options):
        done = self.desk.run("doctor", "--json", **options)
        return done.returncode, self.looked_at(done)

    def test_before_the_first_start_all_is_well_and_nothing_is_made(self):
        code, found = self.doctor()

        self.assertEqual(code, 0, found)
        self.assertIn("made at the first start", found["data folder"]["text"])
        self.assertFalse(self.desk.data_dir.exists())

    def test_a_healthy_store_answers(self):
        self.desk.run("migrate")

        code, found = self.doctor()

        self.assertEqual(code, 0, found)
        self.assertEqual(found["database"]["text"], "answers")
        self.assertEqual(found["queue"]["text"], "0 waiting, 0 delayed, 0 failed")
        self.assertTrue(all(one["well"] for one in found.values()))

    def test_for_people_each_subject_is_a_line_that_says_well_or_mend(self):
        self.desk.run("migrate")
        self.desk.data_dir.chmod(0o755)

        done = self.desk.run("doctor")

        lines = {line.split(": ")[0]: line for line in done.stdout.splitlines()}
        self.assertIn("MEND  data folder", lines)
        self.assertIn("well  disk space", lines)
        self.assertEqual(done.returncode, 3)

    def test_a_folder_that_others_may_look_into_is_to_be_mended(self):
        self.desk.run("migrate")
        self.desk.data_dir.chmod(0o750)

        code, found = self.doctor()

        self.assertEqual(code, 3)
        self.assertFalse(found["data folder"]["well"])
        self.assertIn(f"chmod 700 {self.desk.data_dir}", found["data folder"]["text"])
        self.assertEqual(self.desk.data_dir.stat().st_mode & 0o777, 0o750, "a doctor looks and touches nothing")

    def test_a_file_with_secrets_that_everybody_may_read_is_to_be_mended(self):
        file = self.desk.write("rollcall.toml", 'jwt_secret = "5f0c9ad1e83b7246c05d8e1fa92b6374"\n')
        file.chmod(0o640)
        self.assertEqual(self.doctor()[0], 0)
        file.chmod(0o644)

        code, found = self.doctor()

        self.assertEqual(code, 3)
        self.assertIn("rollcall.toml", found["secrets"]["text"])

    def test_a_file_in_the_place_of_the_folder_is_to_be_mended(self):
        self.desk.write("data", "not a folder")

        code, found = self.doctor()

        self.assertEqual(code, 3)
        self.assertFalse(found["data folder"]["well"])

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_a_folder_of_somebody_else_is_to_be_mended_by_whom_it_refuses(self):
        self.desk.run("migrate")
        self.desk.folder.chmod(0o755)

        code, found = self.doctor(user=NOBODY)

        self.assertEqual(code, 3)
        self.assertFalse(found["data folder"]["well"])
        self.assertIn("may not write", found["data folder"]["text"])

    def test_a_store_that_is_none_is_to_be_mended(self):
        self.desk.run("migrate")
        (self.desk.data_dir / "rollcall.db").write_bytes(b"this was a database once" * 1000)

        code, found = self.doctor()

        self.assertEqual(code, 3)
        self.assertTrue(found["data folder"]["well"])
        self.assertFalse(found["database"]["well"])
        self.assertIn("not a database", found["database"]["text"])

    def test_a_newer_store_is_to_be_mended(self):
        self.desk.run("migrate")
        make_newer(self.desk.data_dir / "rollcall.db")

        code, found = self.doctor()

        self.assertEqual(code, 3)
        self.assertIn("use the newer rollcall", found["database"]["text"])

    def test_a_sandbox_that_is_off_is_to_be_mended(self):
        code, found = self.doctor(SANDBOX="false")

        self.assertEqual(code, 3)
        self.assertFalse(found["sandbox"]["well"])

    def test_a_running_server_is_named_and_its_health_told(self):
        with Server() as server:
            done = run("doctor", "--json", check=False, env=server.environment())

            found = self.looked_at(done)
            self.assertEqual(done.returncode, 0, found)
            self.assertTrue(found["database"]["well"])
            self.assertIn(server.url, found["database"]["text"])


if __name__ == "__main__":
    unittest.main()
