"""Faults while a sweep runs on a real Slurm: preemption, warnings, scancel, nodes that lose power or network, a controller that is killed.
Whatever happens, `regsweep submit` again completes the sweep, with one result per trial and the bits of an undisturbed run.

CHAOS_FAULTS=30 CHAOS_SEED=7 gives the long form; without them there are 5 faults, in the order of seed 1.
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
        lines = self.cluster.run("squeue", "-h", "-r", "-p", "low", "-t", "RUNNING", "-o", "%i %N").stdout.splitlines()
        return [tuple(line.split()) for line in lines if len(line.split()) == 2]

    def submit_again(self):
        """What a user does; a controller that is away is no reason to give up."""
        process = self.start("submit", "results/chaos")
        out, err = process.communicate(timeout=300)
        self.assertIn(process.returncode, (0, 5), out + err)
        return out

    # faults; each leaves the cluster whole again

    def preempt(self, task, node):
        self.cluster.run("sbatch", "-p", "high", "-w", node, "-c", str(self.cpus), "--output=/dev/null", "--wrap", "sleep 1")

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
        self.dice = random.Random(SEED)
        kinds = [self.preempt, self.warn, self.cancel, self.lose_power, self.lose_network, self.kill_controller]
        order = []
        while len(order) < FAULTS:
            order += self.dice.sample(kinds, len(kinds))
        self.trials = trials = 12 + 3 * FAULTS
        sweep = self.write_sweep("chaos.yaml", hidden=64, steps=20000 if FAULTS <= 5 else 60000, seeds=trials // 3, replace={"sweep: tiny": "sweep: chaos"})
        self.submit(sweep, "--slurm", "--partition", "low")
        happened = [self.strike(fault) for fault in order[:FAULTS]]
        self.complete(trials)
        print(f"\n{sum(happened)} faults of {FAULTS} while tasks ran; {trials} trials, trained {len(self.finished('results/chaos'))} times")
        self.assertGreater(sum(happened), 0)
        self.assertEqual(self.digests("results/chaos"), self.digests_at_home(sweep))
        self.assertFalse(list((self.folder / "results/chaos").glob("damaged/*")))

    def strike(self, fault):
        """Does it to a task that runs; False when all trials are done before one does."""
        for _ in range(40):
            if len(self.trial_files("results/chaos")) == self.trials:
                return False
            if tasks := self.running_tasks():
                task, node = self.dice.choice(tasks)
                fault(task, node)
                time.sleep(self.dice.uniform(0.2, 2))
                return True
            self.submit_again()
            time.sleep(1)
        return False

    def complete(self, trials):
        def done():
            self.cluster.run("scontrol", "update", "nodename=" + ",".join(self.cluster.nodes), "state=resume")  # the administrator's part
            if len(self.trial_files("results/chaos")) == trials:
                return True
            self.submit_again()
            time.sleep(2)
            return False

        self.cluster.wait("every trial is finished", done, 300)


if __name__ == "__main__":
    unittest.main()
