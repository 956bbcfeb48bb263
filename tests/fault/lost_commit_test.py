"""COMMITs lost between libpq and a real PostgreSQL: the client cannot know, and the database can."""
import sys
import unittest
from pathlib import Path

from chaos_proxy import ChaosProxy
from libpq import Connection, Lost

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from postgres import Cluster  # noqa: E402

BEGIN, COMMIT = "BEGIN", "COMMIT"


def insert(number):
    return f"INSERT INTO people VALUES ({number})"


def simply(connection, number):
    connection.run(BEGIN)
    connection.run(insert(number))
    return connection.run(COMMIT)


def all_in_one_query(connection, number):
    return connection.run(f"{BEGIN}; {insert(number)}; {COMMIT}")


def extended(connection, number):
    connection.run_extended(BEGIN)
    connection.run_extended(insert(number))
    return connection.run_extended(COMMIT)


def prepared(connection, number):
    connection.prepare("done", COMMIT)
    connection.run(BEGIN)
    connection.run(insert(number))
    return connection.run_prepared("done")


def pipelined(connection, number):
    return connection.run_pipeline(BEGIN, insert(number), COMMIT)


WAYS = (simply, all_in_one_query, extended, prepared, pipelined)


class LostCommits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(Cluster())
        cls.cluster.sql("CREATE TABLE people (number int PRIMARY KEY)")

    def setUp(self):
        self.cluster.sql("TRUNCATE people")

    def proxy(self, seed=0):
        return ChaosProxy(("127.0.0.1", self.cluster.port), seed=seed)

    def url(self, proxy):
        return self.cluster.url.replace(f":{self.cluster.port}/", f":{proxy.port}/") + "?connect_timeout=60"

    def numbers(self):
        return self.cluster.sql("SELECT coalesce(string_agg(number::text, ' ' ORDER BY number), '') FROM people")

    def commit_each(self, proxy, numbers, way=simply):
        """Those whose COMMIT was heard of."""
        heard = []
        for number in numbers:
            try:
                with Connection(self.url(proxy)) as connection:
                    self.assertEqual(way(connection, number), (COMMIT, None))
                    heard.append(number)
            except Lost:
                pass
        return heard

    def test_without_a_fault_every_way_to_commit_is_heard_of(self):
        with self.proxy() as proxy:
            for number, way in enumerate(WAYS):
                with self.subTest(way.__name__):
                    self.assertEqual(self.commit_each(proxy, [number], way), [number])
            self.assertEqual(proxy.told()["commits"], {"commit_request": len(WAYS), "commit_reply": len(WAYS)})

    def test_a_lost_reply_is_of_a_transaction_that_is_there(self):
        with self.proxy() as proxy:
            for number, way in enumerate(WAYS):
                with self.subTest(way.__name__):
                    proxy.drop_commit_reply()
                    self.assertEqual(self.commit_each(proxy, [number], way), [])
                    self.assertEqual(self.numbers().split()[-1], str(number))
            self.assertEqual(len(proxy.applied("commit_reply_dropped")), len(WAYS))

    def test_a_lost_request_is_of_a_transaction_that_is_not_there(self):
        with self.proxy() as proxy:
            for number, way in enumerate(WAYS):
                with self.subTest(way.__name__):
                    proxy.drop_commit_request()
                    self.assertEqual(self.commit_each(proxy, [number], way), [])
            self.assertEqual(len(proxy.applied("commit_request_dropped")), len(WAYS))
        self.assertEqual(self.numbers(), "")

    def test_the_nth_is_lost_and_no_other(self):
        with self.proxy() as proxy:
            proxy.drop_commit_reply(2)
            proxy.drop_commit_request(4)

            heard = self.commit_each(proxy, range(1, 6))

        self.assertEqual(heard, [1, 3, 5])
        self.assertEqual(self.numbers(), "1 2 3 5")

    def test_a_commit_that_the_server_rolls_back_has_no_reply_to_lose(self):
        with self.proxy() as proxy, Connection(self.url(proxy)) as connection:
            proxy.drop_commit_reply()
            connection.run(BEGIN)
            self.assertRaises(RuntimeError, connection.run, "SELECT 1 / 0")

            self.assertEqual(connection.run(COMMIT), ("ROLLBACK", None))

    def test_chances_are_the_seeds(self):
        heard = []
        for seed in (1, 1, 2):
            self.cluster.sql("TRUNCATE people")
            with self.proxy(seed) as proxy:
                proxy.drop_commits(replies=0.3, requests=0.3)
                heard.append(self.commit_each(proxy, range(30)))

        self.assertEqual(heard[0], heard[1])
        self.assertNotEqual(heard[0], heard[2])
        self.assertTrue(0 < len(heard[0]) < 30)

    def test_results_of_any_size_pass_whole(self):
        sql = "SELECT string_agg(md5(number::text), 'COMMIT' ORDER BY number) FROM generate_series(1, 100000) AS number"
        with Connection(self.cluster.url) as direct, self.proxy() as proxy, Connection(self.url(proxy)) as connection:
            expected = direct.run(sql)

            self.assertEqual(connection.run(sql), expected)
            self.assertEqual(connection.run_extended(sql), expected)


if __name__ == "__main__":
    unittest.main()
