"""The real binary before a Redis in which others left what is no job: it goes on, says so, and mends it when asked."""
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from redis import Server as Redis  # noqa: E402
from rollcall import Server, bare_environment, members, run, until, workbook  # noqa: E402

BASE = "bull:bulk-uploads:"
AGREED_WITHIN_S = 60
GHOSTS = 50_000
HASHES = ("id", "wait", "paused", "active", "delayed", "completed", "failed", "priority", "stalled", "stalled-check",
          "limiter", "limiter:limited", "repeat", "metrics:completed:data", "metrics:failed:data", "rollcall:late",
          "rollcall:memory", "rollcall:paused", "rollcall:seen")
LISTS = ("meta", "limiter:index", "metrics:completed", "metrics:failed")


class BullHostileTest(unittest.TestCase):
    def setUp(self):
        self.redis = self.enterContext(Redis())
        self.server = self.enterContext(Server(REDIS_URL=self.redis.url, REDIS_FOREIGN_JOBS="on"))
        self.first = self.load(1)
        self.until_seen(self.first)

    def cli(self, *words):
        return self.redis.cli(*words)

    def load(self, number):
        return self.server.load(workbook(members(3, start=10 * number)))

    def until_seen(self, job):
        until(lambda: job["job_id"] in self.cli("ZRANGE", BASE + "completed", "0", "-1").split(),
              "Redis shows the job as completed", AGREED_WITHIN_S)

    def doctor(self, *options):
        done = run("doctor", *options, check=False, env={**self.server.environment(), **bare_environment()})
        line, = [line for line in done.stdout.splitlines() if "queue in Redis" in line]
        return done.returncode, line

    def haunt(self, name):
        self.cli("EVAL", "for n = 1, ARGV[1] do redis.call('LPUSH', KEYS[1], ARGV[2] .. n) end", "1", BASE + name, GHOSTS,
                 f"ghost of {name} ")

    def add(self, job, data):
        self.cli("HSET", BASE + job, "name", "__default__", "data", json.dumps(data), "opts", "{}", "timestamp", "1")
        self.cli("LPUSH", BASE + "wait", job)

    def test_ids_without_a_job_hide_no_job_and_are_taken_out(self):
        self.haunt("wait")
        self.haunt("active")
        # No event names it: it is found among them.
        self.add("7", {"fileName": "again.xlsx", "userId": "7", "userRole": "super_admin", "force": True,
                       "fileId": self.first["file_sha256"]})

        until(lambda: "7" in self.cli("ZRANGE", BASE + "completed", "0", "-1").split(), "the job among them runs",
              AGREED_WITHIN_S)
        self.until_seen(self.load(2))
        until(lambda: "50000 ids have no job" in self.server.log_text(), "the log tells of them", AGREED_WITHIN_S)
        code, line = self.doctor()
        self.assertEqual(code, 3)
        self.assertIn("100,000 ids without a job", line)

        self.assertEqual(self.doctor("--repair")[0], 0)

        self.assertEqual(self.cli("EXISTS", BASE + "wait", BASE + "active"), "0")
        self.assertIn("well  queue in Redis: holds what it should", self.doctor()[1])

    def test_jobs_of_odd_names_run(self):
        odd = ['quo"ted', "co:lon", "new\nline", "emoji 🙂", " ", "a" * 2_000, "wait:", "7:lock"]
        for name in odd:
            self.add(name, {"fileName": "again.xlsx", "userId": "7", "userRole": "super_admin", "force": True,
                            "fileId": self.first["file_sha256"]})

        for name in odd:
            until(lambda name=name: self.cli("ZSCORE", BASE + "completed", name), f"{name[:10]!r} is completed",
                  AGREED_WITHIN_S)
        self.assertEqual(self.doctor()[0], 0)

    def test_keys_that_are_something_else_stop_no_job_and_are_put_aside(self):
        waiting = [self.hold(3 + n) for n in range(2)]
        for name in (*HASHES, *(f"{waiting[0]}:{part}" for part in ("lock", "logs"))):
            self.cli("DEL", BASE + name)
            self.cli("HSET", BASE + name, "something", "else")
        for name in LISTS:
            self.cli("DEL", BASE + name)
            self.cli("RPUSH", BASE + name, "something else")
        self.server.post("/queue/resume")
        for job in waiting:
            self.assertEqual(self.server.finished(job)["status"], "completed")
        self.assertEqual(self.load(6)["status"], "completed")
        # While it lasts, too: each look at everything comes through.
        until(lambda: "keys are not Bull's" in self.server.log_text(), "the log tells of them", AGREED_WITHIN_S)
        code, line = self.doctor()
        self.assertEqual(code, 3)
        self.assertRegex(line, r"2\d keys that are not Bull's")

        self.assertEqual(self.doctor("--repair")[0], 0)

        self.until_seen(self.load(7))
        self.assertEqual(self.doctor()[0], 0)

    def hold(self, number):
        """A job that waits in a paused queue, seen there."""
        self.server.post("/queue/pause")
        job = self.server.upload(workbook(members(3, start=10 * number))).data["job_id"]
        until(lambda: job in self.cli("LRANGE", BASE + "paused", "0", "-1").split(), "the job waits", AGREED_WITHIN_S)
        return job


if __name__ == "__main__":
    unittest.main()
