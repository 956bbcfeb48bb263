"""Scenario of stores.py: a bad network between the nodes and their database."""
import time

from stage import Stage, until
from chaos_proxy import ChaosProxy
from chaos_toxics import Latency, Slicer, Timeout
from lists import member_list
from pace import slow_down


class BadNetwork(Stage):
    """Between nodes and database: late and in slices all the time, and for a while a black hole."""

    def play(self, rows=3_000, milliseconds=100, hole_seconds=10, seed=1):
        self.begin()
        proxy = self.enter_context(ChaosProxy(("127.0.0.1", self.cluster.port), seed=seed))
        url = self.cluster.url.replace(f":{self.cluster.port}/", f":{proxy.port}/")
        nodes = [self.node(url), self.node(url)]
        jobs = [self.upload(node, member_list(number * rows, rows)) for number, node in enumerate(nodes)]
        slow_down(self.cluster, 1)
        proxy.add(Latency(milliseconds / 2, jitter=milliseconds / 4))
        proxy.add(Slicer(4096, variation=2048))
        for job in jobs:
            self.wait_for_chunk(job)
        proxy.add(Timeout())
        time.sleep(hole_seconds)
        began, before = time.monotonic(), self.loaded()
        assert before < 2 * rows, "the jobs were done before the network was cut"
        proxy.remove(Timeout)
        until(lambda: self.loaded() > before, "the jobs go on")
        seconds = time.monotonic() - began
        proxy.heal()
        self.prove()
        return (f"{milliseconds} ms there and back, slices of 4 KiB, nothing for {hole_seconds} s:"
                f" rows went on {seconds:.1f} s after it")

    def loaded(self):
        return self.number("SELECT coalesce(sum(rows_done), 0) FROM upload_fence")
