// Topics: everything that a sweep may name, gathered from the tables of the house for `describe`.
#pragma once

#include <string>
#include <string_view>
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

/// Of the keys of a file, which configs/README.md has in a table of its own.
inline constexpr std::string_view chapter_of_keys = "Keys of the file";

/// All topics, chapter after chapter.
const std::vector<Topic>& topics();

/// What is called so: topics, places of noise ("ffn", "block.0.ffn") and metrics ("test.error");
/// empty for the name of nothing.
std::vector<Topic> topics_named(const std::string& name);

/// The names that topics_named() knows, each once, for suggestions and shells.
std::vector<std::string> topic_names();

// What topics() is made of.

void add_key_topics(std::vector<Topic>& out);
void add_comparison_topics(std::vector<Topic>& out);

/// "block.<i>.ffn" of "block.0.ffn".
std::string with_index(const std::string& site);

/// The same words with a capital letter first.
std::string as_sentence(std::string words);

}  // namespace regsweep
