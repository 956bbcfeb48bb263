"""Several machines in one: servers and workers over a PostgreSQL cluster of the test's own."""
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from rollcall import BINARY, HEADERS, ROOT, Server, bare_environment, member, run

sys.path.insert(0, str(ROOT / "tools"))
import postgres  # noqa: E402  (tools/postgres.py)

SECRET = "a secret of tests, the same on every node"


class Worker:
    """`rollcall worker`: like a machine of its own, it has a folder that nobody shares."""

    def __init__(self, database_url, **settings):
        self.temporary = tempfile.TemporaryDirectory(prefix="rollcall-worker-")
        self.log = open(Path(self.temporary.name) / "log", "w+b")
        environment = {**bare_environment(), "DATABASE_URL": database_url, "WORKERS": "1",
                       "DATA_DIR": self.temporary.name + "/data", **settings}
        self.process = subprocess.Popen([BINARY, "worker"], env=environment, stdout=subprocess.PIPE,
                                        stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if "works for" not in line:
            raise AssertionError(f"the worker did not start: {line!r}\n{self.log_text()}")
        self.name = re.search(r" as (\S+)", line)[1]

    def log_text(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        """SIGKILL: whatever it is doing ends here."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """SIGTERM, and its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=60)

    def close(self):
        if self.process.poll() is None:
            self.kill()
        self.process.stdout.close()
        self.log.close()
        self.temporary.cleanup()


class Nodes:
    """A database of a test's own, and who works on it."""

    count = 0

    def __init__(self, test, cluster, migrated=True):
        Nodes.count += 1
        self.test, self.cluster = test, cluster
        self.database = f"nodes_{Nodes.count}"
        cluster.sql(f"CREATE DATABASE {self.database}")
        self.url = cluster.url.rsplit("/", 1)[0] + "/" + self.database
        self.settings = {"DATABASE_URL": self.url, "JWT_SECRET": SECRET}
        if migrated:
            self.run("migrate", check=True)

    def run(self, *arguments, check=False, input=None, **settings):
        """A command on a machine of its own."""
        with tempfile.TemporaryDirectory(prefix="rollcall-node-") as folder:
            environment = {**bare_environment(), **self.settings, "DATA_DIR": folder + "/data", **settings}
            return run(*arguments, check=check, env=environment, cwd=folder, input=input)

    def server(self, workers=0, **settings):
        server = Server(WORKERS=workers, **self.settings, **settings)
        self.test.addCleanup(server.__exit__)
        return server.start()

    def worker(self, **settings):
        worker = Worker(self.url, **settings)
        self.test.addCleanup(worker.close)
        return worker

    def sql(self, query):
        return self.cluster.sql(query, self.url)

    def slow_down(self, seconds=0.3):
        """From now on a chunk takes at least so long: there is time to look, on the fastest machine."""
        self.sql(f"""CREATE FUNCTION rest() RETURNS trigger LANGUAGE plpgsql AS
                     $$ BEGIN PERFORM pg_sleep({seconds}); RETURN new; END $$;
                     CREATE TRIGGER rest BEFORE INSERT ON upload_chunk FOR EACH ROW EXECUTE FUNCTION rest()""")


def csv(rows, start=0):
    lines = [",".join(HEADERS)] + [",".join(member(start + number)) for number in range(rows)]
    return "\n".join(lines).encode()
