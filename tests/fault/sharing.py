"""Scenarios of stores.py: nodes, and others, that want the same at once."""
import subprocess
import time

from stage import Stage, until
from lists import member_list, plain_list
from pace import slow_down
from rollcall import FINAL, made_up_id


class AfterAccept(Stage):
    """A node is killed in the moment its answer arrives: the other one runs the job."""

    def play(self, rounds=4, rows=1_000):
        self.begin()
        first, second = self.node(), self.node()
        for number in range(rounds):
            members = member_list(number * rows, rows)
            answer = first.upload(members.content)
            first.kill()
            job = answer.data["job_id"]
            self.checker.accepted(job, members)
            status = second.finished(job)
            assert status["status"] == "completed", status
            first.start()
        self.prove()
        return f"{rounds} nodes killed as their answer came; the other ran each job of {rows} rows"


class OppositeOrders(Stage):
    """The same new people at once on two nodes, in opposite orders."""

    def play(self, rows=6_000):
        self.begin()
        people = range(rows)
        lists = [plain_list(people), plain_list(people[::-1])]
        nodes = [self.node(), self.node()]
        slow_down(self.cluster, 0.05)
        jobs = [self.upload(node, members) for node, members in zip(nodes, lists)]
        self.checker.wait_for_ends(nodes[0])
        ends = [nodes[0].status(job) for job in jobs]
        for status in ends:
            assert (status["status"], status["attempts_made"]) == ("completed", 0), status
            assert sum(status["outcomes"].values()) == rows, status
        inserted, unchanged = (sum(status["outcomes"][name] for status in ends) for name in ("inserted", "unchanged"))
        assert (inserted, unchanged) == (rows, rows), ends
        self.checker.prove_members()
        self.checker.prove_database()
        self.checker.prove_sound()
        shares = [status["outcomes"]["inserted"] for status in ends]
        return f"{rows} people twice at once: inserted by one {shares[0]}, by the other {shares[1]}, nobody twice"


class Psql:
    """A session of somebody else's: statements one after the other, their answers are not waited for."""

    def __init__(self, stage):
        self.process = subprocess.Popen(["psql", "-X", "-q", "-A", "-t", stage.cluster.url], stdin=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        stage.callback(self.end)

    def say(self, statements):
        self.process.stdin.write(statements + "\n")
        self.process.stdin.flush()

    def end(self):
        """What it had to complain of."""
        return self.process.communicate()[1] if self.process.poll() is None else ""


class ForeignLocks(Stage):
    """Somebody else's session holds members locked for longer than a statement waits, then makes a deadlock."""

    def play(self, rows=2_000, held_seconds=8):
        self.begin()
        node = self.node()
        people = range(rows)
        self.upload(node, plain_list(people))
        self.checker.wait_for_ends(node)
        waited = self.held_for(node, plain_list(people, "updated", Firstname="Second"), held_seconds)
        deadlocks = self.deadlock(node, plain_list(people, "updated", Firstname="Third"))
        self.checker.changes = 2 * rows
        self.prove()
        return f"members locked for {held_seconds} s, the job {waited:.1f} s; {deadlocks} deadlock(s); no failed attempt"

    def lock(self, person):
        foreign = Psql(self)
        # The deadlock is to be found by the job's session: it is the one that has to give way.
        foreign.say(f"SET deadlock_timeout = '1min'; BEGIN; SELECT 1 FROM members"
                    f" WHERE id_number = '{made_up_id(person)}' FOR UPDATE;")
        until(lambda: self.number("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                                  " AND query LIKE '%FOR UPDATE%'"), "the member is locked")
        return foreign

    def wait_until_blocked(self):
        until(lambda: self.number("SELECT count(*) FROM pg_locks WHERE NOT granted"), "the job waits for the lock")

    def held_for(self, node, members, seconds):
        foreign = self.lock(len(members.members) - 1)
        began = time.monotonic()
        job = self.upload(node, members)
        self.wait_until_blocked()
        time.sleep(max(0, seconds - (time.monotonic() - began)))
        assert node.status(job)["status"] not in FINAL, "the job did not need the locked member"
        foreign.say("ROLLBACK;")
        self.checker.wait_for_ends(node)
        return time.monotonic() - began

    def deadlock(self, node, members):
        foreign = self.lock(len(members.members) - 1)
        self.upload(node, members)
        self.wait_until_blocked()
        # Whom the job has locked by now is who cannot be locked any more.
        free = "SELECT id_number FROM members FOR UPDATE SKIP LOCKED"
        taken = self.cluster.sql(f"BEGIN; CREATE TEMP TABLE free ON COMMIT DROP AS {free};"
                                 f" SELECT min(id_number) FROM members WHERE id_number NOT IN (SELECT * FROM free)")
        assert taken and taken != made_up_id(len(members.members) - 1), "the job has locked nobody yet"
        foreign.say(f"SELECT 1 FROM members WHERE id_number = '{taken}' FOR UPDATE; ROLLBACK;")
        self.checker.wait_for_ends(node)
        # Counted by each session, and handed in a little later.
        return until(lambda: self.number("SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'"),
                     "PostgreSQL counts the deadlock", 30)
