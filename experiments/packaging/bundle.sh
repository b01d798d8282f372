#!/usr/bin/env bash
# A tree, and an archive of it, that runs on any x86-64 Linux: program, libraries, loader and C
# library, manual pages, analysis, example sweeps.
#
#   experiments/packaging/bundle.sh [--build FOLDER] [--stage FOLDER] [--no-archive]
#
# Without --build it configures and builds the preset portable. The archive is written to the
# current folder: regsweep-<version>-x86_64-linux.tar.gz.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
build="" stage="" archive=yes
while [ $# -gt 0 ]; do
  case $1 in
    --build) build=$2 && shift 2 ;;
    --stage) stage=$2 && shift 2 ;;
    --no-archive) archive="" && shift ;;
    *) echo "bundle.sh: unknown option $1; see the head of $0" >&2 && exit 2 ;;
  esac
done

if [ -z "$build" ]; then
  build=$root/build-portable
  (cd "$root" && cmake --preset portable -DREGSWEEP_TESTS=OFF -DREGSWEEP_BENCH=OFF)
  cmake --build "$build" --target regsweep
fi
cmake --build "$build" --target regsweep_launcher
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$build/CMakeCache.txt")
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
tree=${stage:-$temporary/regsweep-$version-x86_64-linux}
cmake --install "$build" --prefix "$tree" >/dev/null

libraries=$tree/lib/regsweep
notices=$tree/share/doc/regsweep/libraries
mkdir -p "$libraries" "$notices" "$tree/libexec/regsweep"
mv "$tree/bin/regsweep" "$tree/libexec/regsweep/regsweep"
cp "$build/regsweep_launcher" "$tree/bin/regsweep"

# Every library that the loader would load, under the name by which it is looked for, and the
# notices of the packages that they come from. Packages may say /lib of what lies in /usr/lib.
paths=()
copy_library() {
  local real
  cp -L "$1" "$libraries/$2"
  real=$(readlink -f "$1")
  paths+=("$real" "${real#/usr}")
}
while read -r name file; do
  copy_library "$file" "$name"
done < <(ldd "$tree/libexec/regsweep/regsweep" | sed -n 's/^\t\(.*\) => \(\/.*\) (.*/\1 \2/p')
copy_library /lib64/ld-linux-x86-64.so.2 ld-linux-x86-64.so.2
{ dpkg-query -S "${paths[@]}" 2>/dev/null || true; } | cut -d: -f1 | sort -u |
  while read -r package; do
    if [ -f "/usr/share/doc/$package/copyright" ]; then
      cp -L "/usr/share/doc/$package/copyright" "$notices/$package"
    fi
  done

if [ -n "$archive" ]; then
  tar -C "$(dirname "$tree")" --owner=0 --group=0 -czf "regsweep-$version-x86_64-linux.tar.gz" \
    "$(basename "$tree")"
  echo "regsweep-$version-x86_64-linux.tar.gz"
fi
