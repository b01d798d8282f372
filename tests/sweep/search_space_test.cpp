// Search spaces: the values that a key takes, against the definition of Halton's sequence and the
// uniforms of the contract.
#include "sweep/search_space.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "fake_grammar.hpp"
#include "random/draws.hpp"

namespace regsweep::search_space_test {

SearchKey key_of(const std::string& text) {
  const Value map = read_yaml(text, "x.yaml");
  return read_search_key(map.map().front(), fake::schema());
}

TEST_CASE("Halton's points are the digits of 1, 2, 3, ... mirrored at the point") {
  const std::vector<double> base_2{1 / 2., 1 / 4., 3 / 4., 1 / 8., 5 / 8., 3 / 8., 7 / 8.};
  const std::vector<double> base_3{1 / 3., 2 / 3., 1 / 9., 4 / 9., 7 / 9.};
  SearchKey key = key_of("optimizer.learning_rate: {uniform: [0, 1]}");
  for (std::size_t i = 0; i < base_2.size(); ++i) {
    REQUIRE(position_of(key, Sampler::halton, 0, static_cast<std::int64_t>(i)) == base_2[i]);
  }
  key.number = 1;
  for (std::size_t i = 0; i < base_3.size(); ++i) {
    REQUIRE(position_of(key, Sampler::halton, 0, static_cast<std::int64_t>(i)) ==
            Approx(base_3[i]).epsilon(1e-15));
  }
}

TEST_CASE("random points are uniforms of the key's own stream of the search seed") {
  const SearchKey rate = key_of("dropout.hidden: {uniform: [0, 0.8]}");
  std::vector<double> expected(11);
  uniforms(stream_key(7, "search/dropout.hidden.rate"), 0, 0, 11, expected.data());
  for (std::int64_t point : {0, 1, 6, 10}) {
    REQUIRE(position_of(rate, Sampler::random, 7, point) ==
            expected[static_cast<std::size_t>(point)]);
  }
  REQUIRE(position_of(rate, Sampler::random, 8, 0) != expected[0]);
}

TEST_CASE("scales: logarithmic, uniform, lists; numbers with four digits") {
  REQUIRE(key_of("optimizer.learning_rate: {log: [1e-4, 1e-1]}").at(0.5) == Value(0.003162));
  REQUIRE(key_of("optimizer.learning_rate: {log: [1e-4, 1e-1]}").at(0) == Value(1e-4));
  REQUIRE(key_of("dropout.hidden: {uniform: [0, 0.8]}").at(0.37) == Value(0.296));
  const SearchKey list = key_of("dropout.hidden: [0, 0.25, 0.5]");
  REQUIRE(list.at(0) == Value(0));
  REQUIRE(list.at(0.34) == Value(0.25));
  REQUIRE(list.at(0.999999) == Value(0.5));
}

TEST_CASE("each whole number of a range has its share, the last one too") {
  const SearchKey key = key_of("data.train: {uniform: [3, 5]}");
  std::map<std::int64_t, int> counts;
  for (int i = 0; i < 300; ++i) ++counts[key.at(i / 300.).integer()];
  REQUIRE(counts == std::map<std::int64_t, int>{{3, 100}, {4, 100}, {5, 100}});
  REQUIRE(key_of("data.train: {log: [1, 1000]}").at(0.9999999).integer() == 1000);
}

TEST_CASE("what is no range says what to write") {
  const auto message = [](const std::string& text) {
    try {
      key_of(text);
    } catch (const ConfigurationError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  REQUIRE(message("dropout.hidden: 0.5") ==
          "x.yaml:1:17: the searched key dropout.hidden is 0.5, which says no values to try; write "
          "{log: [low, high]}, {uniform: [low, high]} or a list of values");
  REQUIRE(message("dropout.hidden: {range: [0, 1]}") ==
          "x.yaml:1:18: the searched key dropout.hidden contains 'range', which is no scale; write "
          "{log: [low, high]}, {uniform: [low, high]} or a list of values");
  REQUIRE(message("dropout.hidden: {uniform: [0.8, 0]}") ==
          "x.yaml:1:27: uniform of the searched key dropout.hidden goes from 0.8 to 0, but the "
          "second must be larger; exchange them");
  REQUIRE(message("optimizer.learning_rate: {log: [0, 1]}") ==
          "x.yaml:1:32: log of the searched key optimizer.learning_rate begins at 0, but a "
          "logarithmic scale has only numbers above 0; begin above 0, or write {uniform: [0, 1]}");
  REQUIRE_THAT(message("optimizer.lerning_rate: {uniform: [0, 0.8]}"),
               Catch::Contains("did you mean 'learning_rate'?"));
}

}  // namespace regsweep::search_space_test
