"""`rollcall config` and the start: where a setting comes from, and what stops the program."""
import json
import unittest

from rollcall import Desk

SECRET = "5f0c9ad1e83b7246c05d8e1fa92b6374"


class Config(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)

    def config(self, *arguments, **settings):
        done = self.desk.run("config", "--json", *arguments, **settings)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_a_flag_stands_above_the_environment_above_the_file_above_the_default(self):
        file = self.desk.write("some.toml", 'port = 6001\nworkers = 3\nlog_level = "error"\n')

        shown = self.config("--config", file, "--port", "6003", PORT="6002", WORKERS="4")

        self.assertEqual(shown["PORT"], "6003")
        self.assertEqual(shown["WORKERS"], "4")
        self.assertEqual(shown["LOG_LEVEL"], "error")
        self.assertEqual(shown["JOB_ATTEMPTS"], "2")

    def test_the_file_of_the_working_folder_is_read_without_being_named(self):
        self.desk.write("rollcall.toml", "port = 6004\n")

        self.assertEqual(self.config()["PORT"], "6004")

    def test_sizes_take_units(self):
        self.assertEqual(self.config(MAX_UPLOAD_BYTES="64 MiB")["MAX_UPLOAD_BYTES"], str(64 * 1024 * 1024))

    def test_secrets_are_masked_in_both_forms(self):
        for arguments in ((), ("--json",)):
            with self.subTest(arguments):
                done = self.desk.run("config", *arguments, JWT_SECRET=SECRET,
                                     DATABASE_URL=f"postgresql://rollcall:{SECRET}@db.example.org/members")
                for key in ("JWT_SECRET", "DATABASE_URL"):
                    self.assertIn(key, done.stdout)
                self.assertIn("****", done.stdout)
                self.assertNotIn(SECRET, done.stdout + done.stderr)

    def test_a_secret_has_no_flag_since_everybody_may_read_a_command_line(self):
        done = self.desk.run("config", "--jwt-secret", SECRET)

        self.assertEqual(done.returncode, 2)
        self.assertNotIn(SECRET, done.stdout)

    def test_for_people_each_setting_is_a_line(self):
        lines = dict(line.split(" ", 1) for line in self.desk.run("config").stdout.splitlines())

        self.assertEqual(lines["PORT"], "5000")
        self.assertEqual(lines["DATA_DIR"], str(self.desk.data_dir))

    def test_nothing_is_made_by_looking(self):
        self.desk.run("config")

        self.assertFalse(self.desk.data_dir.exists())


class Start(unittest.TestCase):
    """A wrong setting stops every command with exit code 2 and one line that names it."""

    def setUp(self):
        self.desk = Desk(self)

    def refused(self, named, *arguments, **settings):
        for command in ("serve", "config"):
            done = self.desk.run(command, *arguments, **settings)
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            self.assertIn(named, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_a_key_of_the_file_that_nobody_knows(self):
        for key in ("prot = 5000", "PORT = 5000", "[server]\nport = 5000"):
            with self.subTest(key):
                file = self.desk.write("wrong.toml", key + "\n")
                self.refused(key.strip("[").split("]")[0].split(" ")[0], "--config", file)

    def test_a_file_that_cannot_be_read(self):
        self.refused("missing.toml", "--config", self.desk.folder / "missing.toml")
        self.refused("broken.toml", "--config", self.desk.write("broken.toml", "port = \n"))

    def test_a_value_that_cannot_be(self):
        for key, value in (("PORT", "70000"), ("PORT", ""), ("WORKERS", "many"), ("SANDBOX", "perhaps"),
                           ("TIME_ZONE", "Mars/Olympus"), ("LOG_LEVEL", "loud"), ("MAX_UPLOAD_BYTES", "1 TB"),
                           ("JOB_TIMEOUT_MS", "-1"), ("JWT_SECRET", "short"), ("JWT_SECRET", "password" * 4), ("REQUESTS_PER_SECOND", "2"),
                           ("CORS_ORIGINS", "*"), ("LIMIT_ROWS", "0"),
                           ("DATABASE_URL", "mysql://host/members"), ("FILE_STORE", "s3://members")):
            with self.subTest(f"{key}={value}"):
                self.refused(key, **{key: value})

    def test_a_wrong_value_of_a_flag(self):
        self.refused("--workers", "--workers", "1000")

    def test_a_secret_that_is_too_short_is_not_repeated(self):
        done = self.desk.run("serve", JWT_SECRET="tooshort")

        self.assertNotIn("tooshort", done.stderr)

    def test_names_that_bull_cannot_read(self):
        for key, value in (("QUEUE_PREFIX", "bu*l"), ("QUEUE_NAME", ""), ("REDIS_FOREIGN_JOBS", "perhaps")):
            with self.subTest(key):
                self.refused(key, **{key: value})

    def test_an_unknown_flag_is_named(self):
        done = self.desk.run("serve", "--prot", "5000")

        self.assertEqual(done.returncode, 2)
        self.assertIn("--prot", done.stderr)


if __name__ == "__main__":
    unittest.main()
