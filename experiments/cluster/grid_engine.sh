#!/bin/bash
# A sweep as an array job of Grid Engine:
#   qsub -v DIR=results/mnist-dropout,REGSWEEP=$PWD/build/regsweep \
#     experiments/cluster/grid_engine.sh
#$ -N regsweep
#$ -t 1-16
#$ -cwd
#$ -l h_rt=04:00:00
#$ -r y
exec "$REGSWEEP" work "$DIR" --shard auto --help-others
