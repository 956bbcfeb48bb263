"""A light run of fleet.py for every change."""
import unittest

from fleet import Fleet, until


class FleetTest(unittest.TestCase):
    def test_workers_and_producers_of_both_kinds_share_a_queue(self):
        with Fleet() as fleet:
            self.assertIn("every job ran", fleet.play(seconds=15, seed=2))
            self.assert_doubles_are_seen(fleet)

    def assert_doubles_are_seen(self, fleet):
        """The proofs find what they are there for."""
        for bull in fleet.bulls:
            bull.kill()
        fleet.upload_one()
        until(lambda: not fleet.open_jobs(), "a job that nobody but us can run ends")
        job = fleet.ours_completed()[-1]
        fleet.cluster.sql(f"INSERT INTO member_changes VALUES ('{job}', 2, 1, '{{}}', '{{}}')")
        with self.assertRaisesRegex(AssertionError, job):
            fleet.prove_effects()


if __name__ == "__main__":
    unittest.main()
