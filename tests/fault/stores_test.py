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


if __name__ == "__main__":
    unittest.main()
