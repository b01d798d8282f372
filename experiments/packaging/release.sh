#!/usr/bin/env bash
# Builds and tests what a release consists of: the archive that brings its libraries, and the Debian
# package. Both are left in dist/ of the current folder, with their checksums. The version is that
# of CMakeLists.txt; CHANGELOG.md has to have a section for it.
#
#   experiments/packaging/release.sh
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
build=$root/build-portable
out=$PWD/dist

version=$(sed -n 's/^project(regsweep VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
grep -q "^## $version" "$root/experiments/docs/CHANGELOG.md" || {
  echo "release.sh: experiments/docs/CHANGELOG.md has no section $version; write it" >&2
  exit 2
}
for file in analysis/pyproject.toml experiments/docs/CITATION.cff; do
  grep -q "^version *[=:] *\"$version\"" "$root/$file" || {
    echo "release.sh: $file names another version than $version; change it" >&2
    exit 2
  }
done

(cd "$root" && cmake --preset portable)
cmake --build "$build"
(cd "$root" && ctest --preset portable --output-on-failure)
mkdir -p "$out"
(cd "$out" && "$here/bundle.sh" --build "$build")
cpack --config "$build/CPackConfig.cmake" -B "$out"
rm -rf "$out/_CPack_Packages"
(cd "$out" && sha256sum regsweep-*.tar.gz regsweep_*.deb >SHA256SUMS && cat SHA256SUMS)
