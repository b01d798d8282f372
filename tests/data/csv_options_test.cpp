// The keys of `csv`: what is refused, and that a map has one form.
#include "data/csv_options.hpp"

#include "temporary_files.hpp"

namespace regsweep::csv_options_test {

using namespace testing;

Value csv(std::initializer_list<Member> more) {
  Map given{member("name", "csv"), member("path", "t.csv")};
  given.insert(given.end(), more);
  return normalized(given);
}

TEST_CASE("what is the default is the same map when it is said") {
  const Value bare = csv({});
  REQUIRE(csv({member("decimal", "."), member("missing", "refuse")}) == bare);
  REQUIRE(dataset_schema().normalize(bare, "data") == bare);
  for (const char* later : {"decimal", "missing", "comment", "validation_path", "categorical"}) {
    REQUIRE(bare.find(later) == nullptr);  // older than these keys, and so are their trials
  }
  REQUIRE(bare.at("validation") == Value(0));
  const Value own = csv({member("validation_path", "v.csv")});
  REQUIRE(own.find("validation") == nullptr);
  REQUIRE(dataset_schema().normalize(own, "data") == own);
}

TEST_CASE("keys of csv that cannot be meant are refused") {
  const auto refused = [](const char* key, const Value& value) {
    return sentence<ConfigurationError>([&] { csv({member(key, value)}); });
  };
  REQUIRE(refused("decimal", Value(",,")) ==
          "data.decimal is text (,,), but it must be one character that is no digit");
  REQUIRE(refused("categorical", Value("x")) ==
          "data.categorical is text (x), but it must be a list of column names or indices");
  REQUIRE(refused("missing_marks", Value("x")) ==
          "data.missing_marks is text (x), but it must be a list of texts or numbers");
  REQUIRE(sentence<ConfigurationError>([&] {
            csv({member("task", "classification"), member("target", List{"a", "b"})});
          }) ==
          "data.target is a list ([a, b]), but it must be one column, since the task is "
          "classification");
}

TEST_CASE("the format of a table is what its map says") {
  const CsvFormat format =
      csv_format(csv({member("decimal", ","), member("comment", "#"), member("skip_lines", 3),
                      member("header", false), member("missing_marks", List{"x", -200, 1.5})}));
  REQUIRE(format.decimal == ',');
  REQUIRE(format.comment == "#");
  REQUIRE(format.skip_lines == 3);
  REQUIRE(format.header == Header::no);
  REQUIRE(format.missing_marks == std::vector<std::string>{"x", "-200", "1.5"});
}

}  // namespace regsweep::csv_options_test
