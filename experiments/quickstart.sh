#!/usr/bin/env bash
# From a fresh Debian machine to an ablation: packages, build, data, the sweep
# configs/quickstart.yaml, its table and figures.
# Works from any folder, as root or with sudo. Again = resume: only what is missing is done. Ctrl-C
# stops cleanly.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/support.sh"
cd -- "$root"

configure() {
  configured_here build ||
    quietly build/configure.log cmake --fresh --preset release -DREGSWEEP_TESTS=OFF \
      -DREGSWEEP_BENCH=OFF
}

# shellcheck disable=SC2086  # lists are meant to be split
install_packages $packages_build $packages_analysis $packages_data
# shellcheck disable=SC2086
find_python $modules_analysis
step "Configuring in $root/build" configure
step "Building regsweep (a few minutes the first time)" build build regsweep
step "Data: Fashion-MNIST" build/regsweep data get fashion-mnist
say "   While it trains, pictures of what is finished, from another shell:"
say "   build/regsweep report results/quickstart --live"
step "Sweep: configs/quickstart.yaml" \
  build/regsweep run configs/quickstart.yaml --out results/quickstart
step "Report: table and figures" "$python" -m analysis report results/quickstart

say ""
say "Results $root/results/quickstart/results.h5"
say "All of it took $(seconds_text "$SECONDS"). Next: copy configs/quickstart.yaml, change it," \
  "and run it with: build/regsweep run YOURS.yaml"
