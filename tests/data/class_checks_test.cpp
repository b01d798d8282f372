// What a target of classes must not be. Tables and arrays are refused by the same sentences
// (own_table_test.cpp, own_arrays_test.cpp).
#include "data/class_checks.hpp"

#include "temporary_files.hpp"

namespace regsweep::class_checks_test {

using namespace testing;

TEST_CASE("words, and whole numbers of few kinds, are classes") {
  REQUIRE_NOTHROW(check_classes("t", {{"0.5", 3}, {"half", 3}}, 6, "data.target"));
  REQUIRE_NOTHROW(check_classes("t", {{"-1", 1}, {"1", 3}}, 4, "data.target"));
}

TEST_CASE("one class, fractions, and a class for each row are none") {
  const auto refused = [](const std::map<std::string, std::int64_t>& classes) {
    return sentence<DataError>([&] { check_classes("t", classes, 3, "data.target"); });
  };
  REQUIRE(refused({{"a", 3}}).find("has one class alone ('a')") != std::string::npos);
  REQUIRE(refused({{"1", 2}, {"1.5", 1}}).find("holds fractions such as 1.5") != std::string::npos);
  REQUIRE(refused({{"a", 2}, {"b", 1}}) ==
          "t has 2 classes in 3 rows, nearly as many; name another data.target");
}

}  // namespace regsweep::class_checks_test
