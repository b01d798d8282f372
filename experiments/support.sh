# Shell functions shared by experiments/quickstart.sh and tests/run.sh. To be sourced; defines
# functions and `root`, runs nothing.
#
#   install_packages PACKAGE...   installs the Debian packages that are missing; touches the network
#                                 only if one is
#   processors                    how many processors this shell may use
#   configured_here FOLDER        whether a build folder belongs to this clone, where that is now
#   find_python MODULE...         sets `python` to an interpreter that imports all of MODULE...
#   step "What" COMMAND...        runs a command with its output in view, says how long it took,
#                                 passes its exit code on
#   quietly LOG COMMAND...        runs a command with its output in a file; shows the end of it when
#                                 the command fails

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

packages_build="g++ cmake ninja-build pkg-config libxtensor-dev libxtensor-blas-dev libxsimd-dev
  libopenblas-dev libyaml-cpp-dev libhdf5-dev libcli11-dev libfmt-dev librandom123-dev libxxhash-dev
  zlib1g-dev libssl-dev libpng-dev nlohmann-json3-dev libdnnl-dev"
packages_tests="catch2 libbenchmark-dev clang-format clang-tidy black python3-pytest strace faketime
  e2fsprogs slurm-wlm munge
  chromium texlive-latex-recommended texlive-science python3-nbclient python3-ipykernel"
packages_fuzz="libclang-rt-dev"
packages_analysis="python3-numpy python3-h5py python3-h5netcdf python3-xarray python3-pandas
  python3-scipy python3-statsmodels
  python3-matplotlib python3-jinja2"
packages_data="dataset-fashion-mnist"
modules_analysis="numpy h5py h5netcdf xarray pandas scipy statsmodels matplotlib jinja2"

# Compilers' outputs are remembered when ccache is there; it is not needed.
if [ -z "${CMAKE_CXX_COMPILER_LAUNCHER:-}" ] && command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache
fi

say() { printf '%s\n' "$*"; }

fail() {
  local code=$1
  shift
  printf '%s\n' "$*" >&2
  exit "$code"
}

seconds_text() {
  if [ "$1" -lt 60 ]; then
    printf '%d s' "$1"
  else
    printf '%d min %d s' $(($1 / 60)) $(($1 % 60))
  fi
}

step() {
  local what=$1 begin=$SECONDS code=0
  shift
  say "-- $what"
  "$@" || code=$?
  if [ "$code" -eq 0 ]; then
    say "   done in $(seconds_text $((SECONDS - begin)))"
  elif [ "$code" -ge 128 ]; then
    say "   stopped after $(seconds_text $((SECONDS - begin)));" \
      "the same command goes on from here" >&2
  else
    say "   failed after $(seconds_text $((SECONDS - begin))) (exit code $code)" >&2
  fi
  return "$code"
}

quietly() {
  local log=$1 code=0
  shift
  mkdir -p "$(dirname -- "$log")"
  "$@" >"$log" 2>&1 </dev/null || code=$?
  [ "$code" -eq 0 ] || {
    tail -n 40 "$log" >&2
    say "   (all of it: $log)" >&2
  }
  return "$code"
}

# Processors that this shell may use. nproc prints OMP_NUM_THREADS where that is set; it limits
# the threads of one product, not how many processes may run.
processors() { env --unset=OMP_NUM_THREADS --unset=OMP_THREAD_LIMIT nproc; }

# Compilers of this code want about 1 GB each, so a small machine gets fewer of them than it has
# cores.
build_jobs() {
  local cores memory
  cores=$(processors)
  memory=$(awk '/^MemAvailable/ { print int($2 / 1000000) }' /proc/meminfo 2>/dev/null ||
    echo "$cores")
  if [ "$memory" -lt 1 ]; then memory=1; fi
  if [ "$memory" -lt "$cores" ]; then echo "$memory"; else echo "$cores"; fi
}

# build FOLDER TARGET...: with progress on a terminal, into FOLDER/build.log elsewhere.
build() {
  local folder=$1
  shift
  if [ -t 1 ]; then
    cmake --build "$folder" --parallel "$(build_jobs)" --target "$@"
  else
    quietly "$folder/build.log" cmake --build "$folder" --parallel "$(build_jobs)" --target "$@"
  fi
}

missing_packages() {
  local package
  for package in "$@"; do
    case "$(dpkg-query --show --showformat '${db:Status-Abbrev}' "$package" 2>/dev/null)" in
      ?i*) ;;
      *) printf '%s ' "$package" ;;
    esac
  done
}

# As root, or through sudo; without a terminal sudo must not ask for a password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  elif [ -t 0 ]; then
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo --non-interactive env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

install_packages() {
  local missing log
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "-- This is not a Debian system, so packages are yours to install; the names in Debian: $*"
    return 0
  fi
  missing=$(missing_packages "$@")
  if [ -z "$missing" ]; then
    say "-- Packages: all $# are installed"
    return 0
  fi
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    fail 5 "These packages are missing, and installing them needs root or sudo; ask your
administrator to run:
  apt-get install --no-install-recommends $missing"
  fi
  log=$(mktemp)
  step "Installing $(wc -w <<<"$missing") of $# packages: $missing" \
    install_missing "$log" "$missing" ||
    fail 5 "The packages could not be installed. By hand:
  apt-get install --no-install-recommends $missing"
  rm -f "$log"
}

install_missing() {
  local log=$1
  local patient=(-o Acquire::Retries=3 -o DPkg::Lock::Timeout=120)
  quietly "$log" as_root apt-get "${patient[@]}" update ||
    say "   the package lists could not be refreshed; trying with the old ones" >&2
  # shellcheck disable=SC2086  # the list is meant to be split
  quietly "$log" as_root apt-get "${patient[@]}" install -y --no-install-recommends $2
}

# Whether a build folder was configured in this clone. One that came with a copied or moved clone
# was not, and has to be configured anew (cmake --fresh).
configured_here() {
  [ -f "$1/build.ninja" ] &&
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$1/CMakeCache.txt"
}

# The first interpreter that has the modules: $PYTHON, the first python3 on the path, the
# distribution's own.
find_python() {
  local candidate imports
  imports="import $(tr ' ' ',' <<<"$*")"
  for candidate in ${PYTHON:-} python3 /usr/bin/python3; do
    if "$candidate" -c "$imports" 2>/dev/null; then
      python=$candidate
      return 0
    fi
  done
  fail 5 "No Python interpreter imports all of: $*.
Name one that does, for example PYTHON=/usr/bin/python3."
}
