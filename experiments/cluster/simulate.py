#!/usr/bin/env python3
"""Simulates many workers on one sweep directory: what the shared file system must bear, and how
long a claim takes.

    python3 experiments/cluster/simulate.py --trials 100000 --workers 1000 \\
        --seconds 600 --rate 20000

Model: one metadata server that answers --rate operations per second, one after the other; trials of
exponentially spread lengths around --seconds; each worker begins with its own shard and looks at
the trials in its order; then it helps the others. Operations are counted as lib/execution makes
them: a look at a trial is one open (3 if it is finished: open, read, close), a claim 6 (create,
write, link, stat, two unlinks at its end), a result 8 (checkpoint looked for, temporary file,
write, fsync, rename, fsync of the folder, two removals), a heartbeat 6. A helper lists the folders
of results and claims before each trial (one operation for --listed names) and looks at each claim
once. Heartbeats and checkpoints come so evenly that they are taken as a steady load on the server.
What the model leaves out: caches of clients, data, locks.
"""

import argparse
import heapq
import random

LOOK, CLAIM, RESULT, HEARTBEAT, CHECKPOINT = 3, 6, 8, 6, 7


class Server:
    """Requests wait in one line; `rate` operations per second are left after the steady load."""

    def __init__(self, rate):
        self.rate, self.free, self.operations, self.waits = rate, 0.0, 0, []

    def serve(self, now, operations):
        """When a request of so many operations that comes `now` is done."""
        begin = max(now, self.free)
        self.free = begin + operations / self.rate
        self.operations += operations
        return self.free

    def claim(self, now, operations):
        end = self.serve(now, operations)
        self.waits.append(end - now)
        return end


def simulate(trials, workers, seconds, rate, heartbeat, checkpoint, listed, sharded, seed):
    steady = workers * (HEARTBEAT / heartbeat + CHECKPOINT / checkpoint)
    if steady >= rate:
        return {"steady": steady}
    dice, server = random.Random(seed), Server(rate - steady)
    taken, in_vain, finished, claimed = bytearray(trials), 0, 0, 0
    # each worker's place in its own order: its shard, or without shards everything from 0 on; then
    # the free ones of the others
    place = [
        (worker, workers) if sharded and worker < trials else (0, 1) for worker in range(workers)
    ]
    events = [
        (0.0, worker, False) for worker in range(workers)
    ]  # when, who, whether a trial has just been trained
    heapq.heapify(events)
    last = 0.0
    while events:
        now, worker, trained = heapq.heappop(events)
        if trained:
            last = server.serve(now, RESULT)
            finished, claimed = finished + 1, claimed - 1
            heapq.heappush(events, (last, worker, False))
            continue
        at, step = place[worker]
        looks = listing = 0
        while at < trials and taken[at]:
            at, looks = at + step, looks + 1
        place[worker] = (at + step, step)
        if at >= trials and step > 1:  # its shard is done: help the others
            place[worker] = (trials, step)
            listing = (finished + claimed) / listed + claimed
            at = taken.find(0)
            at = trials if at < 0 else at
        in_vain += looks
        if at >= trials:
            server.serve(now, LOOK * looks + listing)
            continue
        taken[at] = 1
        claimed += 1
        begin = server.claim(now, LOOK * (looks + 1) + listing + CLAIM)
        heapq.heappush(events, (begin + dice.expovariate(1 / seconds), worker, True))
    waits = sorted(server.waits)
    return {
        "steady": steady,
        "hours": last / 3600,
        "operations": server.operations,
        "looks in vain": in_vain,
        "median": waits[len(waits) // 2],
        "p99": waits[len(waits) * 99 // 100],
        "worst": waits[-1],
        "efficiency": trials * seconds / workers / last,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=600, help="mean length of a trial")
    parser.add_argument(
        "--rate",
        type=float,
        default=20_000,
        help="metadata operations per second of the file system",
    )
    parser.add_argument(
        "--heartbeat",
        type=float,
        default=5,
        help=(
            "seconds between heartbeats of a claim: 0.5, but shards / 200 if that is more, and at"
            " most 5"
        ),
    )
    parser.add_argument("--checkpoint", type=float, default=60, help="seconds between checkpoints")
    parser.add_argument("--listed", type=float, default=100, help="names that one operation lists")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    for sharded in (True, False):
        found = simulate(sharded=sharded, **vars(arguments))
        print(
            f"{'own shard first' if sharded else 'all in one order'}: heartbeats and checkpoints"
            f" {found['steady']:.0f} operations/s of {arguments.rate:.0f}"
        )
        if "hours" not in found:
            print("  more than the file system answers: raise --heartbeat, or use fewer workers")
            continue
        print(
            f"  {found['hours']:.2f} h, {100 * found['efficiency']:.1f} % of what independent"
            f" workers would do; claims: median {1e3 * found['median']:.2f} ms, 99 %"
            f" {1e3 * found['p99']:.1f} ms, worst {found['worst']:.2f} s;"
            f" {found['looks in vain']} looks in vain"
        )


if __name__ == "__main__":
    main()
