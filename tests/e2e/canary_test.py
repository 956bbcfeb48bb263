"""Nobody's data turns up where it does not belong: fifty people go through the real server, and every log, table,
queue, event and answer is looked through for them."""
import subprocess
import sys
import unittest

import canary
from canary import Ear, Sightings, Socket
from nodes import Nodes, postgres
from rollcall import BINARY, Server, run, until, workbook

sys.path.insert(0, str(canary.Path(__file__).resolve().parents[2] / "tools"))
from redis import Server as Redis  # noqa: E402  (tools/redis.py)

LOUD = {"LOG_LEVEL": "debug", "LOG_FORMAT": "json", "AUDIT_KEY": "a key of the canary's own, long enough"}


class Canary(unittest.TestCase):
    def setUp(self):
        self.seen = Sightings()

    def at_work(self, server, job):
        """Hears a job by every way there is, from its first row to its end; its status."""
        token = server.token()
        socket = Socket(server, token, job)
        watching = subprocess.Popen([BINARY, "watch", job], env=server.environment(), stdout=subprocess.PIPE,
                                    stderr=subprocess.STDOUT)
        server.post("/queue/resume")
        self.seen.look("server-sent events", canary.stream(server, token, job))
        self.seen.look("events of sockets", socket.events())
        self.seen.look("rollcall watch", watching.communicate()[0])
        self.assertIn("bulk_upload_complete", socket.heard)
        return server.finished(job, token)

    def load(self, server):
        """A list with every kind of fault, and files that are none; the job of the first."""
        path = server.data_dir.parent / "list.xlsx"
        workbook(canary.rows(), path)
        server.post("/queue/pause")
        job = server.upload(path.read_bytes(), name=canary.FILE_NAME).data["job_id"]
        status = self.at_work(server, job)
        self.assertEqual(status["status"], "completed")
        self.assertGreater(status["outcomes"]["invalid"], 0)
        self.assertGreater(status["outcomes"]["duplicate"], 0)
        self.assertGreater(status["outcomes"]["inserted"], 30)

        self.seen.look("error answers", server.upload(path.read_bytes()).body)
        for name, text in canary.lists_that_are_none().items():
            answer = server.upload(text.encode(), name="list.csv")
            self.seen.look("error answers", answer.body)
            if answer.status == 200:
                self.ask(server, server.finished(answer.data["job_id"])["job_id"])
            for command in ("check", "import"):
                file = server.data_dir.parent / f"{name}.csv"
                file.write_text(text)
                self.command(server, command, str(file), **{"DATA_DIR": str(server.data_dir.parent / "beside")})
        self.command(server, "check", str(path))
        return job

    def ask(self, server, job):
        """All that the API, the command line and the figures say of a job."""
        token = server.token()
        for path in (f"/status/{job}", f"/jobs/{job}/rows?limit=1000", f"/jobs/{job}/logs?limit=1000",
                     "/queue/jobs?limit=100", "/queue/stats", "/history", "/stats", "/metrics", "/readyz"):
            answer = server.get(path, token=token)
            self.assertEqual(answer.status, 200, path)
            self.seen.look("metrics" if path == "/metrics" else "answers", answer.body)
        for command in (("status", job), ("jobs",), ("stats",), ("audit", "list"), ("audit", "list", "--json")):
            self.command(server, *command)

    def command(self, server, *arguments, **settings):
        done = run(*arguments, check=False, env={**server.environment(), **settings})
        self.seen.look(f"rollcall {arguments[0]}", done.stdout + done.stderr)

    def all_of_it(self, server):
        job = self.load(server)
        self.ask(server, job)
        stranger = server.token("municipality_admin", "cape@example.org", province="WC", municipality="CPT")
        refused = canary.statuses_of_errors(self.seen, server, job, server.token(), stranger)
        self.assertTrue({404, 409, 400}.issuperset(refused), refused)
        # What each was before is kept: the same people once more, with other values.
        again = {at: row if at == 1 else row[:8] + [row[8], "2024-03-02"] for at, row in canary.rows().items()}
        self.assertGreater(server.load(workbook(again))["outcomes"]["updated"], 30)

    def nobody_is_seen(self, *places):
        self.assertEqual(self.seen.seen, {})
        for place in places:
            self.assertGreater(self.seen.places[place], 0, place)

    def test_over_sqlite_with_redis_and_a_leak_in_each_place_is_seen(self):
        with Redis() as redis, Server(REDIS_URL=redis.url, **LOUD) as server:
            client = ("stdbuf", "-oL", "redis-cli", "-p", str(redis.port))
            ears = {"commands of Redis": Ear(*client, "MONITOR"), "messages of Redis": Ear(*client, "PSUBSCRIBE", "*")}
            self.all_of_it(server)
            until(lambda: redis.cli("ZCARD", "bull:bulk-uploads:completed") != "0", "Redis was told")
            self.look_everywhere(server, redis)
            for place, ear in ears.items():
                self.seen.look(place, ear.heard())
            self.nobody_is_seen("server's log", "file server.json", "keys of Redis", "commands of Redis",
                                "messages of Redis", "table job_log", "table jobs", "table upload_row",
                                "table audit_chain", "events of sockets", "server-sent events", "answers",
                                "error answers", "metrics", "rollcall audit", "rollcall check", "rollcall import")

            self.plant(server, redis)
            self.look_everywhere(server, redis)
            self.assertEqual(set(self.seen.seen), {"server's log", "file planted", "keys of Redis", "table job_log",
                                                   "table member_changes", "names of files"})
            for place in ("server's log", "table job_log"):
                self.assertIn(canary.FILE_NAME, self.seen.seen[place])

    def look_everywhere(self, server, redis):
        self.seen.look("server's log", server.log_text())
        canary.look_through_sqlite(self.seen, server)
        canary.look_through_files(self.seen, server.data_dir)
        canary.look_through_redis(self.seen, redis)

    def plant(self, server, redis):
        """As a careless change of the program would."""
        person = canary.PEOPLE[20]
        server.stop()
        with open(server.data_dir.parent / "server.log", "a", encoding="utf-8") as log:
            log.write(f'{{"text":"row 7 of +27{person.phone[1:]} in {canary.FILE_NAME} is wrong"}}\n')
        server.data_dir.joinpath("planted").write_text(person.email.upper())
        server.data_dir.joinpath(person.surname).touch()
        redis.cli("HSET", "bull:planted", "data", f"for {person.surname.upper()}")
        with canary.sqlite3.connect(server.data_dir / "rollcall.db") as connection:
            connection.execute("UPDATE job_log SET text = ?", (person.id_number + canary.FILE_NAME,))
            connection.execute("UPDATE member_changes SET old_values = ?", (person.id_number,))

    def test_over_postgres(self):
        with postgres.Cluster() as cluster:
            nodes = Nodes(self, cluster)
            server = nodes.server(workers=1, **LOUD)
            self.all_of_it(server)
            self.seen.look("server's log", server.log_text())
            canary.look_through_postgres(self.seen, nodes.sql)
            canary.look_through_files(self.seen, server.data_dir)
            self.nobody_is_seen("server's log", "table job_log", "table jobs", "table upload_row",
                                "table audit_chain", "table file_document", "answers", "error answers")


if __name__ == "__main__":
    unittest.main()
