#!/usr/bin/env bash
# Every test there is: installs what is missing, builds into build-tests/ (release: warnings are
# errors), runs ctest on
#   release   everything: units, contract, golden values, lints, command line, analysis
#   double    finite differences and golden values in double precision, by the plain form of every
#             kernel, which is all that other processors than x86-64 have
#   asan      units of all that computes, reads and writes, and the fuzzers' corpora, under the
#             address and undefined-behaviour sanitizers
#   tsan      what promises to stand several threads, under the thread sanitizer (lib/ itself starts
#             processes, no threads)
#   single    a build of each file alone, without precompiled headers: files and headers include
#             what they need, and it trains the same bits as the build of release
#   fuzz      searches for bytes that a reader does not stand, the same inputs each time
#             (tests/fuzz/run.sh; by hand as long as you like)
# Works from any folder, as root or with sudo. Exit code 0 iff every test passed; the last line
# counts them.
#
# Usage: tests/run.sh [release] [double] [asan] [tsan] [single] [fuzz]      (no word = all six)
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/../experiments/support.sh"
cd -- "$root"

folders_double="models evaluation probes contract golden regularizers optimizers training"
folders_asan="core random statistics tensor data regularizers optimizers models evaluation probes
  training sweep results execution fuzz"
folders_tsan="results"
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1

trap "exit 130" INT
passed=0
failed=0
summary=()

# Those of the folders that have tests.
existing() {
  local folder
  for folder in "$@"; do
    if compgen -G "tests/$folder/*_test.cpp" >/dev/null; then printf '%s\n' "$folder"; fi
  done
}

configure() {
  # Warnings are errors where the optimizer sees what a user's build sees; under sanitizers it
  # reports paths that do not exist.
  local strict=OFF
  if [ "$1" = release ]; then strict=ON; fi
  local fresh=()
  configured_here "build-tests/$1" || fresh=(--fresh)  # also of a clone that was moved
  quietly "build-tests/$1-configure.log" cmake "${fresh[@]}" --preset "$1" -B "build-tests/$1" \
    -DREGSWEEP_WERROR=$strict
}

# Counts what ctest says; shows its progress on a terminal and, in any case, the output of tests
# that failed.
run_ctest() {
  local preset=$1 code=0 line jobs
  shift
  jobs=$(processors)
  if [ "$preset" = release ]; then jobs=$((jobs + 1)); fi  # one of its tests waits for Slurm
  local log="$root/build-tests/$preset/ctest.log"
  local how=(--test-dir "build-tests/$preset" --parallel "$jobs" --output-on-failure
    --no-tests=error --timeout 600 --output-log "$log")
  if [ -t 1 ]; then
    ctest "${how[@]}" --progress "$@" </dev/null || code=$?
  else
    ctest "${how[@]}" --quiet "$@" </dev/null || code=$?
    if [ "$code" -ne 0 ]; then
      grep -v -E '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test .* Passed )' "$log" || true
    fi
  fi
  line=$(grep -E 'tests passed, [0-9]+ tests? failed out of [0-9]+' "$log" || true)
  if [[ "$line" =~ ,\ ([0-9]+)\ tests?\ failed\ out\ of\ ([0-9]+) ]]; then
    failed=$((failed + BASH_REMATCH[1]))
    passed=$((passed + BASH_REMATCH[2] - BASH_REMATCH[1]))
  else
    failed=$((failed + 1))
    line="ctest did not finish (see $log)"
  fi
  summary+=("$(printf '%-8s %s' "$preset" "$line")")
  return "$code"
}

# check PRESET BUILD-TARGETS CTEST-ARGUMENTS...
check() {
  local preset=$1 targets=$2
  shift 2
  # shellcheck disable=SC2086  # a list of targets
  if step "Configuring $preset" configure "$preset" &&
    step "Building $preset" build "build-tests/$preset" $targets; then
    step "Testing $preset" run_ctest "$preset" "$@" || true
  else
    failed=$((failed + 1))
    summary+=("$(printf '%-8s the build failed' "$preset")")
  fi
}

# The program of files that are compiled alone trains what release's program trains.
check_single() {
  local program=build-tests/single/regsweep
  find_python h5py numpy
  if step "Configuring single" quietly build-tests/single-configure.log \
    cmake --preset release -B build-tests/single -DCMAKE_UNITY_BUILD=OFF -DREGSWEEP_PRECOMPILE=OFF \
    -DREGSWEEP_TESTS=OFF -DREGSWEEP_BENCH=OFF &&
    step "Building single" build build-tests/single regsweep regsweep_headers &&
    step "Configuring release" configure release &&
    step "Building release's program" build build-tests/release regsweep &&
    step "Comparing bits" "$python" tests/contract/same_bits.py \
      build-tests/release/regsweep $program; then
    passed=$((passed + 1))
    summary+=("$(printf '%-8s the same bits as release' single)")
  else
    failed=$((failed + 1))
    summary+=("$(printf '%-8s failed' single)")
  fi
}

# The fuzzer is part of the asan build; a reader with a finding counts as one failed test.
check_fuzz() {
  if step "Configuring asan" configure asan &&
    step "Building the fuzzer" build build-tests/asan fuzz_readers &&
    step "Fuzzing" bash tests/fuzz/run.sh --again; then
    passed=$((passed + 1))
    summary+=("$(printf '%-8s no finding' fuzz)")
  else
    failed=$((failed + 1))
    summary+=("$(printf '%-8s failed (build-tests/fuzz)' fuzz)")
  fi
}

programs_of() { existing "$@" | sed 's/^/test_/' | tr '\n' ' '; }
pattern_of() { printf '^(%s): ' "$(existing "$@" | paste -sd '|')"; }

# shellcheck disable=SC2086
install_packages $packages_build $packages_tests $packages_analysis $packages_data

[ "$#" -gt 0 ] || set -- release double asan tsan single fuzz
for preset in "$@"; do
  # shellcheck disable=SC2086
  case "$preset" in
    release) check release all ;;
    double) check double "$(programs_of $folders_double)" -R "$(pattern_of $folders_double)" ;;
    asan) check asan "$(programs_of $folders_asan)" -R "$(pattern_of $folders_asan)" ;;
    tsan) check tsan "$(programs_of $folders_tsan)" -R "$(pattern_of $folders_tsan)" ;;
    single) check_single ;;
    fuzz)
      install_packages $packages_fuzz
      check_fuzz
      ;;
    *) fail 2 "tests/run.sh: '$preset' is none of release, double, asan, tsan, single, fuzz" ;;
  esac
done

say ""
printf '%s\n' "${summary[@]}"
say "All of it took $(seconds_text "$SECONDS")."
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
