#!/usr/bin/python3
"""An API node and two workers on machines of their own (network namespaces), PostgreSQL on a fourth:
a list is loaded, and another while the machine that works on it is cut off.

usage: tests/fault/partition.py [--rows 100000]      needs root, for the namespaces

Everything happens in a namespace of this script's own and is gone with it.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).resolve().parent), str(ROOT / "tools")]
sys.path.append(str(ROOT / "tests/e2e"))  # behind: both folders have a nodes.py
from checker import Checker  # noqa: E402
from lists import member_list  # noqa: E402
from pace import slow_down  # noqa: E402
from postgres import Cluster  # noqa: E402
from rollcall import BINARY, FINAL, Server, bare_environment, run, until  # noqa: E402

SUBNET = "10.77.0"
MACHINES = {"database": 2, "api": 3, "worker_1": 4, "worker_2": 5}
RECOVERY_SECONDS = 30
CHUNK_SECONDS = 0.5


def ip(*arguments):
    subprocess.run(["ip", *map(str, arguments)], check=True, capture_output=True, text=True)


def enter_own_namespace():
    """This script again, in a network and mount namespace of its own."""
    if os.environ.get("ROLLCALL_OWN_NAMESPACE"):
        return
    os.environ["ROLLCALL_OWN_NAMESPACE"] = "1"
    os.execvp("unshare", ["unshare", "--net", "--mount", "--propagation", "private", "--",
                          sys.executable, *sys.argv])


def build_machines():
    Path("/run/netns").mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run/netns"], check=True)
    ip("link", "set", "lo", "up")
    ip("link", "add", "hub", "type", "bridge")
    ip("addr", "add", f"{SUBNET}.1/24", "dev", "hub")
    ip("link", "set", "hub", "up")
    for name, number in MACHINES.items():
        ip("netns", "add", name)
        ip("link", "add", f"to{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("link", "set", f"to{number}", "master", "hub", "up")
        ip("-n", name, "addr", "add", f"{SUBNET}.{number}/24", "dev", "eth0")
        ip("-n", name, "link", "set", "eth0", "up")
        ip("-n", name, "link", "set", "lo", "up")


def cable(name, state):
    """Pulls or plugs the machine's cable: no packet passes, and nobody is told."""
    ip("link", "set", f"to{MACHINES[name]}", state)


def on(name, *command):
    return ["ip", "netns", "exec", name, *map(str, command)]


class Worker:
    def __init__(self, name, settings, folder):
        self.name = name
        self.log = open(folder / f"{name}.log", "ab")
        environment = {**bare_environment(), "DATA_DIR": str(folder / name), **settings}
        self.process = subprocess.Popen(on(name, BINARY, "worker"), env=environment,
                                        stdout=self.log, stderr=self.log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()


class ApiNode(Server):
    def start(self):
        address = f"{SUBNET}.{MACHINES['api']}"
        self.process = subprocess.Popen(on("api", BINARY, "serve", "--workers", "0", "--port", "5000", "--host", address),
                                        env=self.environment(), stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline().decode()
        self.url = re.search(r"http://[^ ,]+", line)[0]
        return self


def load(api, checker, members):
    job = api.upload(members.content).data["job_id"]
    checker.accepted(job, members)
    return job


def worker_of(checker, job):
    """The machine whose worker holds the job's lease, once one does."""
    def held():
        (owner,), = checker.sql(f"SELECT lease_owner FROM jobs WHERE id = '{job}'") or [("",)]
        return owner
    return until(held, f"a worker takes {job}")


def cut_off_in_the_middle(api, workers, checker, job):
    """Pulls the cable of whoever works on the job; seconds until another has committed a chunk of it."""
    until(lambda: api.status(job)["rows_done"] > 0, "the first chunk")
    owner = worker_of(checker, job)
    name = next(worker.name for worker in workers if f":{worker.process.pid}:" in owner)
    cable(name, "down")
    began, cut = time.monotonic(), api.status(job)
    assert cut["status"] not in FINAL, f"the job was done before its machine was cut off: {cut}"

    def goes_on():
        status = api.status(job)
        return worker_of(checker, job) != owner and (status["rows_done"] > cut["rows_done"] or status["status"] in FINAL)
    until(goes_on, "the other worker goes on", 2 * RECOVERY_SECONDS)
    return name, time.monotonic() - began


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("partition.py: root is needed for network namespaces")
    enter_own_namespace()
    build_machines()
    lists = [member_list(number * options.rows, options.rows) for number in range(2)]
    database = {"listen_addresses": "*"}
    with tempfile.TemporaryDirectory() as folder, \
            Cluster(database, fsync=True, prefix=on("database"), trust=f"{SUBNET}.0/24",
                    host=f"{SUBNET}.{MACHINES['database']}") as cluster:
        settings = {"DATABASE_URL": cluster.url, "JWT_SECRET": "fault node" * 4, "LOG_LEVEL": "info"}
        api = ApiNode(**settings)
        run("migrate", env=api.environment())
        checker = Checker(cluster, cluster.url)
        with api, Worker("worker_1", settings, Path(folder)) as first, \
                Worker("worker_2", settings, Path(folder)) as second:
            api.finished(load(api, checker, lists[0]))
            slow_down(cluster, CHUNK_SECONDS)
            job = load(api, checker, lists[1])
            name, seconds = cut_off_in_the_middle(api, (first, second), checker, job)
            api.finished(job)
            cable(name, "up")
            checker.prove([api])
            assert seconds <= RECOVERY_SECONDS, f"recovery took {seconds:.1f} s"
    print(f"3 machines, 2 lists of {options.rows} rows: the second went on {seconds:.1f} s after {name} was cut off; "
          "duplicates 0, missing 0")


if __name__ == "__main__":
    main()
