// Stamps: every way to change a file changes its stamp, and nothing else does.
#include "execution/directory/file_stamp.hpp"

#include <catch2/catch.hpp>

#include "small_sweep.hpp"

namespace regsweep::file_stamp_test {

namespace fs = std::filesystem;

TEST_CASE("a stamp stays while a file stays, and changes with it") {
  const ScratchFolder folder;
  const fs::path file = folder / "file", other = folder / "other";
  REQUIRE_FALSE(stamp_of(file, Links::followed).has_value());
  write_text(file, "abc");
  const auto before = stamp_of(file, Links::followed);
  REQUIRE(before->size == 3);
  REQUIRE(stamp_of(file, Links::followed) == before);
  write_text(other, "abc");
  fs::last_write_time(other, fs::last_write_time(file));
  fs::rename(other, file);  // the same size and time, another file
  REQUIRE_FALSE(stamp_of(file, Links::followed) == before);
}

TEST_CASE("links are followed or not, as asked") {
  const ScratchFolder folder;
  write_text(folder / "file", "abc");
  fs::create_symlink(folder / "file", folder / "link");
  REQUIRE(stamp_of(folder / "link", Links::followed) == stamp_of(folder / "file", Links::followed));
  REQUIRE_FALSE(stamp_of(folder / "link", Links::not_followed) ==
                stamp_of(folder / "file", Links::followed));
}

TEST_CASE("a stamp is believed only when the file is older than a tick of any clock") {
  constexpr std::int64_t second = 1'000'000'000;
  const FileStamp stamp{.inode = 1, .modified = 1000 * second, .changed = 1005 * second};
  REQUIRE_FALSE(stamp.is_settled(1000 * second));
  REQUIRE_FALSE(stamp.is_settled(1007 * second));  // a change of its times counts, too
  REQUIRE(stamp.is_settled(1007 * second + 1));
  REQUIRE(stamp.is_settled(1006 * second, std::chrono::milliseconds(900)));
  REQUIRE_FALSE(stamp.is_settled(900 * second));  // a clock that went back
}

}  // namespace regsweep::file_stamp_test
