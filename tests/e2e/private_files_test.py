"""Nobody else on the machine reads what the program writes, whatever umask it was started with."""
import os
import sqlite3
import stat
import unittest

from rollcall import Desk, Server, members, run, workbook


def open_to_others(folder):
    """{name: mode} of what below the folder, itself included, is not its user's alone."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode != (0o700 if path.is_dir() else 0o600):
            found[str(path.relative_to(folder))] = oct(mode)
    return found


class PrivateFiles(unittest.TestCase):
    def setUp(self):
        self.addCleanup(os.umask, os.umask(0o022))

    def test_the_data_folder_is_its_users_alone(self):
        with Server() as server:
            job = server.load(workbook({**members(3), 5: [None, None, "1"]}))["job_id"]
            self.assertEqual(server.get(f"/report/{job}").status, 200)
            self.assertEqual(server.get(f"/corrections/{job}").status, 200)
            names = {path.name for path in server.data_dir.rglob("*")}
            self.assertLessEqual({"rollcall.db", "rollcall.db-wal", "rollcall.db-shm", "jwt-secret", "server.json"}, names)
            self.assertEqual(open_to_others(server.data_dir), {})

            self.assertEqual(server.stop(), 0)
            self.assertEqual(open_to_others(server.data_dir), {})

    def test_what_an_older_program_left_open_is_closed(self):
        with Server() as server:
            self.assertEqual(server.stop(), 0)
            database = server.data_dir / "rollcall.db"
            copy = server.data_dir / "rollcall.db.before-1"
            for path in (database, copy):
                path.touch()
                path.chmod(0o644)
            server.start()
            self.assertEqual(open_to_others(server.data_dir), {})

    def test_the_copy_of_before_an_upgrade_is_private(self):
        desk = Desk(self)
        desk.data_dir.mkdir()
        with sqlite3.connect(desk.data_dir / "rollcall.db") as older:
            older.execute("CREATE TABLE schema_version (room TEXT PRIMARY KEY, version INTEGER NOT NULL)")
            older.execute("INSERT INTO schema_version VALUES ('older', 1)")

        self.assertEqual(desk.run("migrate").returncode, 0)

        self.assertIn("rollcall.db.before-1", os.listdir(desk.data_dir))
        self.assertEqual(open_to_others(desk.data_dir), {})

    def test_a_report_that_a_command_writes_is_private(self):
        desk = Desk(self)
        with Server() as server:
            job = server.load(workbook(members(3)))["job_id"]
            run("report", job, "--out", desk.folder / "fetched.xlsx", env=server.environment())
            self.assertEqual(server.stop(), 0)
            run("report", job, "--rebuild", "--out", desk.folder / "rebuilt.xlsx", env=server.environment())

        for name in ("fetched.xlsx", "rebuilt.xlsx"):
            self.assertEqual(stat.S_IMODE((desk.folder / name).stat().st_mode), 0o600, name)


if __name__ == "__main__":
    unittest.main()
