// Zip archives: what numpy.savez writes is read, and nothing damaged is believed.
#include "data/zip_file.hpp"

#include "numpy_files.hpp"
#include "temporary_files.hpp"

namespace regsweep::zip_file_test {

using namespace testing;

TEST_CASE("stored and deflated members are read") {
  for (const bool deflated : {false, true}) {
    const std::string archive =
        zip_of({{"a.npy", "first"}, {"b", std::string(5000, 'x')}}, deflated);
    const auto members = zip_members(archive, "z");
    REQUIRE(members.size() == 2);
    REQUIRE(members[0].name == "a.npy");
    REQUIRE(zip_content(archive, members[0], "z") == "first");
    REQUIRE(zip_content(archive, members[1], "z") == std::string(5000, 'x'));
  }
}

TEST_CASE("an archive cut anywhere or with any byte changed is an error or the same content") {
  const std::string archive = zip_of({{"a", "some content of a member"}}, true);
  const auto content = [](const std::string& bytes) {
    const auto members = zip_members(bytes, "z");
    return members.empty() ? std::string() : zip_content(bytes, members[0], "z");
  };
  for (std::size_t length = 0; length < archive.size(); ++length) {
    REQUIRE_THROWS_AS(content(archive.substr(0, length)), DataError);
  }
  for (std::size_t at = 0; at < archive.size(); ++at) {
    for (const int change : {1, 16, 128, 255}) {
      std::string damaged = archive;
      damaged[at] = static_cast<char>(damaged[at] ^ change);
      INFO(at << " xor " << change);
      try {
        const std::string read = content(damaged);
        REQUIRE((read.empty() || read == "some content of a member"));
      } catch (const DataError&) {
      }
    }
  }
}

}  // namespace regsweep::zip_file_test
