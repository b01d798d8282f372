// The union of all datasets: one schema, one way in.
#include "data/dataset.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "data/dataset_entry.hpp"
#include "data/draw_options.hpp"
#include "data/restrict.hpp"

namespace regsweep {

const Schema& dataset_schema() {
  static const Schema schema = [] {
    Schema made = restriction_fields().schema();
    made.tag = made.shorthand = "name";
    made.tag_doc = "the dataset";
    add_draw_fields(made);
    made.finish = make_draw_canonical;
    for (const DatasetEntry& entry : dataset_entries()) {
      made.alternatives.push_back(std::make_shared<Schema>(entry.schema));
    }
    return made;
  }();
  return schema;
}

const DatasetEntry& dataset_entry(const std::string& name) {
  std::vector<std::string> names;
  for (const DatasetEntry& entry : dataset_entries()) {
    if (entry.name == name) return entry;
    names.push_back(entry.name);
  }
  throw ConfigurationError(
      fmt::format("there is no dataset '{}'; {}", name, suggestion(name, names)));
}

Dataset load_dataset(const Value& normalized) {
  return dataset_entry(normalized.at("name").text()).load(normalized);
}

DatasetFacts dataset_facts(const Value& normalized) {
  return dataset_entry(normalized.at("name").text()).facts(normalized);
}

DatasetFacts facts_of_dataset(const Dataset& dataset) {
  DatasetFacts facts;
  facts.task = dataset.task;
  facts.features = dataset.features;
  facts.outputs = dataset.outputs;
  facts.train = dataset.count(dataset.train);
  facts.validation = dataset.count(dataset.validation);
  facts.test = dataset.count(dataset.test);
  facts.sequence = dataset.sequence;
  facts.each_once = dataset.each_once;
  facts.has_characters = dataset.train.characters > 0;
  return facts;
}

DatasetDescription describe_dataset(const Value& normalized) {
  const DatasetEntry& entry = dataset_entry(normalized.at("name").text());
  return entry.describe ? entry.describe(normalized) : DatasetDescription{};
}

UnderstoodDataset understand_dataset(const Value& normalized) {
  const DatasetEntry& entry = dataset_entry(normalized.at("name").text());
  if (entry.understand) return entry.understand(normalized);
  return {dataset_facts(normalized), describe_dataset(normalized)};
}

}  // namespace regsweep
