// Orders of examples from which parts are cut, and folds. All are functions of an order that was
// drawn (restrict.hpp) and of what is known of the examples; `order` lists numbers of examples, and
// `classes`, `groups` say something of each number.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace regsweep {

using ExampleNumbers = std::vector<std::int64_t>;

/// The order in which each class has its share in every beginning and in every end: the k-th of the
/// n examples of a class comes at (k + 1/2) / n, equal places as in `order`. A beginning of m
/// examples is the apportionment of m seats by Webster and Sainte-Lague, and so is an end.
ExampleNumbers stratified(const ExampleNumbers& order, std::span<const std::int32_t> classes);

/// The order in which a group's examples stand side by side; groups as they first occur in `order`.
ExampleNumbers grouped(const ExampleNumbers& order, std::span<const std::int64_t> groups);

/// How many examples before place `end` of a grouped order begin with a group and are nearest to
/// `count`, at least one group unless `count` is 0; of two that are as near, fewer.
std::int64_t nearest_border(const ExampleNumbers& order, std::span<const std::int64_t> groups,
                            std::int64_t end, std::int64_t count);

/// The fold, 0 .. folds-1, of each place of `order`.
///   dealt      place j has fold j modulo folds
///   of classes the same after a stable sort by class: a class has as many examples in each fold,
///              or one less in some
///   of groups  the largest group first, each to the fold with the fewest examples so far (the
///              first of equals), groups of equal size as they first occur in `order`
///   in runs    fold f has the places from f n / folds to (f + 1) n / folds, rounded down
std::vector<std::int64_t> folds_dealt(std::int64_t count, std::int64_t folds);
std::vector<std::int64_t> folds_of_classes(const ExampleNumbers& order,
                                           std::span<const std::int32_t> classes,
                                           std::int64_t folds);
std::vector<std::int64_t> folds_of_groups(const ExampleNumbers& order,
                                          std::span<const std::int64_t> groups, std::int64_t folds);
std::vector<std::int64_t> folds_in_runs(std::int64_t count, std::int64_t folds);

/// Number of different groups of the examples in `order`.
std::int64_t group_count(const ExampleNumbers& order, std::span<const std::int64_t> groups);

}  // namespace regsweep
