// Topics: everything that a sweep may name, gathered from the tables of the house for `describe`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/schema.hpp"

namespace regsweep {

struct Topic {
  std::string chapter;                                     // "Datasets"
  std::string name;                                        // "mnist"
  std::string place;                                       // in YAML: "data: {name: mnist}"
  std::string summary;                                     // one sentence, no full stop
  std::vector<std::pair<std::string, std::string>> facts;  // equation, source, licence, ...
  Schema schema;  // its fields; alternatives are topics of their own
  std::string example;
};

/// All topics, chapter after chapter.
const std::vector<Topic>& topics();

}  // namespace regsweep
