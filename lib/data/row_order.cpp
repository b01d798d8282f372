#include "data/row_order.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

namespace regsweep {
namespace {

std::size_t spot(std::int64_t number) { return static_cast<std::size_t>(number); }

// The examples of each group, in the order of their first occurrence.
std::vector<ExampleNumbers> members_of_groups(const ExampleNumbers& order,
                                              std::span<const std::int64_t> groups) {
  std::unordered_map<std::int64_t, std::size_t> places;
  std::vector<ExampleNumbers> members;
  for (const std::int64_t example : order) {
    const auto [known, fresh] = places.emplace(groups[spot(example)], members.size());
    if (fresh) members.emplace_back();
    members[known->second].push_back(example);
  }
  return members;
}

}  // namespace

ExampleNumbers stratified(const ExampleNumbers& order, std::span<const std::int32_t> classes) {
  struct Ranked {
    std::int64_t example, rank;  // its place among those of its class
    std::int32_t label;
  };
  std::map<std::int32_t, std::int64_t> sizes;
  std::vector<Ranked> ranked;
  ranked.reserve(order.size());
  for (const std::int64_t example : order) {
    const std::int32_t label = classes[spot(example)];
    ranked.push_back({example, sizes[label]++, label});
  }
  // (rank + 1/2) / size, compared without rounding.
  std::ranges::stable_sort(ranked, [&](const Ranked& a, const Ranked& b) {
    return (2 * a.rank + 1) * sizes.at(b.label) < (2 * b.rank + 1) * sizes.at(a.label);
  });
  ExampleNumbers sorted;
  sorted.reserve(order.size());
  for (const Ranked& each : ranked) sorted.push_back(each.example);
  return sorted;
}

ExampleNumbers grouped(const ExampleNumbers& order, std::span<const std::int64_t> groups) {
  ExampleNumbers sorted;
  sorted.reserve(order.size());
  for (const ExampleNumbers& members : members_of_groups(order, groups)) {
    sorted.insert(sorted.end(), members.begin(), members.end());
  }
  return sorted;
}

std::int64_t nearest_border(const ExampleNumbers& order, std::span<const std::int64_t> groups,
                            std::int64_t end, std::int64_t count) {
  if (count == 0) return 0;
  std::int64_t before = 0;  // examples of whole groups, of fewer than `count`
  for (std::int64_t taken = 1; taken <= end; ++taken) {
    const std::int64_t first = end - taken;
    const bool at_border =
        first == 0 || groups[spot(order[spot(first - 1)])] != groups[spot(order[spot(first)])];
    if (!at_border) continue;
    if (taken >= count) return before > 0 && count - before <= taken - count ? before : taken;
    before = taken;
  }
  return before;
}

std::vector<std::int64_t> folds_dealt(std::int64_t count, std::int64_t folds) {
  std::vector<std::int64_t> dealt(spot(count));
  for (std::int64_t place = 0; place < count; ++place) dealt[spot(place)] = place % folds;
  return dealt;
}

std::vector<std::int64_t> folds_of_classes(const ExampleNumbers& order,
                                           std::span<const std::int32_t> classes,
                                           std::int64_t folds) {
  std::vector<std::size_t> places(order.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::stable_sort(places, [&](std::size_t a, std::size_t b) {
    return classes[spot(order[a])] < classes[spot(order[b])];
  });
  std::vector<std::int64_t> dealt(order.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    dealt[places[i]] = static_cast<std::int64_t>(i) % folds;
  }
  return dealt;
}

std::vector<std::int64_t> folds_of_groups(const ExampleNumbers& order,
                                          std::span<const std::int64_t> groups,
                                          std::int64_t folds) {
  std::vector<ExampleNumbers> members = members_of_groups(order, groups);
  std::ranges::stable_sort(members,
                           [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::vector<std::size_t> filled(spot(folds));
  std::unordered_map<std::int64_t, std::int64_t> fold_of;  // group -> fold
  for (const ExampleNumbers& each : members) {
    const auto fewest = std::ranges::min_element(filled);
    *fewest += each.size();
    fold_of[groups[spot(each.front())]] = fewest - filled.begin();
  }
  std::vector<std::int64_t> dealt;
  dealt.reserve(order.size());
  for (const std::int64_t example : order) dealt.push_back(fold_of.at(groups[spot(example)]));
  return dealt;
}

std::vector<std::int64_t> folds_in_runs(std::int64_t count, std::int64_t folds) {
  std::vector<std::int64_t> dealt;
  dealt.reserve(spot(count));
  for (std::int64_t fold = 0; fold < folds; ++fold) {
    const std::int64_t end = (fold + 1) * count / folds;
    while (static_cast<std::int64_t>(dealt.size()) < end) dealt.push_back(fold);
  }
  return dealt;
}

std::int64_t group_count(const ExampleNumbers& order, std::span<const std::int64_t> groups) {
  return static_cast<std::int64_t>(members_of_groups(order, groups).size());
}

}  // namespace regsweep
