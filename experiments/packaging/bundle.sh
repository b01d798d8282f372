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

# Every library that the loader would load, under the name by which it is looked for, with the
# notice of the package that it comes from.
copy_with_notice() {
  local file=$1 name=$2 real package
  cp -L "$file" "$libraries/$name"
  real=$(readlink -f "$file")  # packages may say /lib of what lies in /usr/lib
  package=$(dpkg-query -S "$real" "${real#/usr}" 2>/dev/null | head -n 1 | cut -d: -f1) || true
  if [ -n "$package" ] && [ -f "/usr/share/doc/$package/copyright" ]; then
    cp -L "/usr/share/doc/$package/copyright" "$notices/$package"
  fi
}
while read -r name file; do
  copy_with_notice "$file" "$name"
done < <(ldd "$tree/libexec/regsweep/regsweep" | sed -n 's/^\t\(.*\) => \(\/.*\) (.*/\1 \2/p')
copy_with_notice /lib64/ld-linux-x86-64.so.2 ld-linux-x86-64.so.2

if [ -n "$archive" ]; then
  tar -C "$(dirname "$tree")" --owner=0 --group=0 -czf "regsweep-$version-x86_64-linux.tar.gz" \
    "$(basename "$tree")"
  echo "regsweep-$version-x86_64-linux.tar.gz"
fi
