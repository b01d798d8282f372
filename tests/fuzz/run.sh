#!/usr/bin/env bash
# Fuzzes the readers of foreign bytes (tests/fuzz/targets.hpp) with libFuzzer under the address and
# undefined-behaviour sanitizers, as many targets at once as there are cores. Inputs that reach
# something new are kept in build-tests/fuzz/learned and are where the next run begins; a finding is
# build-tests/fuzz/<target>-<kind>-<hash>: mend it and put it into tests/fuzz/corpus/<target>.
# Exit code 0 iff no target had a finding. `tests/run.sh fuzz` builds what it needs.
#
# Usage: tests/fuzz/run.sh [--seconds N | --again] [TARGET...]
#   default   600 seconds each, every target
#   --again   the same inputs each time and everywhere: one seed, nothing learned before, and a
#             number of inputs instead of seconds
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/../../experiments/support.sh"
cd -- "$root"

fuzzer=build-tests/asan/fuzz_readers
place=build-tests/fuzz
seconds=600
again=no
targets=()
while [ "$#" -gt 0 ]; do
  case "$1" in
    --seconds) seconds=$2; shift 2 ;;
    --again) again=yes; shift ;;
    -*)
      echo "tests/fuzz/run.sh: there is no option $1; see the first lines of the script" >&2
      exit 2
      ;;
    *) targets+=("$1"); shift ;;
  esac
done
if [ "${#targets[@]}" -eq 0 ]; then
  for folder in tests/fuzz/corpus/*/; do targets+=("$(basename "$folder")"); done
fi
# How many inputs --again tries: what took about ten seconds of one core of a Xeon. After a change
# of a number, a target or a corpus other inputs are tried: run --again before such a change lands.
runs_of() {
  case "$1" in
    yaml) echo 2000 ;;
    checkpoint) echo 600 ;;
    hdf5) echo 5000 ;;
    json | csv) echo 8000 ;;
    trial) echo 15000 ;;
    gzip) echo 20000 ;;
    *) echo 30000 ;;
  esac
}

if [ ! -x "$fuzzer" ]; then
  echo "tests/fuzz/run.sh: there is no $fuzzer; run tests/run.sh fuzz, which builds it" >&2
  exit 5
fi

fuzz() {
  local target=$1 learned=$place/learned/$1 longest=8192
  local options=(-max_total_time="$seconds") seeds=("tests/fuzz/corpus/$1")
  local code=0 begin=$SECONDS executions
  if [ "$again" = yes ]; then
    learned=$(mktemp -d "$place/once-XXXXXX")
    # No -use_cmp: what it remembers of comparisons depends on where the program was loaded.
    options=(-seed=1 -reload=0 -use_cmp=0 -runs="$(runs_of "$target")")
  fi
  mkdir -p "$learned"
  case "$target" in
    yaml) seeds+=(tests/sweep/broken configs) ;;
    # The whole files of the corpus are among the inputs. If libFuzzer knew of comparisons, it would
    # copy the right hash into the seal, and inside a forged seal HDF5 itself crashes: this target
    # tests whether the seal refuses everything that is damaged.
    trial) longest=32768 options+=(-use_cmp=0) ;;
  esac
  TMPDIR=$place OPENBLAS_NUM_THREADS=1 \
    ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1 \
    "$fuzzer" "$target" "${options[@]}" -timeout=60 -rss_limit_mb=2048 -max_len="$longest" \
    -print_final_stats=1 -artifact_prefix="$place/$target-" "$learned" "${seeds[@]}" \
    >"$place/$target.log" 2>&1 || code=$?
  executions=$(awk '/number_of_executed_units/ { print $2 }' "$place/$target.log")
  if [ "$again" = yes ]; then rm -rf "$learned"; fi
  if [ "$code" -eq 0 ]; then
    echo "$target: ${executions:-no} executions in $((SECONDS - begin)) s, no finding"
  else
    echo "$target: a finding (all of it: $place/$target.log)"
    grep -E 'broken promise|ERROR|SUMMARY|runtime error|what\(\)|Test unit written' \
      "$place/$target.log" || tail -n 20 "$place/$target.log"
  fi
  return "$code"
}
export -f fuzz runs_of
export fuzzer place seconds again

mkdir -p "$place"
printf '%s\0' "${targets[@]}" | xargs -0 -n 1 -P "$(processors)" bash -c 'fuzz "$1"' fuzz
