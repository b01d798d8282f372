// A trial is finished iff its file verifies: damage of any byte is detected or does not touch the
// content.
#include "results/trial_file.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/hash.hpp"
#include "example_trees.hpp"
#include "results/publish.hpp"
#include "results/seal.hpp"

namespace regsweep::trial_file_test {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

const std::string id = "0123456789abcdef";

// splitmix64: damages are the same in every run.
struct Draw {
  std::uint64_t state;
  std::uint64_t operator()(std::uint64_t bound) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % bound;
  }
};

std::string damaged_once(std::string bytes, Draw& draw) {
  const std::size_t place = draw(bytes.size());
  bytes[place] = static_cast<char>(static_cast<unsigned char>(bytes[place]) ^ (1 + draw(255)));
  return bytes;
}

struct Published {
  ScratchFolder folder;
  fs::path path = folder / (id + ".h5");
  std::string content = publish_trial(path, example_trial(5));
  std::string bytes = bytes_of(path);
};

TEST_CASE("A published trial reads back with its identity and digest") {
  const Published trial;
  const Group root = read_trial(trial.path);
  CHECK(*root.attribute("format") == Value("regsweep-trial"));
  CHECK(*root.attribute("format_version") == Value(1));
  CHECK(*root.attribute("id") == Value(id));
  CHECK(*root.attribute("digest") == Value(trial.content));
  CHECK(trial.content.size() == 32);
  CHECK(root.group("curves")->array("test.loss")->size() == 5);
  CHECK(trial_state(trial.path) == FileState::finished);
}

TEST_CASE("Absent, damaged and foreign files are not finished") {
  const Published trial;
  CHECK(trial_state(trial.folder / "fedcba9876543210.h5") == FileState::absent);
  put_bytes(trial.path, "");
  CHECK(trial_state(trial.path) == FileState::damaged);
  put_bytes(trial.path, hdf5_image(example_trial()));  // a tree with a seal, but no trial file
  CHECK(trial_state(trial.path) == FileState::damaged);
  CHECK_THROWS_WITH(
      read_trial(trial.path),
      trial.path.string() +
          " is no trial file; delete it and run the sweep again, which trains that trial anew");
}

TEST_CASE("A trial under another trial's name is damage") {
  const Published trial;
  const fs::path other = trial.folder / "fedcba9876543210.h5";
  fs::copy(trial.path, other);
  CHECK(trial_state(other) == FileState::damaged);
  CHECK_THROWS_WITH(
      read_trial(other),
      other.string() +
          " is damaged: it does not hold trial fedcba9876543210; delete it and run the sweep "
          "again, which trains that trial anew");
}

TEST_CASE("A file that cannot be reached is neither finished nor damaged") {
  const ScratchFolder folder;
  fs::create_directory(folder / (id + ".h5"));
  CHECK_THROWS_WITH(trial_state(folder / (id + ".h5")), Contains("it is no regular file"));
}

TEST_CASE("A newer format is not called damaged") {
  const Published trial;
  Group root = example_trial();
  root.set_attribute("format", "regsweep-trial");
  root.set_attribute("format_version", 3);
  root.set_attribute("id", id);
  put_bytes(trial.path, hdf5_image(root));
  CHECK_THROWS_WITH(
      read_trial(trial.path),
      trial.path.string() +
          " has format version 3, this program reads up to 2; use the newer program that wrote it");
}

TEST_CASE("Each of 1000 single damaged bytes is detected") {
  const Published trial;
  Draw draw{1};
  for (int i = 0; i < 1000; ++i) {
    put_bytes(trial.path, damaged_once(trial.bytes, draw));
    REQUIRE(trial_state(trial.path) == FileState::damaged);
    REQUIRE_THROWS_AS(read_trial(trial.path), DamagedFile);
  }
}

TEST_CASE("Every truncation of a trial is damage") {
  const Published trial;
  for (std::size_t length = 0; length < trial.bytes.size(); ++length) {
    fs::resize_file(trial.path, trial.bytes.size() - 1 - length);
    REQUIRE(trial_state(trial.path) == FileState::damaged);
  }
}

TEST_CASE("Content that does not match its digest is damage, sealed or not") {
  const Published trial;
  Group root = read_trial(trial.path);
  std::get<std::vector<double>>(root.child("final").arrays.at(0).data)[0] += 1e-9;
  put_bytes(trial.path, hdf5_image(root));
  CHECK_THROWS_WITH(read_trial(trial.path),
                    trial.path.string() +
                        " is damaged: its content does not match its digest; delete it and run "
                        "the sweep again, which trains that trial anew");
}

TEST_CASE("The digest ignores provenance and order and notices everything else") {
  const std::string before = digest(example_trial());
  Group other = example_trial();
  other.child("provenance").set_attribute("host", "there");
  other.child("provenance").arrays.clear();
  other.child("curves").child("provenance").set_attribute("deep", 1);
  std::reverse(other.attributes.begin(), other.attributes.end());
  std::reverse(other.child("curves").arrays.begin(), other.child("curves").arrays.end());
  std::reverse(other.groups.begin(), other.groups.end());
  CHECK(digest(other) == before);
  Group same = example_trial();
  same.child("provenance") = Group{};
  same.groups.pop_back();
  CHECK(digest(same) == before);

  const auto differs = [&](auto change) {
    Group changed = example_trial();
    change(changed);
    CHECK(digest(changed) != before);
  };
  differs([](Group& root) { root.set_attribute("seed", 4); });
  differs([](Group& root) { root.set_attribute("extra", 4); });
  differs([](Group& root) { root.attributes[0].key += "x"; });
  differs([](Group& root) { root.child("more"); });
  differs([](Group& root) { root.child("final").name = "last"; });
  differs([](Group& root) { root.child("curves").arrays[2].name += "x"; });
  differs([](Group& root) { root.child("curves").arrays[2].units = "s"; });
  differs([](Group& root) { root.child("curves").arrays[2].long_name += "."; });
  differs([](Group& root) { root.child("curves").arrays[2].dimensions[0] = "other"; });
  differs([](Group& root) { root.child("curves").arrays.pop_back(); });
  differs([](Group& root) {
    std::get<std::vector<std::int64_t>>(root.child("curves").arrays[0].data)[3] += 1;
  });
  differs([](Group& root) {
    double& last = std::get<std::vector<double>>(root.child("curves").arrays[2].data).back();
    last = std::nextafter(last, 2.0);
  });
  differs([](Group& root) {
    std::get<std::vector<double>>(root.child("curves").arrays[2].data)[0] *= -1;
  });
}

TEST_CASE(
    "Publishing the same content again is fine and keeps the first file, provenance included") {
  const Published trial;
  Group again = example_trial(5);
  again.child("provenance").set_attribute("host", "elsewhere");
  CHECK(publish_trial(trial.path, again) == trial.content);
  CHECK(bytes_of(trial.path) == trial.bytes);
}

TEST_CASE("Publishing other content is a determinism alarm that keeps both") {
  const Published trial;
  const Group other = example_trial(5, 1.0);
  Group stored = other;
  stored.set_attribute("format", "regsweep-trial");
  stored.set_attribute("format_version", 1);
  stored.set_attribute("id", id);
  const std::string now = digest(stored);
  const fs::path conflict = trial.folder / (id + ".conflict-" + now.substr(0, 8) + ".h5");
  const std::string sentence =
      "determinism alarm: trial " + id + " was finished with digest " + trial.content +
      " and now gives " + now + "; both are kept (" + trial.path.string() + " and " +
      conflict.string() +
      "), compare their provenance: another CPU, program, library or thread "
      "count explains it, else the machine or the "
      "program is at fault";
  CHECK_THROWS_WITH(publish_trial(trial.path, other), sentence);
  CHECK_THROWS_WITH(publish_trial(trial.path, other), sentence);  // and again, without a third file
  CHECK(bytes_of(trial.path) == trial.bytes);
  CHECK(digest(read_trial(conflict)) == now);
  CHECK(std::distance(fs::directory_iterator(trial.folder.path()), fs::directory_iterator()) == 2);
}

TEST_CASE("Publishing over a damaged file replaces it") {
  const Published trial;
  put_bytes(trial.path, trial.bytes.substr(0, 3000));
  CHECK(publish_trial(trial.path, example_trial(5)) == trial.content);
  CHECK(bytes_of(trial.path) == trial.bytes);
}

TEST_CASE("The digest of a known tree stays what it is: old files must verify for ever") {
  Group root;
  root.set_attribute("text", "a");
  root.set_attribute("number", 0.5);
  root.set_attribute("digest", "not counted");
  root.arrays.push_back(series<double>("x", {1, 2}, "x", "s", "time"));
  root.child("inner").add_scalar("y", 3, "1", "");
  root.child("provenance").set_attribute("not", "counted");
  // FORMAT.md, "digest": the bytes below, written out by hand
  std::string stream;
  const auto count = [&](std::uint64_t number) {
    stream.append(reinterpret_cast<const char*>(&number), sizeof number);
  };
  const auto text = [&](const std::string& words) {
    count(words.size());
    stream += words;
  };
  const auto number = [&](double value) {
    stream.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  count(2);
  text("number");
  text("0.5");
  text("text");
  text("\"a\"");
  count(1);
  text("x");
  text("s");
  text("time");
  count(1);
  text("x");
  count(2);
  stream += '\0';
  number(1);
  number(2);
  count(1);
  text("inner");
  count(0);
  count(1);
  text("y");
  text("1");
  text("");
  count(0);
  stream += '\0';
  number(3);
  count(0);
  CHECK(digest(root) == xxh3_128(stream));
  CHECK(digest(root) == "f5c672c697ad86091c78f781d109e9d7");
}

}  // namespace regsweep::trial_file_test
