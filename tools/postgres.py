#!/usr/bin/python3
"""A PostgreSQL cluster of one's own, for as long as something needs it.

usage: tools/postgres.py run COMMAND...   starts a cluster on a free port of 127.0.0.1, runs the command
                                          with ROLLCALL_TEST_POSTGRES=postgresql://… in its environment,
                                          stops the cluster, and ends with the command's exit code

Its files lie in a temporary folder and go with it. PostgreSQL refuses to run as root, so root starts it
as the user postgres (else nobody). As a library: `with Cluster() as cluster: … cluster.url …`.
"""
import atexit
import functools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

# Nothing that a test writes has to survive the power; a test of durability says fsync=True.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise FileNotFoundError("PostgreSQL's server is not installed: run ./dev setup")
    return found[-1].parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unprivileged():
    """The user to run as, or None when that is this one."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("neither the user postgres nor nobody exists to run PostgreSQL as")


def command(folder, user, program, *arguments, prefix=()):
    """What a program of PostgreSQL's prints, run as this user in the folder of a cluster."""
    as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"] if user else []
    done = subprocess.run([*prefix, *as_user, programs() / program, *map(str, arguments)], check=False,
                          cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        log = folder / "log"
        tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        raise RuntimeError(f"{program}: {done.stderr}{done.stdout}{tail}")
    return done.stdout


@functools.cache
def new_data():
    """The files of a new cluster, made once in this process: that takes longer than to copy and start them."""
    folder, user = Path(tempfile.mkdtemp(prefix="rollcall-postgres-new-")), unprivileged()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    command(folder, user, "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "--no-sync", "-N",
            "-E", "UTF8", "--locale", "C.UTF-8")
    return folder / "data"


class Cluster:
    """A cluster that lives within a `with`, or from `start` to `close`."""

    def __init__(self, settings=None, fsync=False, prefix=(), host="127.0.0.1", trust=None, within=None):
        """`prefix` stands before each command (`ip netns exec …`); `trust` is a subnet that may connect;
        `within` is the folder for its files."""
        self.prefix, self.host = list(prefix), host
        self.settings = {**({} if fsync else HASTY), "max_connections": "200", **(settings or {})}
        self.user = unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="rollcall-postgres-", dir=within))
        self.port = free_port()
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        # With its owner, which root alone can give away.
        subprocess.run(["cp", "-a", new_data(), self.data], check=True)
        if trust:
            with open(self.data / "pg_hba.conf", "a", encoding="utf-8") as rules:
                rules.write(f"host all all {trust} trust\n")
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    @property
    def data(self):
        return self.folder / "data"

    @property
    def url(self):
        return f"postgresql://postgres@{self.host}:{self.port}/postgres"

    def command(self, program, *arguments):
        return command(self.folder, self.user, program, *arguments, prefix=self.prefix)

    def start(self):
        options = {"listen_addresses": "127.0.0.1", "port": self.port,
                   "unix_socket_directories": self.folder, **self.settings}
        line = " ".join(f"-c {key}={value}" for key, value in options.items())
        self.command("pg_ctl", "-D", self.data, "-w", "-s", "-l", self.folder / "log", "-o", line, "start")

    def stop(self, mode="fast"):
        """`fast`: as an administrator; `immediate`: as a crash."""
        self.command("pg_ctl", "-D", self.data, "-w", "-s", "-m", mode, "stop")

    def restart(self, mode="fast"):
        self.stop(mode)
        self.start()

    def sql(self, text, url=None):
        """Runs statements; what they print, unaligned."""
        return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url or self.url],
                              input=text, check=True, capture_output=True, text=True).stdout.strip()

    def close(self):
        if (self.data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def run(command):
    # Ended by a signal, the cluster still goes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Cluster() as cluster:
        environment = {**os.environ, "ROLLCALL_TEST_POSTGRES": cluster.url}
        return subprocess.run(command, env=environment, check=False).returncode


def main(arguments):
    match arguments:
        case ["run", *command] if command:
            return run(command)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
