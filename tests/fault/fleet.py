#!/usr/bin/python3
"""A mixed fleet: three workers of Bull and three nodes of ours share one queue, and both kinds add to it.

usage: tests/fault/fleet.py [--seconds 300] [--seed 1] [--kills 0]

Meanwhile either side pauses, resumes, tries again, cleans and removes, workers of either kind are killed, lines are
opened anew, and Redis cuts everybody's. At the end every job that nobody removed has run, and Redis and the database
tell the same (docs/formats/bull.md has the invariants I1 to I7). With `--kills 0` nobody is killed or cut off and
nothing is tried again: then every job has run once, at one of either kind.
"""
import argparse
import collections
import json
import queue as queues
import random
import re
import subprocess
import threading
import time
from pathlib import Path

from stage import Stage, until
from doorbell import BASE, places
from lists import member_list
from redis import Server as Redis
from rollcall import FINAL, run, workbook

BULL = Path(__file__).with_name("fleet_bull.mjs")
ROWS = 300
# A job may be in the hands of a worker that is killed several times over.
HEAL_SECONDS = 120
AGREED_SECONDS = 60
# Where nobody dies no lock may run out either, however slow the machine is.
CALM = {"LOCK_DURATION_MS": 60_000}
OPEN = (("LLEN", "wait"), ("LLEN", "paused"), ("LLEN", "active"), ("ZCARD", "delayed"))
# docs/queue.md: so many ended jobs of either kind stay in Redis.
KEPT = 1_000
# The ids of ARGV whose hash is missing, or holds no JSON.
UNREADABLE = """
local unreadable = {}
for _, id in ipairs(ARGV) do
    for _, field in ipairs({'data', 'opts'}) do
        local text = redis.call('HGET', KEYS[1] .. id, field)
        if not text or not pcall(cjson.decode, text) then unreadable[#unreadable + 1] = id end
    end
end
return unreadable
"""


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
    def play(self, seconds=300, seed=1, of_each=3, kills=True):
        self.begin()
        self.kills = kills
        self.chance = random.Random(seed)
        self.redis = self.enter_context(Redis())
        settings = {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": self.redis.port, "MAX_STALLED_COUNT": 100,
                    "REDIS_FOREIGN_JOBS": "on", "LOG_LEVEL": "info", **({} if kills else CALM)}
        self.ours = [self.node(**settings) for _ in range(of_each)]
        self.bulls = [self.bull("worker") for _ in range(of_each)]
        self.producer = self.bull()
        self.uploaded, self.added, self.did = {}, {}, collections.Counter()
        # By their names in Redis: what was taken out before it ran, or may have been, and what after.
        self.removed, self.cleaned = set(), set()
        self.storm(seconds)
        self.end()
        by_bull = self.prove_all()
        once = "" if self.kills else " once"
        return (f"{len(self.uploaded)} uploads and {len(self.added)} jobs of Bull's producers in {seconds} s, "
                f"{dict(self.did)}: every job ran{once} but {len(self.removed)} that were removed, {by_bull} of them at "
                "Bull's; states agree")

    def bull(self, role="producer"):
        process = BullProcess(self.redis.port, role, *([] if self.kills else ["calm"]))
        self.callback(process.kill)
        return process

    def storm(self, seconds):
        """One deed after the other; the likelier stand more often."""
        deeds = [self.upload_one] * 8 + [self.add_one] * 8 + [self.upload_unreadable] * 2 + [
            self.pause, self.clean, self.remove, self.remove, self.cancel]
        if self.kills:
            deeds += [self.retry] * 4 + [self.kill_ours, self.kill_bull, self.cut_lines, self.reconnect]
        until_then = time.monotonic() + seconds
        while time.monotonic() < until_then or not (self.uploaded and self.added):
            deed = self.chance.choice(deeds)
            if deed() is not False:
                self.did[deed.__name__] += 1
            time.sleep(self.chance.uniform(0, 0.3))

    def one_of_ours(self):
        return self.chance.choice(self.ours)

    def upload_one(self):
        members = member_list(len(self.uploaded) * ROWS, ROWS)
        self.uploaded[self.one_of_ours().upload(members.content).data["job_id"]] = members

    def upload_unreadable(self):
        """It will fail, here; a worker of Bull's is content with anything."""
        members = member_list(len(self.uploaded) * ROWS, 0)
        content = workbook({1: [f"no header {len(self.uploaded)}"]})
        self.uploaded[self.one_of_ours().upload(content).data["job_id"]] = members

    def add_one(self):
        """A producer of Bull names a file that is stored already."""
        stored = [job for job, members in self.uploaded.items() if members.members]
        known = self.of_jobs(stored[-50:], "file_sha256")
        if not known:
            return False
        job = self.chance.choice(list(known))
        answer = self.producer.ask("add", data={
            "fileName": "again.xlsx", "uploadedBy": "admin@example.org", "userId": "7", "userRole": "super_admin",
            "userEmail": "admin@example.org", "force": True, "fileId": known[job]})
        if "added" not in answer:
            return False
        self.added[str(answer["added"])] = self.uploaded[job]
        return True

    def of_jobs(self, jobs, column):
        names = ", ".join(f"'{job}'" for job in jobs) or "''"
        return dict(self.checker.sql(f"SELECT id, {column} FROM jobs WHERE id IN ({names})"))

    def pause(self):
        if self.chance.random() < 0.5:
            self.producer.ask("pause")
            time.sleep(self.chance.uniform(0, 2))
            self.producer.ask("resume")
        else:
            self.one_of_ours().post("/queue/pause")
            time.sleep(self.chance.uniform(0, 2))
            self.one_of_ours().post("/queue/resume")

    def retry(self):
        if self.chance.random() < 0.5:
            return "retried" in self.producer.ask("retry")
        job = self.one_in_state("failed")
        return job and self.one_of_ours().post(f"/queue/retry/{job}").status == 200

    def one_in_state(self, state):
        jobs = [job for job, in self.checker.sql(f"SELECT id FROM jobs WHERE state = '{state}'")]
        return self.chance.choice(jobs) if jobs else False

    def remove(self):
        answer = self.producer.ask("remove")
        if "removed" not in answer:
            return False
        self.removed.add(str(answer["removed"]))
        return True

    def cancel(self):
        job = self.one_in_state("waiting")
        # It may run by now: then it ends as soon as it can.
        if not job or self.one_of_ours().post(f"/cancel/{job}").status != 200:
            return False
        self.removed.add(self.bull_name(job))
        return True

    def bull_name(self, job):
        named = [name for name, in self.checker.sql(f"SELECT bull_id FROM bull_jobs WHERE job_id = '{job}'")]
        return named[0] if named else job

    def clean(self):
        if self.chance.random() < 0.8:
            answer = self.producer.ask("clean", place=self.chance.choice(("completed", "failed")))
            self.cleaned.update(map(str, answer.get("cleaned", [])))
            return "cleaned" in answer
        before = self.bull_names()
        done = self.one_of_ours().post("/queue/clean", {"gracePeriodHours": 0}).status == 200
        self.cleaned |= before - self.bull_names()
        return done

    def bull_names(self):
        """Those of all jobs that the database has."""
        return {name for name, in self.checker.sql("SELECT coalesce(bull_id, id) FROM jobs LEFT JOIN bull_jobs ON job_id = id")}

    def kill_ours(self):
        node = self.one_of_ours()
        node.kill()
        node.start()

    def kill_bull(self):
        self.chance.choice(self.bulls).restart()

    def reconnect(self):
        return "reconnected" in self.chance.choice([*self.bulls, self.producer]).ask("reconnect")

    def cut_lines(self):
        for kind in ("normal", "pubsub"):
            self.redis.cli("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")

    def end(self):
        self.producer.ask("resume")
        self.ours[0].post("/queue/resume")
        until(lambda: not self.open_jobs(), "every job of the database ends", HEAL_SECONDS)
        until(lambda: not any(self.redis.cli(command, BASE + name) != "0" for command, name in OPEN),
              "every job of Redis ends", HEAL_SECONDS)

    def open_jobs(self):
        return self.number(f"SELECT count(*) FROM jobs WHERE state NOT IN {FINAL}")

    def prove_all(self):
        """That every job ran, by whom; how many at Bull's."""
        self.at_bulls = {str(job) for bull in self.bulls for job in bull.ran}
        stored = [person for person, in self.checker.sql("SELECT id_number FROM members")]
        states = {name: (state, by) for name, state, by in self.checker.sql(
            "SELECT coalesce(bull_id, id), state, processed_by FROM jobs LEFT JOIN bull_jobs ON job_id = id")}
        loaded = set()
        for job, members in [*self.uploaded.items(), *self.added.items()]:
            if states.get(job) == ("completed", ""):
                loaded |= members.members.keys()
            else:
                self.prove_ran(job, states.get(job), members.members.keys() <= set(stored))
        self.prove_members(loaded, stored)
        self.prove_effects()
        if not self.kills:
            self.prove_once()
        self.prove_agreed(states)
        return len(self.at_bulls)

    def prove_ran(self, job, state, is_loaded):
        """A job that our nodes have not completed, or that was cleaned since."""
        ran = job in self.at_bulls or job in self.removed or state == ("failed", "")
        ran = ran or (state is None and job in self.cleaned and is_loaded)
        shown = self.redis.cli("HGETALL", BASE + job)
        # Its file went with the upload that somebody cleaned.
        refused = state is None and self.did["clean"] and "names no stored file" in shown
        assert ran or refused, f"{job} did not run: {state} {shown}"

    def prove_members(self, loaded, stored):
        """Those of the lists that we ran, each once. Of a list that went on to a Bull worker when our node died,
        some may be there."""
        known = {person for members in self.uploaded.values() for person in members.members}
        assert len(stored) == len(set(stored)), f"{len(stored) - len(set(stored))} members twice"
        assert loaded <= set(stored) <= known, f"{len(loaded - set(stored))} members missing"

    def prove_effects(self):
        """Of each job that we completed: every row has one outcome, and the members are as many as those say. The
        lists hold new people, or the same again: who was changed was written twice."""
        for job in self.ours_completed():
            run("verify", job, env=self.ours[0].environment())
        assert not (changes := self.checker.sql("SELECT job_id, count(*) FROM member_changes GROUP BY 1")), changes

    def ours_completed(self):
        return [job for job, in self.checker.sql(
            "SELECT id FROM jobs WHERE state = 'completed' AND coalesce(processed_by, '') = ''")]

    def prove_once(self):
        """Whoever ran it, a job ran once; one that was taken out, at most once."""
        runs = collections.defaultdict(list)
        for bull in self.bulls:
            for job in bull.ran:
                runs[str(job)].append("Bull")
        for node in self.ours:
            for job, worker in re.findall(r"(\S+): started by (\S+)", node.log_text()):
                runs[job].append(worker)
        names = dict(self.checker.sql("SELECT coalesce(bull_id, id), id FROM jobs LEFT JOIN bull_jobs ON job_id = id"))
        for name in {*self.uploaded, *self.added}:
            ran = sum((runs[one] for one in {name, names.get(name, f"bull-{name}")}), [])
            fits = len(ran) <= 1 if name in self.removed else len(ran) == 1
            assert fits, f"{name} ran {len(ran)} times: {ran} {self.redis.cli('HGETALL', BASE + name)}"

    def prove_agreed(self, states):
        """What the last deeds left is told, or found, soon."""
        def agreed():
            self.complaint = self.complaint_of_keys(states)
            return self.complaint is None
        try:
            until(agreed, "Redis and the database agree", AGREED_SECONDS)
        except AssertionError as late:
            raise AssertionError(f"{late}: {self.complaint}") from late

    def complaint_of_keys(self, states):
        """Of I1 to I7; nothing if they hold. Nothing waits, is delayed or runs any more."""
        found = places(self.redis)
        for job, names in found.items():
            if len(names) != 1:
                return f"I1: {job} is in {names}"
        if unreadable := self.redis.cli("EVAL", UNREADABLE, 1, BASE, *found):
            return f"I4: {unreadable} cannot be read"
        for rule, command, key in (("I2", "ZCARD", "priority"), ("I5", "SCARD", "stalled"), ("I6", "HLEN", "limiter:index")):
            if self.redis.cli(command, BASE + key) != "0":
                return f"{rule}: {key} names jobs that are not open"
        if locks := self.redis.cli("KEYS", BASE + "*:lock"):
            return f"I3: {locks} without an active job"
        return self.complaint_of_sum(found, states)

    def complaint_of_sum(self, found, states):
        """I7: each job that was added is there as it ended, but for those that were taken out since."""
        known = {*self.uploaded, *self.added}
        # What a producer sends again after its line was cut may be there twice, under Bull's numbers.
        if strangers := {job for job in found if not job.isdigit()} - known:
            return f"I7: nobody added {strangers}"
        is_full = {name: int(self.redis.cli("ZCARD", BASE + name)) >= KEPT for name in ("completed", "failed")}
        for job in known:
            state, _ = states.get(job, (None, None))
            place = {"cancelled": "failed"}.get(state, state)
            may_miss = job in self.removed | self.cleaned or state == "cancelled" or is_full.get(place, any(is_full.values()))
            is_right = found.get(job) == [place] or (state is None and job in found and job in self.at_bulls)
            if not (is_right or (job not in found and may_miss)):
                return f"I7: {job} is {state}, and in Redis {found.get(job)}"
        return None


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--kills", type=int, choices=(0, 1), default=1)
    given = options.parse_args()
    with Fleet() as fleet:
        print(fleet.play(given.seconds, given.seed, kills=bool(given.kills)), flush=True)


if __name__ == "__main__":
    main()
