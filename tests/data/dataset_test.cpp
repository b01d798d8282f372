// The union of all datasets: shorthand, spelling, idempotence, facts without files.
#include "data/dataset_entry.hpp"
#include "temporary_files.hpp"

namespace regsweep::dataset_test {

using namespace testing;

TEST_CASE("sets that read files of the user declare them, so that their content counts") {
  for (const DatasetEntry& entry : dataset_entries()) {
    if (!entry.origin.files.empty() || entry.kind == "synthetic") continue;
    INFO(entry.name);
    REQUIRE_FALSE(entry.file_keys.empty());
  }
}

TEST_CASE("every dataset is in the table with all that a listing says") {
  std::vector<std::string> names;
  for (const DatasetEntry& entry : dataset_entries()) {
    names.push_back(entry.name);
    REQUIRE(entry.schema.name == entry.name);
    for (const std::string* text :
         {&entry.kind, &entry.summary, &entry.size, &entry.source, &entry.licence}) {
      REQUIRE_FALSE(text->empty());
    }
    REQUIRE((entry.load && entry.facts));
    for (const KnownFile& file : entry.origin.files) REQUIRE(file.sha256.size() == 64);
  }
  REQUIRE(names == std::vector<std::string>{"arrays", "boston", "copy", "csv", "digits",
                                            "fashion-mnist", "gutenberg", "idx", "images",
                                            "induction", "linear_regression", "mnist", "moby_dick",
                                            "modular_arithmetic", "parity", "teacher", "text",
                                            "tiny_shakespeare", "two_moons"});
}

TEST_CASE("a bare name is a dataset with its defaults, and normalizing is idempotent") {
  const Value whole = dataset_schema().normalize(Value("mnist"), "data");
  REQUIRE(whole.shown() ==
          "{name: mnist, scale: unit, validation: 0, label_noise: 0, subset_seed: 0}");
  for (const char* name : {"mnist", "boston", "linear_regression", "two_moons", "teacher", "digits",
                           "fashion-mnist"}) {
    const Value once = dataset_schema().normalize(Value(name), "data");
    REQUIRE(dataset_schema().normalize(once, "data") == once);
  }
  const Value csv = normalized(
      {member("name", "csv"), member("path", "x"), member("header", true), member("target", "y")});
  REQUIRE(dataset_schema().normalize(csv, "data") == csv);
}

TEST_CASE("unknown names and foreign fields are refused") {
  REQUIRE(sentence<ConfigurationError>([] { normalized({member("name", "fashion_mnist")}); }) ==
          "data.name = 'fashion_mnist' is unknown; did you mean 'fashion-mnist'?");
  REQUIRE(sentence<ConfigurationError>([] {
            normalized({member("name", "boston"), member("scale", "unit")});
          }) ==
          "unknown key 'scale' in data (name: boston); allowed: name, standardise, train, "
          "validation, test, label_noise, subset_seed, stratify, order, train_index, "
          "validation_index, test_index, split, fold");
  REQUIRE(sentence<ConfigurationError>([] { dataset_entry("mnits"); }) ==
          "there is no dataset 'mnits'; did you mean 'mnist'?");
}

TEST_CASE("known sets tell their sizes without any file") {
  const TemporaryFolder empty;
  const Environment data("REGSWEEP_DATA", empty.path().string());
  const DatasetFacts facts = dataset_facts(
      normalized({member("name", "mnist"), member("validation", 5000), member("test", 100)}));
  REQUIRE(facts.train == 55000);
  REQUIRE(facts.validation == 5000);
  REQUIRE(facts.test == 100);
  REQUIRE(facts.features == 784);
  REQUIRE(facts.outputs == 10);
  const DatasetFacts boston = dataset_facts(normalized({member("name", "boston")}));
  REQUIRE(boston.task == Task::regression);
  REQUIRE(boston.train == 405);
  REQUIRE(boston.test == 101);
}

TEST_CASE("an absent validation or test part is empty, not missing") {
  const Dataset dataset = load({member("name", "two_moons"), member("test", 0)});
  REQUIRE(dataset.validation.count() == 0);
  REQUIRE(dataset.test.count() == 0);
  REQUIRE(dataset.train.count() == 1000);
}

TEST_CASE("subset_seed chooses the subset, and one seed gives the same bits twice") {
  const Map given{member("name", "two_moons"), member("train", 50), member("label_noise", 0.3),
                  member("subset_seed", 3)};
  const Dataset one = load(given), two = load(given);
  REQUIRE((one.train.features == two.train.features));
  REQUIRE(one.train.labels == two.train.labels);
  Value other(given);
  other.set("subset_seed", 4);
  REQUIRE((load(other.map()).train.features != one.train.features));
}

}  // namespace regsweep::dataset_test
