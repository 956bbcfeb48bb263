"""A light run of fleet.py for every change."""
import unittest

from fleet import Fleet


class FleetTest(unittest.TestCase):
    def test_workers_and_producers_of_both_kinds_share_a_queue(self):
        with Fleet() as fleet:
            self.assertIn("every job ran", fleet.play(seconds=15, seed=2))


if __name__ == "__main__":
    unittest.main()
