// What a target of classes, or of numbers, must not be: each with what to do about it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace regsweep {

/// DataError when a target has one class alone, fractions as classes, or nearly as many classes as
/// examples. `training`: how often training has each; `target` begins the sentence ("the target,
/// column 'y' of t.csv,"); `key` is what names another one ("data.target").
void check_classes(const std::string& target, const std::map<std::string, std::int64_t>& training,
                   std::int64_t examples, const std::string& key);

/// The sentence of a target that is the same everywhere.
std::string constant_target(const std::string& target, const std::string& value);

}  // namespace regsweep
