"""The whole server over each kind of Redis that people have: a cluster, sentinels, TLS, a user who may do little, another
database."""
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from redis import ClusterNodes, Sentinels, Server as Redis, follow, free_port  # noqa: E402
from rollcall import Desk, Server, members, until, workbook  # noqa: E402

AGREED_WITHIN_S = 30


class RedisKindsTest(unittest.TestCase):
    def serve(self, **settings):
        server = self.enterContext(Server(**settings))
        until(lambda: server.get("/readyz").json["data"]["degraded"] == [], "Redis is there")
        return server

    def seen_in(self, ask, base="bull:bulk-uploads:"):
        """How to ask this Redis for a set of jobs; each word by itself."""
        return lambda name: ask("ZRANGE", base + name, "0", "-1").split()

    def assert_shares(self, server, seen, count=3):
        """Jobs run, and are seen in Redis; the log has no complaint."""
        jobs = [server.load(workbook(members(5, start=100 * n)))["job_id"] for n in range(count)]
        until(lambda: set(jobs) <= set(seen("completed")), "Redis shows them as completed", AGREED_WITHIN_S)
        self.assertEqual(self.complaints(server), [])
        return jobs

    def complaints(self, server):
        """Of Redis; that these keep nothing on disk is said of each, and is well here."""
        return [line for line in server.log_text().splitlines()
                if re.search(r"edis|bull|broadcast", line) and "appendonly" not in line]

    def doctor(self, server, *options):
        desk = Desk(self)
        done = desk.run("doctor", *options, **{key: str(value) for key, value in server.settings.items()})
        return done.stdout + done.stderr

    def test_a_cluster_of_which_the_first_node_named_is_down(self):
        nodes = self.enterContext(ClusterNodes())
        base = "{bull}:bulk-uploads:"
        slot = int(nodes[0].cli("CLUSTER", "KEYSLOT", base))
        owner = nodes[slot * len(nodes) // 16_384]
        other = next(node for node in nodes.members if node is not owner)
        urls = f"redis://127.0.0.1:{free_port()},{other.url}"

        server = self.serve(REDIS_URL=urls, QUEUE_PREFIX="{bull}")

        self.assert_shares(server, self.seen_in(owner.cli, base))
        self.assertEqual(owner.cli("GET", base + "rollcall:memory") != "", True)
        self.assertIn("well  queue in Redis", self.doctor(server))

    def test_a_cluster_loses_the_node_with_the_queue_and_gets_it_back(self):
        nodes = self.enterContext(ClusterNodes())
        base = "{bull}:bulk-uploads:"
        owner = nodes[int(nodes[0].cli("CLUSTER", "KEYSLOT", base)) * len(nodes) // 16_384]
        server = self.serve(REDIS_URL=",".join(node.url for node in nodes.members), QUEUE_PREFIX="{bull}")
        self.assert_shares(server, self.seen_in(owner.cli, base), count=1)
        owner.kill()
        job = server.load(workbook(members(5, start=1_000)))["job_id"]
        self.assertEqual(server.status(job)["status"], "completed")

        owner.start()

        until(lambda: "cluster_state:ok" in owner.cli("CLUSTER", "INFO"), "the cluster is whole")
        later = server.load(workbook(members(5, start=2_000)))["job_id"]
        until(lambda: later in self.seen_in(owner.cli, base)("completed"), "Redis is told again", AGREED_WITHIN_S)

    def test_sentinels_with_a_master_that_fails_over(self):
        master, replica = self.enterContext(Redis()), self.enterContext(Redis())
        follow(replica, master)
        sentinels = self.enterContext(Sentinels(master))
        server = self.serve(REDIS_SENTINELS=",".join(f"127.0.0.1:{port}" for port in sentinels.ports))
        self.assert_shares(server, self.seen_in(master.cli))
        master.kill()
        sentinels.wait_for_master_other_than(master.port)

        job = server.load(workbook(members(5, start=1_000)))["job_id"]

        until(lambda: job in self.seen_in(replica.cli)("completed"), "the new master shows it", AGREED_WITHIN_S)
        until(lambda: server.get("/readyz").json["data"]["degraded"] == [], "Redis is there again")

    def test_tls(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        cert, key = folder / "cert.pem", folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=redis", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", key, "-out", cert], check=True, capture_output=True)
        port = free_port()
        redis = self.enterContext(Redis({"tls-port": port, "tls-cert-file": cert, "tls-key-file": key,
                                         "tls-ca-cert-file": cert, "tls-auth-clients": "no"}))

        server = self.serve(REDIS_URL=f"rediss://127.0.0.1:{port}/0", REDIS_TLS_CA_FILE=cert)

        self.assert_shares(server, self.seen_in(redis.cli))
        plain = [line for line in redis.cli("CLIENT", "LIST").splitlines() if f"laddr=127.0.0.1:{port}" not in line]
        self.assertEqual(len(plain), 1, "redis-cli alone speaks without TLS")

    def test_a_user_who_may_do_what_docs_queue_names_and_no_more(self):
        redis = self.enterContext(Redis())
        redis.cli("ACL", "SETUSER", "rollcall", "on", ">a,word", "resetkeys", "~bull:*", "resetchannels", "&bull:*",
                  "&bull:bulk-uploads:active@*", "&bull:bulk-uploads:waiting@*", "&socket.io*", "&socket.io#/#*",
                  "-@all", "+@read", "+@write", "+@pubsub", "+@scripting", "+@connection", "+@transaction",
                  "-@dangerous", "+role", "+info", "+config|get")
        redis.cli("ACL", "SETUSER", "default", "resetkeys", "resetchannels", "~*", "&*", ">administrator")

        server = self.serve(REDIS_URL=f"redis://rollcall:a,word@127.0.0.1:{redis.port}/0")

        self.assert_shares(server, self.seen_in(lambda *words: redis.cli("-a", "administrator", *words)))
        self.assertIn("well  queue in Redis", self.doctor(server))
        self.assertNotIn("a,word", server.log_text())

    def test_another_database(self):
        redis = self.enterContext(Redis())

        server = self.serve(REDIS_HOST="127.0.0.1", REDIS_PORT=redis.port, REDIS_DB=5)

        self.assert_shares(server, self.seen_in(lambda *words: redis.cli("-n", "5", *words)))
        self.assertEqual(redis.cli("-n", "0", "DBSIZE"), "0")


if __name__ == "__main__":
    unittest.main()
