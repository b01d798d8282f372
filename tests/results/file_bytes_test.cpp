// Reading whole files, and saying why one cannot be read.
#include "results/file_bytes.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "example_trees.hpp"

namespace regsweep::file_bytes_test {

TEST_CASE("file_bytes returns every byte") {
  const ScratchFolder folder;
  const std::string bytes = std::string("a\0b", 3) + std::string(300000, 'x');
  put_bytes(folder / "file", bytes);
  put_bytes(folder / "empty", "");
  CHECK(file_bytes(folder / "file") == bytes);
  CHECK(file_bytes(folder / "empty").empty());
}

TEST_CASE("file_bytes says why it cannot read") {
  const ScratchFolder folder;
  const std::string remedy = "; check the path, its permissions and the disk";
  CHECK_THROWS_WITH(file_bytes(folder / "absent"), "cannot read " + (folder / "absent").string() +
                                                       ": No such file or directory" + remedy);
  CHECK_THROWS_WITH(file_bytes(folder.path()),
                    "cannot read " + folder.path().string() + ": it is no regular file" + remedy);
  mkfifo((folder / "pipe").c_str(), 0600);  // would block a careless reader for ever
  CHECK_THROWS_WITH(file_bytes(folder / "pipe"), "cannot read " + (folder / "pipe").string() +
                                                     ": it is no regular file" + remedy);
}

TEST_CASE("a file that is not there is no error where that is asked, one that cannot be read is") {
  const ScratchFolder folder;
  put_bytes(folder / "file", "0.37");
  CHECK(file_bytes_if_there(folder / "file") == "0.37");
  CHECK_FALSE(file_bytes_if_there(folder / "absent").has_value());
  CHECK_FALSE(file_bytes_if_there(folder / "file" / "under").has_value());
  CHECK_THROWS_WITH(file_bytes_if_there(folder.path()), Catch::Contains("it is no regular file"));
}

}  // namespace regsweep::file_bytes_test
