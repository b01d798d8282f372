#!/bin/bash
# A sweep as an array job of Slurm without `regsweep submit`:
#   DIR=results/mnist-dropout sbatch experiments/cluster/slurm.sh
#SBATCH --job-name=regsweep
#SBATCH --array=0-15
#SBATCH --cpus-per-task=1
#SBATCH --time=4:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@120
# From Slurm's variables; a task that submitted itself again gives two arguments instead.
shard=auto
if [ $# = 2 ]; then shard=$(($1 + SLURM_ARRAY_TASK_ID))/$2; fi
exec "${REGSWEEP:-$PWD/build/regsweep}" work "$DIR" \
  --task "$PWD/experiments/cluster/slurm.sh" --shard "$shard"
