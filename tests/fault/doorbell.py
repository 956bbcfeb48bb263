"""Scenarios of stores.py: what can happen to the Redis beside the database while uploads come in.

Redis is a doorbell: whatever becomes of it, no upload is lost or run twice, and soon after it is back it
shows what is true.
"""
import time
from concurrent.futures import ThreadPoolExecutor

from stage import Stage, until
from lists import member_list
from pace import slow_down
from redis import Sentinels, Server as Redis, follow
from rollcall import FINAL

BASE = "bull:bulk-uploads:"
PLACES = ("wait", "paused", "active", "delayed", "completed", "failed")
# Every id and the key that has it, at one moment; ids have no spaces.
LOOK = """
local found = {}
for _, key in ipairs(KEYS) do
    local range = redis.call('TYPE', key).ok == 'zset' and 'ZRANGE' or 'LRANGE'
    for _, id in ipairs(redis.call(range, key, 0, -1)) do found[#found + 1] = id .. ' ' .. key end
end
return found
"""
# What reliability.md promises after a loss.
AGREED_SECONDS = 30
# Each node runs one job at a time, and each job takes so long: there are some open whenever one looks.
JOB_SECONDS = 4
HANDS = 6


def places(redis):
    """Where Redis has each job: id to the names of its lists and sets."""
    found = {}
    for line in redis.cli("EVAL", LOOK, len(PLACES), *(BASE + name for name in PLACES)).splitlines():
        job, key = line.split()
        found.setdefault(job, []).append(key.removeprefix(BASE))
    return found


class Doorbell(Stage):
    """Uploads to two nodes by several hands at once; the fault comes after a third of them and goes after another.
    When it comes and when it goes there are jobs that have not ended."""

    forgets = True  # what had ended before need not be there again

    def play(self, uploads=50, rows=200):
        self.begin()
        self.redis = self.enter_context(Redis())
        self.prepare()
        self.pair = [self.node(**self.redis_settings()) for _ in range(2)]
        slow_down(self.cluster, JOB_SECONDS)
        third = uploads // 3
        self.bring(range(third), rows)
        met = self.count_open()
        told = self.strike()
        self.bring(range(third, 2 * third), rows)
        self.heal()
        healed = time.monotonic()
        ended = {job for job, state in self.states().items() if state in FINAL} if self.forgets else set()
        left = self.count_open()
        self.prove_agreed(ended, AGREED_SECONDS - (time.monotonic() - healed))
        agreed = time.monotonic() - healed
        self.bring(range(2 * third, uploads), rows)
        slow_down(self.cluster, 0)
        self.prove()
        self.prove_agreed(ended, AGREED_SECONDS)
        assert not self.redis.cli("KEYS", BASE + "*:lock"), "a lock of no running job is left"
        return (f"{uploads} uploads of {rows} rows while Redis {told}, {met} jobs open as it began and {left} as it "
                f"ended: none lost, none twice, states agree {agreed:.1f} s later")

    def prepare(self):
        pass

    def redis_settings(self):
        return {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": self.redis.port}

    def bring(self, numbers, rows):
        with ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(lambda number: self.upload(self.pair[number % 2], member_list(number * rows, rows)), numbers))

    def states(self):
        return dict(self.checker.sql("SELECT id, state FROM jobs"))

    def count_open(self):
        count = sum(state not in FINAL for state in self.states().values())
        assert count > 0, "no job is open: the fault meets nothing"
        return count

    def strike(self):
        """The fault; what is told of it."""
        raise NotImplementedError

    def heal(self):
        pass

    def prove_agreed(self, forgotten, seconds):
        """Redis has each job where the database has it, but for those that it may have forgotten, and those that went
        on while we looked."""
        def agrees():
            before, found = self.states(), places(self.redis)
            stayed = dict(before.items() & self.states().items())
            self.differing = {job: (state, found.get(job)) for job, state in stayed.items()
                              if found.get(job) != [{"waiting": "wait"}.get(state, state)]
                              and not (job in forgotten and job not in found)}
            return not self.differing and found.keys() <= before.keys()
        try:
            until(agrees, "Redis shows what is true", seconds)
        except AssertionError as late:
            raise AssertionError(f"{late}: {self.differing}") from late


class RedisKilled(Doorbell):
    """It dies without having saved anything, and an empty one comes back."""

    def strike(self):
        self.redis.kill()
        return "was dead"

    def heal(self):
        self.redis.start()


class RedisFlushed(Doorbell):
    """Somebody empties it, twice."""

    def strike(self):
        self.redis.cli("FLUSHALL")
        return "was emptied twice"

    def heal(self):
        self.redis.cli("FLUSHALL")


class RedisSilent(Doorbell):
    """It keeps its connections and answers nothing."""

    forgets = False

    def play(self, uploads=50, rows=200, silent_seconds=20):
        self.silent_seconds = silent_seconds
        return super().play(uploads, rows)

    def strike(self):
        self.redis.pause()
        self.since = time.monotonic()
        return f"was silent for {self.silent_seconds} s"

    def heal(self):
        until(lambda: time.monotonic() - self.since > self.silent_seconds, "the silence is over")
        self.redis.resume()


class RedisFull(Doorbell):
    """It has no memory left and refuses to write."""

    forgets = False

    def strike(self):
        self.redis.cli("SETRANGE", "somebody-elses", 3 << 20, "x")
        self.redis.cli("CONFIG", "SET", "maxmemory", "3mb")
        self.redis.cli("CONFIG", "RESETSTAT")
        return "was full"

    def heal(self):
        until(lambda: "errorstat_OOM" in self.redis.cli("INFO", "errorstats"), "it refuses what it is told", AGREED_SECONDS)
        self.redis.cli("CONFIG", "SET", "maxmemory", "0")


class RedisFailedOver(Doorbell):
    """The master dies, and the sentinels make its replica the master."""

    def prepare(self):
        self.replica = self.enter_context(Redis())
        follow(self.replica, self.redis)
        self.sentinels = self.enter_context(Sentinels(self.redis))

    def redis_settings(self):
        ports = [member.port for member in self.sentinels.members]
        return {"REDIS_SENTINELS": ",".join(f"127.0.0.1:{port}" for port in ports)}

    def strike(self):
        self.redis.kill()
        return "failed over"

    def heal(self):
        self.sentinels.wait_for_master_other_than(self.redis.port)
        self.redis = self.replica
