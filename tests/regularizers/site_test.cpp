// Placements of sites: names, families and groups, each once.
#include "regularizers/site.hpp"

#include <catch2/catch.hpp>

namespace regsweep::site_test {

TEST_CASE("placements are the sites' names, then their families, each once") {
  const std::vector<Site> sites{{"input", {"batch"}, {}},
                                {"hidden.0", {"batch"}, {"hidden", "all"}},
                                {"hidden.1", {"batch"}, {"hidden"}}};
  CHECK(placements(sites) ==
        std::vector<std::string>{"input", "hidden.0", "hidden.1", "hidden", "all"});
}

}  // namespace regsweep::site_test
