"""Light runs of stores.py for every change: each scenario ends with checker.py's proofs."""
import unittest

import stores


class Stores(unittest.TestCase):
    def play(self, scenario, **sizes):
        with scenario() as stage:
            try:
                return stage.play(**sizes)
            except stores.Unable as reason:
                self.skipTest(str(reason))

    def test_a_job_whose_node_dies_as_its_answer_comes_is_run_by_another(self):
        self.assertIn("2 nodes killed", self.play(stores.AfterAccept, rounds=2))

    def test_the_same_people_in_opposite_orders_on_two_nodes_at_once_are_loaded_once(self):
        self.assertIn("nobody twice", self.play(stores.OppositeOrders))

    def test_locks_of_others_and_deadlocks_with_them_delay_a_job_and_fail_no_attempt(self):
        self.assertIn("no failed attempt", self.play(stores.ForeignLocks))

    def test_a_job_waits_while_the_databases_disk_is_full_and_uploads_are_refused(self):
        self.assertIn("waited and went on", self.play(stores.DatabaseDiskFull, rows=8_000))

    def test_a_late_network_and_a_silent_one_delay_jobs_and_double_no_row(self):
        self.assertIn("rows went on", self.play(stores.BadNetwork, rows=2_000))

    def test_wrong_clocks_end_no_lease_early_and_show_in_no_time(self):
        self.assertIn("no living node taken over", self.play(stores.WrongClocks))

    def test_a_sync_that_fails_refuses_uploads_and_leaves_nothing_of_them(self):
        self.assertIn("uploads answered", self.play(stores.FailingSync, rows=10_000, hole_seconds=1))

    def test_slow_syncs_delay_a_job_and_change_nothing_else(self):
        self.assertIn("syncs of 200 ms", self.play(stores.SlowSync))

    def test_a_redis_that_dies_empty_loses_no_upload(self):
        self.assertIn("none lost", self.play(stores.RedisKilled, uploads=12, rows=50))

    def test_a_redis_that_is_emptied_loses_no_upload(self):
        self.assertIn("none lost", self.play(stores.RedisFlushed, uploads=12, rows=50))

    def test_a_redis_without_memory_is_told_later(self):
        self.assertIn("none lost", self.play(stores.RedisFull, uploads=12, rows=50))

    def test_a_silent_redis_delays_no_upload(self):
        self.assertIn("none lost", self.play(stores.RedisSilent, uploads=12, rows=50, silent_seconds=3))

    def test_a_redis_that_fails_over_loses_no_upload(self):
        self.assertIn("none lost", self.play(stores.RedisFailedOver, uploads=12, rows=50))


if __name__ == "__main__":
    unittest.main()
