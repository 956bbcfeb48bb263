#!/usr/bin/python3
"""A Redis of one's own, for as long as something needs it.

usage: tools/redis.py run COMMAND...   starts a redis-server on a free port of 127.0.0.1, runs the command
                                       with ROLLCALL_TEST_REDIS=redis://127.0.0.1:PORT/0 in its
                                       environment, stops the server, and ends with the command's exit code

Its files lie in a temporary folder and go with it. As a library: `with Server() as server: … server.url …`;
`Sentinels(master)` watch over servers, `ClusterNodes()` are a Redis Cluster.
"""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = {"bind": "127.0.0.1", "daemonize": "no"}
# As a queue wants it; nothing that a test writes has to survive the power unless it says so.
PLAIN = {**HERE, "save": '""', "appendonly": "no", "maxmemory-policy": "noeviction",
         "enable-debug-command": "yes"}
PATIENCE_S = 30
SLOTS = 16_384


def wait_until(condition, complaint):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(complaint())
        time.sleep(0.01)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server that lives within a `with`, or from `start` to `close`. `settings` are redis.conf's."""

    program = "redis-server"
    plain = PLAIN

    def __init__(self, settings=None, within=None):
        if shutil.which(self.program) is None:
            raise FileNotFoundError(f"{self.program} is not installed: run ./dev setup")
        self.folder = Path(tempfile.mkdtemp(prefix="rollcall-redis-", dir=within))
        self.port = free_port()
        self.process = None
        self.settings = {**self.plain, **(settings or {}), "port": self.port, "dir": self.folder}
        self.file = self.folder / "redis.conf"
        self.write()
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self):
        return self.process.pid

    def write(self):
        """Its settings, for the next start. Sentinels and cluster nodes write into their file what they learn: theirs
        is made once."""
        self.file.write_text("".join(f"{key} {value}\n" for key, value in self.settings.items()), encoding="utf-8")

    def start(self):
        """Starts it again on its port; what it had saved is there."""
        with open(self.folder / "log", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen([self.program, self.file], cwd=self.folder, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        wait_until(self.answers, lambda: f"{self.program} does not answer: {self.log()[-2000:]}")

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.program} ended: {self.log()[-2000:]}")
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as line:
                line.sendall(b"PING\r\n")
                return line.recv(100).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False

    def log(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def end(self, number):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(number)
            self.process.wait()

    def stop(self):
        """As an administrator does."""
        self.end(signal.SIGTERM)

    def kill(self):
        """As a crash does."""
        self.end(signal.SIGKILL)

    def restart(self):
        self.stop()
        self.start()

    def pause(self):
        """It stays connected, and silent."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def cli(self, *words):
        """What redis-cli prints of a command, unformatted."""
        done = subprocess.run(["redis-cli", "-p", str(self.port), "-e", *map(str, words)], check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"redis-cli {words[0]}: {done.stdout}{done.stderr}")
        return done.stdout.rstrip("\n")

    def close(self):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Sentinel(Server):
    """One that watches over a master; it finds the master's replicas and the other sentinels itself."""

    program = "redis-sentinel"
    plain = HERE

    def __init__(self, name, port, quorum):
        super().__init__({f"sentinel monitor {name} 127.0.0.1 {port}": quorum,
                          f"sentinel down-after-milliseconds {name}": 500,
                          f"sentinel failover-timeout {name}": 2_000})


class Several:
    """What is made one after the other, and closed together."""

    def __init__(self):
        self.members = []

    def __getitem__(self, index):
        return self.members[index]

    def __len__(self):
        return len(self.members)

    @property
    def ports(self):
        return [member.port for member in self.members]

    def close(self):
        for member in self.members:
            member.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Sentinels(Several):
    """Of one master, most of whom must agree that it is down. Its replicas are there before them: a
    sentinel asks a master for new ones only every ten seconds."""

    def __init__(self, master, name="mymaster", count=3):
        super().__init__()
        self.name = name
        try:
            for _ in range(count):
                self.members.append(Sentinel(name, master.port, count // 2 + 1))
            wait_until(lambda: all(self.known(member) == count - 1 for member in self.members),
                       lambda: "the sentinels do not find each other")
        except BaseException:
            self.close()
            raise

    def known(self, sentinel):
        return sentinel.cli("SENTINEL", "SENTINELS", self.name).splitlines().count("name")

    def master_port(self):
        """Of the master that the first of them knows that lives."""
        for sentinel in self.members:
            if sentinel.process.poll() is None:
                return int(sentinel.cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", self.name).split()[1])
        raise RuntimeError("no sentinel lives")

    def wait_for_master_other_than(self, port):
        wait_until(lambda: self.master_port() != port, lambda: "the sentinels chose no new master")
        return self.master_port()


def follow(replica, master):
    """Makes a server a replica, and waits until it has the master's data."""
    replica.cli("REPLICAOF", "127.0.0.1", master.port)
    wait_until(lambda: "master_link_status:up" in replica.cli("INFO", "replication"),
               lambda: f"the replica does not come up: {replica.log()[-2000:]}")


class ClusterNodes(Several):
    """Masters that share the slots evenly."""

    def __init__(self, count=3, settings=None):
        super().__init__()
        try:
            for node in range(count):
                self.members.append(Server({"cluster-enabled": "yes", "cluster-port": free_port(),
                                            **(settings or {})}))
                first, end = SLOTS * node // count, SLOTS * (node + 1) // count
                self.members[node].cli("CLUSTER", "ADDSLOTSRANGE", first, end - 1)
            for other in self.members[1:]:
                self.members[0].cli("CLUSTER", "MEET", "127.0.0.1", other.port, other.settings["cluster-port"])
            wait_until(self.agree, lambda: "the nodes do not agree")
        except BaseException:
            self.close()
            raise

    def agree(self):
        return all("cluster_state:ok" in node.cli("CLUSTER", "INFO") for node in self.members)


def run(command):
    # Ended by a signal, the server still goes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Server() as server:
        environment = {**os.environ, "ROLLCALL_TEST_REDIS": server.url}
        return subprocess.run(command, env=environment, check=False).returncode


def main(arguments):
    match arguments:
        case ["run", *command] if command:
            return run(command)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
