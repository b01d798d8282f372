#!/bin/bash
# A sweep as an array job of Slurm without `regsweep submit`: sbatch experiments/cluster/slurm.sh results/mnist-dropout
#SBATCH --job-name=regsweep
#SBATCH --array=0-15
#SBATCH --cpus-per-task=1
#SBATCH --time=4:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@120
exec "${REGSWEEP:-$PWD/build/regsweep}" work "$1" --task "$PWD/experiments/cluster/slurm.sh" --shard auto
