#!/usr/bin/python3
"""A Redis of one's own, for as long as something needs it.

usage: tools/redis.py run COMMAND...   starts a redis-server on a free port of 127.0.0.1, runs the command
                                       with ROLLCALL_TEST_REDIS=redis://127.0.0.1:PORT/0 in its
                                       environment, stops the server, and ends with the command's exit code

Its files lie in a temporary folder and go with it. As a library: `with Server() as server: … server.url …`.
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

# As a queue wants it; nothing that a test writes has to survive the power unless it says so.
PLAIN = {"bind": "127.0.0.1", "save": '""', "appendonly": "no", "maxmemory-policy": "noeviction",
         "daemonize": "no", "enable-debug-command": "yes"}
PATIENCE_S = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server that lives within a `with`, or from `start` to `close`. `settings` are redis.conf's."""

    program = "redis-server"

    def __init__(self, settings=None, within=None):
        if shutil.which(self.program) is None:
            raise FileNotFoundError(f"{self.program} is not installed: run ./dev setup")
        self.folder = Path(tempfile.mkdtemp(prefix="rollcall-redis-", dir=within))
        self.port = free_port()
        self.process = None
        self.settings = {**PLAIN, **(settings or {}), "port": self.port, "dir": self.folder}
        # Sentinels and cluster nodes write into their file what they learn: it is made once.
        self.file = self.folder / "redis.conf"
        self.file.write_text("".join(f"{key} {value}\n" for key, value in self.settings.items()),
                             encoding="utf-8")
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

    def start(self):
        """Starts it again on its port; what it had saved is there."""
        with open(self.folder / "log", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen([self.program, self.file], cwd=self.folder, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        self.wait_until(self.answers, "it does not answer")

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.program} ended: {self.log()[-2000:]}")
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as line:
                line.sendall(b"PING\r\n")
                return line.recv(100).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False

    def wait_until(self, condition, complaint):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.program} on port {self.port}: {complaint}: {self.log()[-2000:]}")
            time.sleep(0.01)

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
