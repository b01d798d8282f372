// Topics: everything that a sweep may name, gathered from the tables of the house for `describe`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/field_descriptions.hpp"
#include "core/schema.hpp"

namespace regsweep {

/// Where noise may act in a model: a family of sites, or a site that is in none.
struct PlacementRow {
  std::string placement;  // "hidden"
  std::string sites;      // "hidden.<i>"
  std::string axes;       // "batch, feature"
  std::string meaning;
};

struct Topic {
  std::string chapter;                                     // "Datasets"
  std::string name;                                        // "mnist"
  std::string place;                                       // in YAML: "data: {name: mnist}"
  std::string summary;                                     // one sentence, no full stop
  std::vector<std::pair<std::string, std::string>> facts;  // equation, source, licence, ...
  Schema schema;                                           // its fields
  std::string example;
  AlternativeFields alternatives = AlternativeFields::listed;  // elsewhere: topics of their own
  std::vector<PlacementRow> placements = {};                   // of a model
};

/// All topics, chapter after chapter.
const std::vector<Topic>& topics();

}  // namespace regsweep
