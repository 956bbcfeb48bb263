"""A job followed from outside: server-sent events, `rollcall watch` and `rollcall upload --wait`."""
import http.client
import json
import signal
import subprocess
import unittest
from urllib.parse import urlsplit

from rollcall import BINARY, DEADLINE_SECONDS, PREFIX, Server, members, run, workbook

INTERRUPTED = 130


class Watching(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.__exit__)
        cls.environment = cls.server.environment()

    def queued(self, rows, start):
        """A job that waits: the queue is paused until the test resumes it."""
        self.server.post("/queue/pause")
        self.addCleanup(self.server.post, "/queue/resume")
        return self.server.upload(workbook(members(rows, start=start))).data["job_id"]

    def watch(self, *arguments):
        watching = subprocess.Popen([BINARY, "watch", *arguments], env=self.environment, text=True,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(watching.stdout.close)
        self.addCleanup(watching.stderr.close)
        return watching

    def test_the_stream_begins_with_the_job_and_ends_with_its_end(self):
        job = self.queued(3_000, start=100_000)
        connection = http.client.HTTPConnection(urlsplit(self.server.url).netloc, timeout=DEADLINE_SECONDS)
        self.addCleanup(connection.close)
        connection.request("GET", f"{PREFIX}/events/{job}",
                           headers={"Authorization": "Bearer " + self.server.token()})
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], "text/event-stream")
        first = [answer.readline().decode() for _ in range(4)]
        self.server.post("/queue/resume")

        events = [block.split("\n") for block in answer.read().decode().split("\n\n") if block]

        self.assertEqual(first[0], "event: snapshot\n")
        self.assertEqual(json.loads(first[2].removeprefix("data: "))["job_id"], job)
        seqs = [int(lines[1].removeprefix("id: ")) for lines in events]
        self.assertEqual(seqs, sorted(seqs))
        self.assertEqual([lines[0] for lines in events].count("event: bulk_upload_complete"), 1)
        self.assertEqual(events[-1][0], "event: bulk_upload_complete")

    def test_the_stream_of_somebody_elses_job_is_not_there(self):
        gauteng = self.server.token("province_admin", "gp@example.org", province="GP")
        cape = self.server.token("province_admin", "wc@example.org", province="WC")
        job = self.server.upload(workbook(members(3, start=110_000)), token=gauteng).data["job_id"]

        self.assertEqual(self.server.get(f"/events/{job}", token=cape).status, 404)

    def test_watch_prints_each_event_and_ends_with_the_job(self):
        job = self.queued(3_000, start=120_000)
        watching = self.watch(job, "--json")
        first = json.loads(watching.stdout.readline())
        self.server.post("/queue/resume")

        lines = [json.loads(line) for line in watching.stdout]

        self.assertEqual(watching.wait(), 0)
        self.assertEqual((first["event"], first["data"]["job_id"]), ("snapshot", job))
        self.assertEqual(lines[-1]["event"], "bulk_upload_complete")
        self.assertEqual(lines[-1]["data"]["outcomes"]["inserted"], 3_000)
        progress = [line["data"]["progress"] for line in lines if line["event"] == "bulk_upload_progress"]
        self.assertEqual(progress, sorted(progress))

    def test_watch_of_an_ended_job_says_how_it_ended(self):
        status = self.server.load(workbook(members(5, start=130_000)))

        done = run("watch", status["job_id"], env=self.environment)

        self.assertIn("completed", done.stdout)

    def test_watch_of_a_job_that_is_not_there_says_so(self):
        done = run("watch", "job-1767225600000-123456789012", check=False, env=self.environment)

        self.assertEqual(done.returncode, 1)
        self.assertIn("NOT_FOUND", done.stderr)

    def test_upload_waits_for_the_end_and_shows_the_summary(self):
        path = self.server.data_dir.parent / "members.xlsx"
        workbook(members(50, start=140_000), path)

        done = run("upload", path, "--wait", "--json", env=self.environment)

        self.assertEqual(json.loads(done.stdout)["status"], "completed")

    def test_an_interrupt_ends_the_watching_and_not_the_job(self):
        job = self.queued(20, start=150_000)
        watching = self.watch(job, "--json")
        watching.stdout.readline()

        watching.send_signal(signal.SIGINT)

        self.assertEqual(watching.wait(timeout=DEADLINE_SECONDS), INTERRUPTED)
        self.assertIn("goes on", watching.stderr.read())
        self.server.post("/queue/resume")
        self.assertEqual(self.server.finished(job)["status"], "completed")


class Restarting(unittest.TestCase):
    def test_watch_goes_on_when_the_server_is_killed_and_comes_back(self):
        with Server() as server:
            server.post("/queue/pause")
            job = server.upload(workbook(members(2_000, start=160_000))).data["job_id"]
            watching = subprocess.Popen([BINARY, "watch", job, "--json"], env=server.environment(),
                                        stdout=subprocess.PIPE, text=True)
            self.addCleanup(watching.stdout.close)
            watching.stdout.readline()
            server.port = urlsplit(server.url).port
            server.kill()
            server.start()
            server.post("/queue/resume")

            lines = [json.loads(line) for line in watching.stdout]

            self.assertEqual(watching.wait(), 0)
            self.assertEqual([line["event"] for line in lines].count("bulk_upload_complete"), 1)


if __name__ == "__main__":
    unittest.main()
