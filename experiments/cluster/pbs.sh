#!/bin/bash
# A sweep as an array job of PBS:
#   qsub -v DIR=results/mnist-dropout,REGSWEEP=$PWD/build/regsweep experiments/cluster/pbs.sh
#PBS -N regsweep
#PBS -J 0-15
#PBS -l select=1:ncpus=1:mem=4gb
#PBS -l walltime=04:00:00
#PBS -r y
cd "$PBS_O_WORKDIR" || exit
export REGSWEEP_TASKS=16                 # as many as -J has; PBS does not tell
exec "$REGSWEEP" work "$DIR" --shard auto --help-others
