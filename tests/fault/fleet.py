#!/usr/bin/python3
"""A mixed fleet: two workers of Bull and two nodes of ours share one queue, and both kinds add to it.

usage: tests/fault/fleet.py [--seconds 300] [--seed 1]

Meanwhile the queue is paused and resumed from either side, workers of either kind are killed, and Redis cuts
everybody's lines. At the end every job has run, and Redis and the database tell the same (docs/formats/bull.md
has the invariants I1 to I7).
"""
import argparse
import collections
import json
import queue as queues
import random
import subprocess
import threading
import time
from pathlib import Path

from stage import Stage, until
from doorbell import BASE, places
from lists import member_list
from redis import Server as Redis
from rollcall import FINAL

BULL = Path(__file__).with_name("fleet_bull.mjs")
ROWS = 300
# A job may be in the hands of a worker that is killed several times over.
HEAL_SECONDS = 120


class BullProcess:
    """A Node process of Bull; what it said is kept over its restarts."""

    def __init__(self, port, *role):
        self.command = ["node", BULL, str(port), *role]
        self.ran = []
        self.start()

    def start(self):
        self.answers = queues.Queue()
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.listener = threading.Thread(target=self.listen, args=(self.process, self.answers))
        self.listener.start()
        assert "ready" in self.answers.get(timeout=30)

    def listen(self, process, answers):
        with process.stdout:
            for line in process.stdout:
                said = json.loads(line)
                if "ran" in said:
                    self.ran.append(said["ran"])
                elif "error" not in said:  # of lines that were cut: Bull comes back by itself
                    answers.put(said)

    def ask(self, verb, **rest):
        self.process.stdin.write(json.dumps({"verb": verb, **rest}) + "\n")
        self.process.stdin.flush()
        return self.answers.get(timeout=60)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.listener.join()
        self.process.stdin.close()

    def restart(self):
        self.kill()
        self.start()


class Fleet(Stage):
    def play(self, seconds=300, seed=1):
        self.begin()
        self.chance = random.Random(seed)
        self.redis = self.enter_context(Redis())
        settings = {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": self.redis.port, "MAX_STALLED_COUNT": 100,
                    "REDIS_FOREIGN_JOBS": "on"}
        self.ours = [self.node(**settings) for _ in range(2)]
        self.bulls = [self.bull("worker") for _ in range(2)]
        self.producer = self.bull()
        self.uploaded, self.added, self.did = {}, {}, collections.Counter()
        self.storm(seconds)
        self.end()
        by_bull = self.prove_all()
        return (f"{len(self.uploaded)} uploads and {len(self.added)} jobs of Bull's producers in {seconds} s, "
                f"{dict(self.did)}: every job ran, {by_bull} of them at Bull's; states agree")

    def bull(self, *role):
        process = BullProcess(self.redis.port, *role)
        self.callback(process.kill)
        return process

    def storm(self, seconds):
        """One deed after the other; the likelier stand more often."""
        deeds = [self.upload_one] * 6 + [self.add_one] * 6 + [
            self.pause, self.kill_ours, self.kill_bull, self.cut_lines]
        until_then = time.monotonic() + seconds
        while time.monotonic() < until_then or not (self.uploaded and self.added):
            deed = self.chance.choice(deeds)
            deed()
            self.did[deed.__name__] += 1
            time.sleep(self.chance.uniform(0, 0.3))

    def upload_one(self):
        number = len(self.uploaded)
        members = member_list(number * ROWS, ROWS)
        job = self.chance.choice(self.ours).upload(members.content).data["job_id"]
        self.uploaded[job] = members

    def add_one(self):
        """A producer of Bull names a file that is stored already."""
        if not self.uploaded:
            return
        job = self.chance.choice(list(self.uploaded))
        answer = self.producer.ask("add", data={
            "fileName": "again.xlsx", "uploadedBy": "admin@example.org", "userId": "7", "userRole": "super_admin",
            "userEmail": "admin@example.org", "force": True, "fileId": self.of_job(job, "file_sha256")[0]})
        if "added" in answer:
            self.added[str(answer["added"])] = self.uploaded[job]

    def pause(self):
        if self.chance.random() < 0.5:
            self.producer.ask("pause")
            time.sleep(self.chance.uniform(0, 2))
            self.producer.ask("resume")
        else:
            self.ours[0].post("/queue/pause")
            time.sleep(self.chance.uniform(0, 2))
            self.ours[0].post("/queue/resume")

    def kill_ours(self):
        node = self.chance.choice(self.ours)
        node.kill()
        node.start()

    def kill_bull(self):
        self.chance.choice(self.bulls).restart()

    def cut_lines(self):
        for kind in ("normal", "pubsub"):
            self.redis.cli("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")

    def end(self):
        self.producer.ask("resume")
        self.ours[0].post("/queue/resume")
        until(lambda: not self.open_jobs(), "every job of the database ends", HEAL_SECONDS)
        until(lambda: not any(self.redis.cli(command, BASE + name) != "0" for command, name in (
            ("LLEN", "wait"), ("LLEN", "paused"), ("LLEN", "active"), ("ZCARD", "delayed"))),
              "every job of Redis ends", HEAL_SECONDS)

    def open_jobs(self):
        return self.number(f"SELECT count(*) FROM jobs WHERE state NOT IN {FINAL}")

    def prove_all(self):
        """That every job ran, by whom; how many at Bull's."""
        at_bulls = {job for bull in self.bulls for job in bull.ran}
        states = {job: (state, by) for job, state, by in self.checker.sql("SELECT id, state, processed_by FROM jobs")}
        names = dict(self.checker.sql("SELECT bull_id, job_id FROM bull_jobs"))
        loaded = set()
        for job, members in [*self.uploaded.items(), *self.added.items()]:
            state, by = states.get(names.get(job, job), ("never seen by us", "bull"))
            if (state, by) == ("completed", ""):
                loaded |= members.members.keys()
            else:
                assert job in at_bulls, f"{job} did not run: {state} {by} {self.redis.cli('HGETALL', BASE + job)}"
        self.prove_members(loaded)
        self.prove_keys()
        return len(at_bulls)

    def prove_members(self, loaded):
        """Those of the lists that we ran, each once. Of a list that went on to a Bull worker when our node died,
        some may be there."""
        stored = [person for person, in self.checker.sql("SELECT id_number FROM members")]
        known = {person for members in self.uploaded.values() for person in members.members}
        assert len(stored) == len(set(stored)), f"{len(stored) - len(set(stored))} members twice"
        assert loaded <= set(stored) <= known, f"{len(loaded - set(stored))} members missing"

    def prove_keys(self):
        """I1 to I5."""
        found = places(self.redis)
        for job, names in found.items():
            assert len(names) == 1, f"{job} is in {names}"
            assert self.redis.cli("EXISTS", BASE + job) == "1", f"{job} has no hash"
        assert self.redis.cli("ZCARD", BASE + "priority") == "0", "priorities of jobs that do not wait"
        assert self.redis.cli("KEYS", BASE + "*:lock") == "", "a lock without an active job"
        assert self.redis.cli("SCARD", BASE + "stalled") == "0", "stalled without being active"
        assert set(found) >= set(self.added), "Redis forgot a job that a Bull producer added"
        for job, state in self.checker.sql("SELECT coalesce(bull_id, id), state FROM jobs"
                                           " LEFT JOIN bull_jobs ON job_id = id"):
            assert found.get(job) == [state], f"{job} is {state}, and in Redis {found.get(job)}"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with Fleet() as fleet:
        print(fleet.play(given.seconds, given.seed), flush=True)


if __name__ == "__main__":
    main()
