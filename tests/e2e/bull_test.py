"""The real binary with a real Redis: Bull sees each job, and a Redis that goes away loses none."""
import contextlib
import hashlib
import json
import os
import sqlite3
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from nodes import Nodes, csv, postgres  # noqa: E402
from redis import Server as Redis  # noqa: E402
from rollcall import HEADERS, Server, bare_environment, made_up_id, run, until, workbook  # noqa: E402

BASE = "bull:bulk-uploads:"
AGREED_WITHIN_S = 30
# What docs/queue.md promises of jobs that Redis lost, and of those of dead workers.
LOST_WITHIN_S = 15
TAKEN_UP_WITHIN_S = 30


def list_of(first, rows=3):
    return workbook({1: HEADERS, **{2 + i: ["Gauteng", "Johannesburg", "79800001", "Ann", "Example",
                                            made_up_id(first + i), "Female", None, None, None]
                                    for i in range(rows)}})


class BullTest(unittest.TestCase):
    def setUp(self):
        self.redis = self.enterContext(Redis())

    def serve(self, **settings):
        return self.enterContext(Server(REDIS_URL=self.redis.url, **settings))

    def cli(self, *words):
        return self.redis.cli(*words)

    def ids(self, suffix):
        command = "LRANGE" if suffix in ("wait", "paused", "active") else "ZRANGE"
        return self.cli(command, BASE + suffix, "0", "-1").split()

    def field(self, job, name):
        return self.cli("HGET", BASE + job, name)

    def shown(self):
        return {suffix: sorted(self.ids(suffix)) for suffix in ("wait", "paused", "delayed", "active",
                                                                "completed", "failed")}

    def agree(self, server, jobs):
        """Redis shows each job where SQL has it."""
        def same():
            expected = {suffix: [] for suffix in ("wait", "paused", "delayed", "active", "completed", "failed")}
            place = {"waiting": "wait", "cancelled": None}
            for job, state in server.sql("SELECT id, state FROM jobs"):
                suffix = place.get(state, state)
                if suffix:
                    expected[suffix].append(job)
            return self.shown() == {suffix: sorted(ids) for suffix, ids in expected.items()}
        until(same, f"{len(jobs)} jobs stand in Redis as in SQL: {self.shown()}", AGREED_WITHIN_S)

    def test_a_job_is_seen_by_bulls_keys(self):
        server = self.serve()
        job = server.load(list_of(1))["job_id"]
        until(lambda: job in self.ids("completed"), "the job is completed in Redis")

        self.assertEqual(json.loads(self.field(job, "data"))["jobId"], job)
        result = json.loads(self.field(job, "returnvalue"))
        self.assertEqual(result["database_stats"]["inserts"], 3)
        self.assertEqual(self.field(job, "name"), "__default__")
        self.assertEqual(self.ids("active"), [])
        self.assertNotIn(made_up_id(1), self.cli("HGETALL", BASE + job))

    def test_a_worker_is_counted_by_its_name(self):
        self.serve()

        until(lambda: "name=bull:YnVsay11cGxvYWRz" in self.cli("CLIENT", "LIST"), "the worker is counted")

    def test_no_job_is_lost_with_redis(self):
        server = self.serve(WORKERS=0)
        jobs = [server.upload(list_of(10 * i)).data["job_id"] for i in range(4)]
        until(lambda: len(self.ids("wait")) == 4, "all wait in Redis")
        self.cli("FLUSHALL")
        jobs.append(server.upload(list_of(100)).data["job_id"])
        self.agree(server, jobs)
        self.redis.kill()
        jobs.append(server.upload(list_of(200)).data["job_id"])
        self.assertEqual(until(lambda: server.get("/readyz").json["data"]["degraded"], "redis is missed"), ["redis"])
        self.redis.start()
        jobs.append(server.upload(list_of(300)).data["job_id"])

        self.agree(server, jobs)
        until(lambda: server.get("/readyz").json["data"]["degraded"] == [], "redis is back")

    def test_what_redis_loses_is_back_within_15_s(self):
        server = self.serve(WORKERS=0)
        jobs = {server.upload(list_of(10 * i)).data["job_id"] for i in range(4)}
        until(lambda: set(self.ids("wait")) == jobs, "all wait in Redis")
        self.cli("FLUSHALL")
        until(lambda: set(self.ids("wait")) == jobs, "all wait there again", LOST_WITHIN_S)

        # One alone, before anybody looked twice: then its absence is no administrator's wish.
        lost = server.upload(list_of(100)).data["job_id"]
        until(lambda: lost in self.ids("wait"), "the job waits in Redis")
        self.cli("EVAL", "redis.call('LREM', KEYS[1], 0, ARGV[1]) redis.call('ZREM', KEYS[2], ARGV[1])"
                 " redis.call('DEL', KEYS[3])", 3, BASE + "wait", BASE + "priority", BASE + lost, lost)
        until(lambda: lost in self.ids("wait") and self.field(lost, "data"), "it is there again", LOST_WITHIN_S)

        self.assertEqual(server.status(lost)["status"], "waiting")

    def test_a_redis_that_would_throw_jobs_away_is_refused_or_complained_of(self):
        self.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
        with tempfile.TemporaryDirectory() as folder:
            refused = run("serve", "--port", "0", check=False, timeout=AGREED_WITHIN_S, env={
                **bare_environment(), "DATA_DIR": folder + "/data", "REDIS_URL": self.redis.url})
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("maxmemory-policy is allkeys-lru", refused.stderr)

        # It was away as the server started: that one goes on, and says so as soon as it is there.
        self.redis.kill()
        server = self.serve()
        self.assertNotIn("maxmemory-policy", server.log_text())
        self.redis.settings["maxmemory-policy"] = "allkeys-lru"
        self.redis.write()
        self.redis.start()

        until(lambda: "maxmemory-policy is allkeys-lru" in server.log_text(), "the server complains", AGREED_WITHIN_S)
        self.assertEqual(server.load(list_of(1))["status"], "completed")

    def test_jobs_run_while_redis_is_away(self):
        server = self.serve()
        self.redis.kill()
        jobs = [server.load(list_of(10 * i)) for i in range(3)]

        self.assertEqual({job["status"] for job in jobs}, {"completed"})
        self.redis.start()

    def test_what_an_administrator_does_in_redis_is_honoured(self):
        server = self.serve(WORKERS=0)
        job = server.upload(list_of(1)).data["job_id"]
        until(lambda: job in self.ids("wait"), "the job waits in Redis")
        self.cli("RENAME", BASE + "wait", BASE + "paused")
        self.cli("SET", BASE + "meta-paused", "1")
        self.cli("PUBLISH", BASE + "paused", "paused")
        until(lambda: server.status(job)["status"] == "paused", "the pause is honoured", AGREED_WITHIN_S)
        server.post("/queue/resume")
        until(lambda: job in self.ids("wait"), "the queue goes on in Redis, too", AGREED_WITHIN_S)
        until(lambda: self.cli("ZSCORE", BASE + "rollcall:seen", job) == "2", "the job was seen twice")
        self.cli("LREM", BASE + "wait", "0", job)
        self.cli("ZREM", BASE + "priority", job)
        self.cli("DEL", BASE + job)

        until(lambda: server.status(job)["status"] == "cancelled", "the removal is honoured", AGREED_WITHIN_S)
        self.assertEqual(server.sql("SELECT actor FROM audit WHERE action IN ('pause', 'cancel') ORDER BY number"),
                         [("bull",), ("bull",)])

    def add(self, job, data, opts=None, **fields):
        self.cli("HSET", BASE + job, "name", "__default__", "data", json.dumps(data), "opts",
                 json.dumps(opts or {"attempts": 1}), "timestamp", "1767225600000", "delay", "0", "priority", "0",
                 *[word for pair in fields.items() for word in pair])
        self.cli("LPUSH", BASE + "wait", job)
        self.cli("PUBLISH", BASE + "waiting@producer", job)

    def test_a_bull_producers_job_runs_here(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "members.xlsx").write_bytes(list_of(1))
        os.chmod(folder, 0o755)
        server = self.serve(REDIS_FOREIGN_JOBS="on", REDIS_FILES_DIR=str(folder))
        who = {"fileName": "members.xlsx", "userId": "7", "userRole": "super_admin", "userEmail": "a@example.org"}
        self.cli("SET", BASE + "id", "7")
        self.add("7", {**who, "filePath": str(folder / "members.xlsx")})
        self.add("bad", {**who, "filePath": "/etc/passwd"})
        self.add("worse", "no object")

        until(lambda: "7" in self.ids("completed"), "the job is completed under Bull's name", AGREED_WITHIN_S)
        until(lambda: sorted(self.ids("failed")) == ["bad", "worse"], "what cannot run has failed", AGREED_WITHIN_S)
        self.assertEqual(server.status("bull-7")["status"], "completed")
        self.assertEqual(json.loads(self.field("7", "returnvalue"))["database_stats"]["inserts"], 3)
        self.assertIn("REDIS_FILES_DIR", self.field("bad", "failedReason"))
        self.assertIn("JSON object", self.field("worse", "failedReason"))
        self.assertEqual(self.ids("wait"), [])

    def test_a_run_longer_than_its_producer_allows_is_stopped_and_fails_as_an_attempt(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        rows = 100_000
        (folder / "members.csv").write_text("ID Number,Firstname,Ward\n" + "".join(
            f"{made_up_id(n)},Ann,79800001\n" for n in range(rows)))
        os.chmod(folder, 0o755)
        server = self.serve(REDIS_FOREIGN_JOBS="on", REDIS_FILES_DIR=str(folder), JOB_BACKOFF_MS=3_600_000)
        limit_ms = 1_500
        self.add("7", {"fileName": "members.csv", "userId": "7", "userRole": "super_admin",
                       "filePath": str(folder / "members.csv")}, {"attempts": 2, "timeout": limit_ms})
        until(lambda: server.sql("SELECT 1 FROM jobs WHERE state = 'active'"), "the job runs", AGREED_WITHIN_S)
        # It cannot end before its time is over: nobody else may write.
        with contextlib.closing(sqlite3.connect(server.data_dir / "rollcall.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            [[started_ms]] = server.sql("SELECT started_ms FROM jobs")
            until(lambda: time.time() * 1000 > started_ms + limit_ms + 1_000, "its time is over")
            other.execute("ROLLBACK")

        until(lambda: self.ids("delayed") == ["7"], "the next attempt is to come", AGREED_WITHIN_S)
        [[loaded]] = server.sql("SELECT count(*) FROM members")
        status = server.status("bull-7")
        self.assertEqual((status["status"], status["attempts_made"]), ("delayed", 1))
        self.assertLess(loaded, rows)
        reason = self.field("7", "failedReason")
        self.assertTrue(reason.startswith(f"Promise timed out after {limit_ms} milliseconds"), reason)
        self.assertEqual(self.field("7", "attemptsMade"), "1")
        self.assertEqual(self.ids("active"), [])
        self.assertEqual(server.sql("SELECT count(*) FROM members"), [(loaded,)])

    def test_what_a_bull_producer_repeats_goes_on_here(self):
        server = self.serve(REDIS_FOREIGN_JOBS="on")
        stored = server.load(list_of(1))["file_sha256"]
        key, every = "__default__:::1000", 1_000
        digest = hashlib.md5(("__default__:" + hashlib.md5(key.encode()).hexdigest()).encode()).hexdigest()
        due = int(time.time() * 1_000) // every * every + every
        run = f"repeat:{digest}:{due}"
        self.cli("HSET", BASE + run, "name", "__default__", "timestamp", str(due - 1), "delay", "1", "priority", "0",
                 "data", json.dumps({"fileName": "members.xlsx", "userId": "7", "userRole": "super_admin", "fileId": stored}),
                 "opts", json.dumps({"repeat": {"every": every, "count": 1, "key": key}, "prevMillis": due, "jobId": run}))
        self.cli("ZADD", BASE + "repeat", str(due), key)
        self.cli("ZADD", BASE + "delayed", str(due * 4096), run)

        until(lambda: len([job for job in self.ids("completed") if job.startswith("repeat:")]) >= 2,
              "two runs are completed", 2 * AGREED_WITHIN_S)
        self.assertIn(run, self.ids("completed"))
        ours = run.replace("repeat:", "bull-repeat-").replace(":", "-")
        self.assertEqual(server.status(ours)["outcomes"]["unchanged"], 3)
        self.cli("ZREM", BASE + "repeat", key)

    def test_a_dead_bull_workers_job_runs_here(self):
        server = self.serve(REDIS_FOREIGN_JOBS="on", STALLED_INTERVAL_MS=3_600_000)
        stored = server.load(list_of(1))["file_sha256"]
        until(lambda: self.cli("EXISTS", BASE + "stalled-check") == "1", "the house is kept", AGREED_WITHIN_S)
        self.assertGreater(int(self.cli("PTTL", BASE + "stalled-check")), 3_000_000)
        self.cli("HSET", BASE + "7", "name", "__default__", "opts", "{}", "timestamp", "1", "data", json.dumps(
            {"fileName": "members.xlsx", "userId": "7", "userRole": "super_admin", "fileId": stored}))
        self.cli("LPUSH", BASE + "active", "7")
        self.cli("SADD", BASE + "stalled", "7")
        self.cli("DEL", BASE + "stalled-check")

        until(lambda: "7" in self.ids("completed"), "the job is taken up and completed", AGREED_WITHIN_S)
        self.assertEqual(self.field("7", "stalledCounter"), "1")


class BullOnManyNodesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = postgres.Cluster()
        cls.addClassCleanup(cls.cluster.close)

    def test_what_one_node_takes_and_another_runs_is_seen_by_bull(self):
        redis = self.enterContext(Redis())
        nodes = Nodes(self, self.cluster)
        server = nodes.server(REDIS_URL=redis.url)
        nodes.worker(REDIS_URL=redis.url)
        nodes.worker(REDIS_URL=redis.url)
        jobs = [server.upload(list_of(10 * i)).data["job_id"] for i in range(3)]
        redis.cli("FLUSHALL")
        jobs += [server.upload(list_of(10 * i)).data["job_id"] for i in range(3, 6)]

        self.assertEqual({server.finished(job)["status"] for job in jobs}, {"completed"})
        # Those that had ended before stay forgotten there; none is left behind in another state.
        until(lambda: set(jobs[3:]) <= set(redis.cli("ZRANGE", BASE + "completed", "0", "-1").split()),
              "Bull sees the ends", AGREED_WITHIN_S)
        until(lambda: not any(redis.cli("LLEN", BASE + suffix) != "0" for suffix in ("wait", "paused", "active")),
              "nothing is left to run", AGREED_WITHIN_S)

    def test_a_dead_workers_job_is_taken_up_within_30_s_whatever_the_length_of_its_lock(self):
        redis = self.enterContext(Redis())
        nodes = Nodes(self, self.cluster)
        nodes.slow_down()
        settings = {"REDIS_URL": redis.url, "LOCK_DURATION_MS": "600000"}
        server = nodes.server(**settings)
        dying = nodes.worker(**settings)
        job = server.upload(csv(20_000), name="members.csv").data["job_id"]
        until(lambda: nodes.sql("SELECT 1 FROM upload_chunk LIMIT 1"), "a chunk is committed")
        until(lambda: int(redis.cli("PTTL", f"{BASE}{job}:lock")) > 500_000, "it is locked for long")
        heir = nodes.worker(**settings)

        dying.kill()

        until(lambda: nodes.sql("SELECT lease_owner FROM jobs").startswith(heir.name), "the other has it", TAKEN_UP_WITHIN_S)
        until(lambda: heir.name in redis.cli("GET", f"{BASE}{job}:lock"), "and its lock", TAKEN_UP_WITHIN_S)
        self.assertEqual(server.finished(job)["outcomes"]["inserted"], 20_000)


if __name__ == "__main__":
    unittest.main()
