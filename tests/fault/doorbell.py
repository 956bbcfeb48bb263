"""Scenarios of stores.py: what can happen to the Redis beside the database while uploads come in.

Redis is a doorbell: whatever becomes of it, no upload is lost or run twice, and soon after it is back it
shows what is true.
"""
import time

from stage import Stage, until
from lists import member_list
from redis import Sentinels, Server as Redis, follow

BASE = "bull:bulk-uploads:"
LISTS = ("wait", "paused", "active")
SETS = ("delayed", "completed", "failed")
# What reliability.md promises after a loss.
AGREED_SECONDS = 30


def places(redis):
    """Where Redis has each job: id to the names of its lists and sets."""
    found = {}
    for name in (*LISTS, *SETS):
        command = ("LRANGE", "ZRANGE")[name in SETS]
        for job in redis.cli(command, BASE + name, 0, -1).split():
            found.setdefault(job, []).append(name)
    return found


class Doorbell(Stage):
    """Uploads to two nodes; the fault comes after a third of them and goes after another."""

    def play(self, uploads=50, rows=200):
        self.begin()
        self.redis = self.enter_context(Redis())
        self.prepare()
        self.pair = [self.node(**self.redis_settings()) for _ in range(2)]
        third = uploads // 3
        self.bring(range(third), rows)
        told = self.strike()
        self.bring(range(third, 2 * third), rows)
        self.heal()
        since = self.bring(range(2 * third, uploads), rows)
        self.prove()
        self.prove_agreed(since)
        return f"{uploads} uploads of {rows} rows while Redis {told}: none lost, none twice, states agree"

    def prepare(self):
        pass

    def redis_settings(self):
        return {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": self.redis.port}

    def bring(self, numbers, rows):
        return [self.upload(self.pair[number % 2], member_list(number * rows, rows)) for number in numbers]

    def strike(self):
        """The fault; what is told of it."""
        raise NotImplementedError

    def heal(self):
        pass

    def prove_agreed(self, since):
        """Redis has the jobs that came since it was back, and what it has is true. What had ended before it lost
        its memory need not be there again."""
        def agrees():
            found = places(self.redis)
            return found.keys() >= set(since) and all(
                job in self.checker.lists and names == ["completed"] for job, names in found.items())
        until(agrees, "Redis shows what is true", AGREED_SECONDS)
        assert not self.redis.cli("KEYS", BASE + "*:lock"), "a lock of no running job is left"


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

    def strike(self):
        self.redis.cli("SET", "somebody-elses", "x" * 100_000)
        self.redis.cli("CONFIG", "SET", "maxmemory", "1mb")
        return "was full"

    def heal(self):
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
