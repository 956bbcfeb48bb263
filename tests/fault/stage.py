"""What a scenario of stores.py is played on: a PostgreSQL of its own, nodes over it, and who checks the end."""
import contextlib
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).resolve().parent), str(ROOT / "tools")]
sys.path.append(str(ROOT / "tests/e2e"))  # behind: both folders have a nodes.py
from checker import Checker  # noqa: E402
from postgres import Cluster  # noqa: E402
from rollcall import Server, bare_environment, run, until  # noqa: E402

LEASE_SECONDS = 3


class Unable(Exception):
    """This machine lacks what the scenario needs."""


class Stage(contextlib.ExitStack):
    """A scenario is a subclass with `play`, which gives the figures of the run. What it opened goes with it."""

    def begin(self, **cluster):
        self.cluster = self.enter_context(Cluster(fsync=True, **cluster))
        self.checker = Checker(self.cluster, self.cluster.url)
        self.nodes = []
        run("migrate", env={**bare_environment(), "DATABASE_URL": self.cluster.url, "DATA_DIR": str(self.folder())})

    def folder(self):
        return Path(self.enter_context(tempfile.TemporaryDirectory(prefix="rollcall-fault-")))

    def node(self, url=None, **settings):
        """One more node, started."""
        node = Server(**{"DATABASE_URL": url or self.cluster.url, "JWT_SECRET": "fault node" * 4, "WORKERS": 1,
                         "LOCK_DURATION_MS": LEASE_SECONDS * 1000, **settings})
        self.callback(node.__exit__)
        self.nodes.append(node)
        return node.start()

    def upload(self, node, members):
        job = node.upload(members.content).data["job_id"]
        self.checker.accepted(job, members)
        return job

    def wait_for_chunk(self, job):
        until(lambda: self.checker.sql("SELECT 1 FROM upload_chunk JOIN upload_fence USING (upload_id)"
                                       f" WHERE job_id = '{job}'"), f"a chunk of {job} is committed")

    def of_job(self, job, *columns):
        """Columns of the job's row in the database."""
        row, = self.checker.sql(f"SELECT {', '.join(columns)} FROM jobs WHERE id = '{job}'")
        return row

    def number(self, query):
        return int(self.cluster.sql(query))

    def prove(self):
        self.checker.prove(self.nodes)
        self.checker.prove_rows(self.nodes[0], next(iter(self.checker.lists)))
        self.checker.prove_sound()
