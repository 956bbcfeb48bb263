#!/usr/bin/python3
"""Two nodes over one PostgreSQL, and everything that can happen to them; then proves that no row is
missing, none doubled, and every state true.

usage: tests/fault/nodes.py [--kills 200] [--freezes 50] [--restarts 20] [--unknown 20] [--rows 20000] [--seed 1]

kills     SIGKILL of a node, which is then started again
freezes   SIGSTOP of a node for up to twice the lease, so that the other takes its jobs over, then SIGCONT
restarts  of PostgreSQL, half of them as a crash
unknown   the answer of a COMMIT is swallowed and the link cut: nobody was told whether it happened
"""
import argparse
import random
import signal
import sys
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).resolve().parent), str(ROOT / "tools")]
sys.path.append(str(ROOT / "tests/e2e"))  # behind: both folders have a nodes.py
from chaos_proxy import ChaosProxy  # noqa: E402
from checker import Checker  # noqa: E402
from lists import member_list  # noqa: E402
from postgres import Cluster  # noqa: E402
from rollcall import Server, run, until  # noqa: E402

LEASE_SECONDS = 5
JOBS_AT_ONCE = 3


class World:
    def __init__(self, cluster, proxy, options):
        self.cluster, self.proxy, self.rows = cluster, proxy, options.rows
        self.chance = random.Random(options.seed)
        self.people = 0
        self.checker = Checker(cluster, cluster.url)
        # Kills come faster here than chunks: what ends a poisonous file must not end this one.
        settings = {"DATABASE_URL": cluster.url.replace(f":{cluster.port}/", f":{proxy.port}/"), "JWT_SECRET": "fault node" * 4, "LOG_LEVEL": "warning",
                    "LOCK_DURATION_MS": LEASE_SECONDS * 1000, "MAX_STALLED_COUNT": "100"}
        self.nodes = [Server(**settings) for _ in range(2)]

    def __enter__(self):
        run("migrate", env=self.nodes[0].environment())
        for node in self.nodes:
            node.start()
        return self

    def __exit__(self, *_):
        for node in self.nodes:
            node.__exit__()

    def upload(self):
        """One more list, to either node, as often as it takes: the key makes it one job."""
        members, key = member_list(self.people, self.rows), uuid.uuid4().hex
        self.people += self.rows

        def accepted():
            try:
                answer = self.chance.choice(self.nodes).upload(members.content, headers={"Idempotency-Key": key})
            except OSError:
                return None
            assert answer.status in (200, 503), answer.body
            return answer if answer.status == 200 else None
        answer = until(accepted, "an upload is accepted")
        self.checker.accepted(answer.data["job_id"], members)

    def open_jobs(self):
        """How many jobs have not ended, as a node tells that has an answer now."""
        def told():
            for node in self.chance.sample(self.nodes, 2):
                try:
                    return self.checker.look(node), True
                except (OSError, AssertionError) as refused:
                    if isinstance(refused, AssertionError) and "503" not in str(refused):
                        raise
            return None
        return until(told, "a node answers")[0]

    def keep_busy(self):
        for _ in range(JOBS_AT_ONCE - self.open_jobs()):
            self.upload()

    def kill(self):
        node = self.chance.choice(self.nodes)
        node.kill()
        time.sleep(self.chance.choice([0, 0, 0.5, 2]))
        node.start()

    def freeze(self):
        node = self.chance.choice(self.nodes)
        node.process.send_signal(signal.SIGSTOP)
        # Two of three are shorter than the lease, and must change nothing.
        time.sleep(self.chance.choice([0.5, 0.5, LEASE_SECONDS]) * self.chance.uniform(0.5, 2))
        node.process.send_signal(signal.SIGCONT)

    def restart(self):
        self.cluster.restart(self.chance.choice(["fast", "immediate"]))

    def unknown(self):
        lost = len(self.proxy.applied("commit_reply_dropped"))
        self.proxy.drop_commit_reply(self.chance.randint(1, 6))

        def dropped():
            self.keep_busy()
            return len(self.proxy.applied("commit_reply_dropped")) > lost
        until(dropped, "a COMMIT loses its answer")

    def suffer(self, faults):
        for fault in faults:
            self.keep_busy()
            time.sleep(self.chance.uniform(0, 0.4))
            getattr(self, fault)()

    def prove(self):
        self.checker.prove(self.nodes)
        for job in self.chance.sample(sorted(self.checker.lists), min(3, len(self.checker.lists))):
            self.checker.prove_rows(self.nodes[0], job)
        self.checker.prove_sound()


def main():
    parser = argparse.ArgumentParser()
    for fault, count in {"kill": 200, "freeze": 50, "restart": 20, "unknown": 20}.items():
        parser.add_argument(f"--{fault}s" if fault != "unknown" else "--unknown", type=int, default=count, dest=fault)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    faults = [fault for fault in ("kill", "freeze", "restart", "unknown") for _ in range(getattr(options, fault))]
    random.Random(options.seed).shuffle(faults)
    began = time.monotonic()
    with Cluster(fsync=True) as cluster, ChaosProxy(("127.0.0.1", cluster.port)) as proxy, \
            World(cluster, proxy, options) as world:
        world.suffer(faults)
        world.prove()
        jobs = len(world.checker.lists)
    print(f"two nodes, seed {options.seed}: {options.kill} kills, {options.freeze} freezes, {options.restart} restarts of "
          f"PostgreSQL, {options.unknown} unknown commits in {time.monotonic() - began:.0f} s over {jobs} jobs of "
          f"{options.rows} rows: duplicates 0, missing 0, every state true")


if __name__ == "__main__":
    main()
