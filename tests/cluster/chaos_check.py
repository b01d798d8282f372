"""Faults while a sweep runs on a real Slurm: preemption, warnings, scancel, nodes that lose power
or network, a controller that is killed. Whatever happens, `regsweep submit` again completes the
sweep, with one result per trial and the bits of an undisturbed run.

CHAOS_FAULTS=30 CHAOS_SEED=7 gives the long form; without them there are 5 faults, in the order of
seed 1.
"""

import os
import random
import time
import unittest

from cluster_case import ClusterCase

FAULTS = int(os.environ.get("CHAOS_FAULTS", "5"))
SEED = int(os.environ.get("CHAOS_SEED", "1"))


class Chaos(ClusterCase):
    nodes = 3

    def running_tasks(self):
        """(task, node) of every task of the sweep that runs."""
        lines = self.cluster.run(
            "squeue", "-h", "-r", "-p", "low", "-t", "RUNNING", "-o", "%i %N"
        ).stdout.splitlines()
        return [tuple(line.split()) for line in lines if len(line.split()) == 2]

    def submit_again(self):
        """What a user does; a controller that is away is no reason to give up."""
        process = self.start("submit", self.sweep, "--slurm", "--partition", "low")
        out, err = process.communicate(timeout=300)
        self.assertIn(process.returncode, (0, 5), out + err)

    def grow(self):
        """More seeds in the sweep, so that there is something to hit."""
        self.seeds += 4
        self.sweep = self.write_sweep(
            "chaos.yaml",
            hidden=64,
            steps=100000,
            seeds=self.seeds,
            replace={"sweep: tiny": "sweep: chaos"},
        )
        self.submit_again()

    def trials_are_done(self):
        return len(self.trial_files("results/chaos")) == 3 * self.seeds

    # faults; each leaves the cluster whole again

    def preempt(self, task, node):
        self.cluster.run(
            "sbatch",
            "-p",
            "high",
            "-w",
            node,
            "-c",
            str(self.cpus),
            "--output=/dev/null",
            "--wrap",
            "sleep 1",
        )

    def warn(self, task, node):
        self.cluster.run("scancel", "--batch", "--signal=USR1", task)

    def cancel(self, task, node):
        self.cluster.run("scancel", task)

    def lose_power(self, task, node):
        self.cluster.lose_node(node)
        time.sleep(self.dice.choice([1, 13]))  # before and after the controller has noticed
        self.cluster.start_node(node)

    def lose_network(self, task, node):
        self.cluster.kill_daemon(node)
        time.sleep(self.dice.choice([1, 13]))
        self.cluster.start_node(node)

    def kill_controller(self, task, node):
        self.cluster.kill_daemon("slurmctld")
        self.cluster.start_controller()

    def test_a_sweep_survives(self):
        self.dice, self.seeds, self.began = random.Random(SEED), 0, time.monotonic()
        kinds = [
            self.preempt,
            self.warn,
            self.cancel,
            self.lose_power,
            self.lose_network,
            self.kill_controller,
        ]
        order = []
        while len(order) < FAULTS:
            order += self.dice.sample(kinds, len(kinds))
        self.grow()
        for fault in order[:FAULTS]:
            self.strike(fault)
        self.cluster.wait("every trial is finished", self.complete, 600)
        trained = self.finished("results/chaos")
        print(
            f"\n{FAULTS} faults while tasks ran; {3 * self.seeds} trials, trained"
            f" {len(trained)} times"
        )
        self.assertEqual(self.digests("results/chaos"), self.digests_at_home(self.sweep))
        self.assertFalse(list((self.folder / "results/chaos").glob("damaged/*")))
        self.assertFalse(list((self.folder / "results/chaos").glob("trials/*.conflict-*")))

    def strike(self, fault):
        """Does it to a task that runs; there will be one, or the sweep is stuck."""
        for _ in range(200):
            if tasks := self.running_tasks():
                task, node = self.dice.choice(tasks)
                print(
                    (
                        f"\n{time.monotonic() - self.began:6.1f} s: {fault.__name__} strikes task"
                        f" {task} on {node}"
                    ),
                    end="",
                    flush=True,
                )
                fault(task, node)
                return time.sleep(self.dice.uniform(0.2, 2))
            if self.trials_are_done():
                self.grow()
            else:
                self.heal()
                self.submit_again()
            time.sleep(1)
        self.fail(f"no task of the sweep runs: {self.cluster.jobs()}")

    def heal(self):
        """The administrator's part."""
        self.cluster.run(
            "scontrol", "update", "nodename=" + ",".join(self.cluster.nodes), "state=resume"
        )

    def complete(self):
        if self.trials_are_done():
            return True
        self.heal()
        self.submit_again()
        time.sleep(2)
        return False


if __name__ == "__main__":
    unittest.main()
