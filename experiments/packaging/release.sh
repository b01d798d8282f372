#!/usr/bin/env bash
# Builds and tests what a release consists of: the archive that brings its libraries, and the Debian
# package. Both are left in dist/ of the current folder, with their checksums. The version is that
# of CMakeLists.txt; CHANGELOG.md has to have a section for it, and everything is committed, since
# the program says which commit it is of.
#
#   experiments/packaging/release.sh
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=/dev/null
source "$here/../support.sh"
# shellcheck disable=SC2154  # root is set there
build=$root/build-portable
out=$PWD/dist
version=$(sed -n 's/^project(regsweep VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
archive=regsweep-$version-x86_64-linux.tar.gz
package=regsweep_${version}_amd64.deb

refuse() { fail 2 "release.sh: $*"; }

check() {
  local file
  grep -qxF "## $version" "$root/experiments/docs/CHANGELOG.md" ||
    refuse "experiments/docs/CHANGELOG.md has no section $version; write it"
  for file in analysis/pyproject.toml experiments/docs/CITATION.cff; do
    grep -q "^version *[=:] *\"$version\"" "$root/$file" ||
      refuse "$file names another version than $version; change it"
  done
  [ -z "$(git -C "$root" status --porcelain --untracked-files=no)" ] ||
    refuse "there are changes that are not committed; commit or stash them"
  command -v dpkg-shlibdeps >/dev/null ||
    refuse "dpkg-shlibdeps finds what the package depends on; install dpkg-dev"
}

# --fresh: a build folder that came with a copied or moved clone is of another place.
configure() { (cd "$root" && cmake --fresh --preset portable); }
run_tests() { (cd "$root" && ctest --preset portable --parallel "$(processors)"); }
make_archive() { (cd "$out" && "$here/bundle.sh" --build "$build"); }
make_package() {
  cpack --config "$build/CPackConfig.cmake" -B "$out" &&
    rm -rf "$out/_CPack_Packages"
}

check
step "Configuring in $build" configure
step "Building" cmake --build "$build" --parallel "$(build_jobs)"
step "Testing" run_tests
mkdir -p "$out"
step "Archive: $archive" make_archive
step "Package: $package" make_package
(cd "$out" && sha256sum "$archive" "$package" >SHA256SUMS)
say ""
cat "$out/SHA256SUMS"
say "Both are in $out. Next: git tag v$version"
