// The index of data: believes nothing about a file that changed or may have, and is done without
// when it must.
#include "execution/directory/data_index.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "results/seal.hpp"
#include "small_sweep.hpp"

namespace regsweep::data_index_test {

namespace fs = std::filesystem;

std::string bytes_of_index(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST_CASE("what is remembered is told without reading the file") {
  const ScratchFolder folder;
  const fs::path data = folder / "data with blanks.csv", file = folder / "data.index";
  write_text(data, "1,2\n");
  const FileStamp stamp = stamp_of(data, Links::followed).value();
  const FileContent other{content_name(std::string(64, 'a')), 4};  // not what it holds
  std::string bytes = fmt::format("{} {} {} {} 4 {} {}\n", stamp.inode, stamp.size, stamp.modified,
                                  stamp.changed, other.name, data.string());
  seal(bytes, "regsweep-data-index:1");
  write_text(file, bytes);
  REQUIRE(DataIndex(file).content(data) == other);
  fs::permissions(data, fs::perms::owner_read);  // changes its time of change
  REQUIRE(DataIndex(file).content(data) == content_of_file(data));
}

TEST_CASE("what one learns others find, beside what they have learned in the meantime") {
  const ScratchFolder folder;
  const fs::path file = folder / "data.index";
  write_text(folder / "a.csv", "1,2\n");
  write_text(folder / "b.csv", "1,3\n");
  DataIndex first(file, -std::chrono::hours(1)), second(file, -std::chrono::hours(1));
  const FileContent a = first.content(folder / "a.csv"), b = second.content(folder / "b.csv");
  first.save();
  second.save();
  const std::string text = bytes_of_index(file);
  for (const FileContent& each : {a, b}) REQUIRE(text.find(each.name) != std::string::npos);
  REQUIRE(DataIndex(file).content(folder / "a.csv") == a);
  REQUIRE_FALSE(a == b);
}

TEST_CASE("a file that changed a moment ago is not remembered: a change could hide behind it") {
  const ScratchFolder folder;
  write_text(folder / "a.csv", "1,2\n");
  DataIndex index(folder / "data.index");
  REQUIRE(index.content(folder / "a.csv").bytes == 4);
  index.save();
  REQUIRE_FALSE(fs::exists(folder / "data.index"));
}

TEST_CASE("a file that changed is read anew, whatever its time of modification says") {
  const ScratchFolder folder;
  const fs::path data = folder / "data.csv";
  write_text(data, "1,2\n");
  DataIndex index(folder / "data.index");
  const FileContent before = index.content(data);
  const fs::file_time_type time = fs::last_write_time(data);
  write_text(data, "1,3\n");
  fs::last_write_time(data, time);
  REQUIRE_FALSE(index.content(data) == before);
}

TEST_CASE("a damaged index and one that cannot be written cost time and nothing else") {
  const ScratchFolder folder;
  const fs::path data = folder / "data.csv";
  write_text(data, "1,2\n");
  write_text(folder / "data.index", "1 2 3 4 5 sha256:none data.csv\n");
  DataIndex damaged(folder / "data.index");
  REQUIRE(damaged.content(data) == content_of_file(data));
  DataIndex nowhere(folder / "absent/data.index");
  REQUIRE(nowhere.content(data) == content_of_file(data));
  nowhere.save();
  REQUIRE_FALSE(fs::exists(folder / "absent"));
}

}  // namespace regsweep::data_index_test
