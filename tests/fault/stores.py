#!/usr/bin/python3
"""What can happen to nodes and to the stores below them, one scenario after the other, over the real binary.

usage: tests/fault/stores.py [SCENARIO...]     all by default; tells what each run showed

After each every row had its effect once, and every state is true (checker.py).
"""
import sys
import time

from stage import Unable
from clocks import WrongClocks
from disks import DatabaseDiskFull
from doorbell import RedisFailedOver, RedisFlushed, RedisFull, RedisKilled, RedisSilent
from network import BadNetwork
from sharing import AfterAccept, ForeignLocks, OppositeOrders
from syncs import FailingSync, SlowSync

SCENARIOS = {kind.__name__: kind for kind in (AfterAccept, OppositeOrders, ForeignLocks, DatabaseDiskFull,
                                              BadNetwork, WrongClocks, FailingSync, SlowSync, RedisKilled,
                                              RedisFlushed, RedisFull, RedisSilent, RedisFailedOver)}


def main():
    for name in sys.argv[1:] or SCENARIOS:
        began = time.monotonic()
        try:
            with SCENARIOS[name]() as scenario:
                told = scenario.play()
        except Unable as reason:
            told = f"not played: {reason}"
        print(f"{name} ({time.monotonic() - began:.0f} s): {told}", flush=True)


if __name__ == "__main__":
    main()
