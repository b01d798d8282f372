#include "data/divided_examples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/draw_options.hpp"
#include "data/index_file.hpp"
#include "random/draws.hpp"

namespace regsweep {
namespace {

const char* part_name(SaidPart part) {
  switch (part) {
    case SaidPart::train:
      return "train";
    case SaidPart::validation:
      return "validation";
    case SaidPart::test:
      return "test";
    default:
      return "no";
  }
}

// The part of each example, from files of numbers.
class PartsOfFiles {
 public:
  PartsOfFiles(const DrawOptions& options, const Available& available)
      : known_(available.known), examples_(available.train) {
    const bool training = options.train_index.has_value();
    parts_.assign(static_cast<std::size_t>(examples_), training ? SaidPart::none : SaidPart::train);
    named_.resize(parts_.size());
    find_places();
    add(options.train_index, SaidPart::train);
    add(options.validation_index, SaidPart::validation);
    add(options.test_index, SaidPart::test);
  }

  std::vector<SaidPart> take() { return std::move(parts_); }

 private:
  // Of rows of the file that were left out -1.
  void find_places() {
    if (known_.in_file.empty()) return;
    places_.assign(static_cast<std::size_t>(known_.file_examples), -1);
    for (std::size_t i = 0; i < known_.in_file.size(); ++i) {
      places_[static_cast<std::size_t>(known_.in_file[i])] = static_cast<std::int64_t>(i);
    }
  }

  void add(const std::optional<std::string>& path, SaidPart part) {
    if (!path) return;
    const std::int64_t all = places_.empty() ? examples_ : known_.file_examples;
    std::int64_t used = 0;
    for (const std::int64_t number : read_index_file(*path, all)) {
      const std::int64_t place =
          places_.empty() ? number : places_[static_cast<std::size_t>(number)];
      if (place < 0) continue;
      const std::string*& before = named_[static_cast<std::size_t>(place)];
      if (before != nullptr) {
        throw DataError(fmt::format(
            "example {} is named by {} and by {}, so that it would be in two parts; give files "
            "that share no number",
            number, *before, *path));
      }
      before = &*path;
      parts_[static_cast<std::size_t>(place)] = part;
      ++used;
    }
    if (used > 0) return;
    throw DataError(fmt::format(
        "every row that {} names for the {} part was left out, lacking a value; give other rows, "
        "or data.missing: mean",
        *path, part_name(part)));
  }

  const KnownExamples& known_;
  std::int64_t examples_;
  std::vector<std::int64_t> places_;
  std::vector<SaidPart> parts_;
  std::vector<const std::string*> named_;  // by which file
};

// Takes the examples of a part out of the order, and puts them in that of the file.
ExampleNumbers taken_out(ExampleNumbers& order, std::span<const SaidPart> said, SaidPart part) {
  ExampleNumbers taken;
  const auto is_part = [&](std::int64_t example) {
    return said[static_cast<std::size_t>(example)] == part;
  };
  std::ranges::copy_if(order, std::back_inserter(taken), is_part);
  std::erase_if(order, is_part);
  std::ranges::sort(taken);
  return taken;
}

class ExampleDivision {
 public:
  ExampleDivision(const Value& normalized, std::uint32_t subset_seed, const Available& available)
      : normalized_(normalized),
        available_(available),
        known_(available.known),
        options_(draw_options(normalized)) {
    made_.rest.resize(static_cast<std::size_t>(available.train));
    std::iota(made_.rest.begin(), made_.rest.end(), 0);
    if (!options_.keeps_order()) {
      made_.rest = permutation(stream_key(subset_seed, "data/subset"), 0, available.train);
    }
  }

  DividedExamples divide() {
    check_draw(normalized_, available_);
    if (options_.has_index()) {
      const std::vector<SaidPart> said = PartsOfFiles(options_, available_).take();
      take_said(said);
    } else if (!known_.said.empty()) {
      take_said(known_.said);
    }
    if (options_.fold) take_fold();
    if (stratifies()) made_.rest = stratified(made_.rest, known_.classes);
    if (!known_.groups.empty()) made_.rest = grouped(made_.rest, known_.groups);
    return std::move(made_);
  }

 private:
  // Sizes alone need no classes.
  bool stratifies() const { return options_.stratifies() && !known_.classes.empty(); }

  void take_said(std::span<const SaidPart> said) {
    made_.validation = taken_out(made_.rest, said, SaidPart::validation);
    made_.test = taken_out(made_.rest, said, SaidPart::test);
    taken_out(made_.rest, said, SaidPart::none);
    refuse_second(made_.validation, "validation", available_.validation);
    refuse_second(made_.test, "test", available_.test);
  }

  void refuse_second(const ExampleNumbers& said, const char* part, std::int64_t own) const {
    if (said.empty() || own == 0) return;
    throw ConfigurationError(
        normalized_.where(),
        fmt::format("{} has a {} part of its own, and {} examples of its training part are said to "
                    "be it too; say one of the two",
                    available_.name, part, with_thousands(static_cast<long long>(said.size()))));
  }

  std::vector<std::int64_t> folds() const {
    const std::int64_t count = options_.fold->of;
    const auto examples = static_cast<std::int64_t>(made_.rest.size());
    if (options_.keeps_order()) return folds_in_runs(examples, count);
    if (!known_.groups.empty()) return folds_of_groups(made_.rest, known_.groups, count);
    if (stratifies()) return folds_of_classes(made_.rest, known_.classes, count);
    return folds_dealt(examples, count);
  }

  void take_fold() {
    const auto examples = static_cast<std::int64_t>(made_.rest.size());
    const bool in_groups = !known_.groups.empty();
    const std::int64_t most = in_groups ? group_count(made_.rest, known_.groups) : examples;
    if (options_.fold->of > most) {
      throw ConfigurationError(
          normalized_.at("fold").at("of").where(),
          fmt::format("data.fold.of = {}, but {} has only {} {} to train on; give {} or less",
                      options_.fold->of, available_.name, most, in_groups ? "groups" : "examples",
                      most));
    }
    const bool has_test = available_.test > 0 || !made_.test.empty();
    refuse_count(has_test ? "validation" : "test");
    const std::vector<std::int64_t> fold = folds();
    ExampleNumbers held, rest;
    for (std::size_t place = 0; place < fold.size(); ++place) {
      (fold[place] == options_.fold->index ? held : rest).push_back(made_.rest[place]);
    }
    std::ranges::sort(held);
    made_.rest = std::move(rest);
    ExampleNumbers& part = has_test ? made_.validation : made_.test;
    refuse_second(held, has_test ? "validation" : "test",
                  has_test ? available_.validation : available_.test);
    part = std::move(held);
  }

  // The fold is the part.
  void refuse_count(const char* part) const {
    const Value* asked = normalized_.find(part);
    if (asked == nullptr || asked->number() == 0) return;
    throw ConfigurationError(
        asked->where(),
        fmt::format("data.{0} = {1}, but data.fold says already which examples are the {0} part; "
                    "delete data.{0}",
                    part, asked->shown()));
  }

  const Value& normalized_;
  const Available& available_;
  const KnownExamples& known_;
  DrawOptions options_;
  DividedExamples made_;
};

}  // namespace

void check_draw(const Value& normalized, const Available& available) {
  const DrawOptions options = draw_options(normalized);
  const auto refuse = [&](const char* key, const std::string& why) {
    throw ConfigurationError(normalized.at(key).where(),
                             fmt::format("data.{} {}; delete it", key, why));
  };
  if (options.stratifies() && available.task != Task::classification) {
    refuse("stratify", fmt::format("needs classes, but {} has none", available.name));
  }
  const bool in_groups = !available.known.groups.empty();
  if (options.stratifies() && in_groups) {
    refuse("stratify", "draws examples one by one, but here groups are drawn as a whole");
  }
  if (options.keeps_order() && in_groups) {
    refuse("order", "keeps the order of the examples, but here groups are drawn");
  }
  if (options.has_index() && !available.known.said.empty()) {
    throw ConfigurationError(normalized.where(),
                             "data names the parts twice, by files of numbers and by a column or "
                             "an array; delete one of them");
  }
}

DividedExamples divide_examples(const Value& normalized, std::uint32_t subset_seed,
                                const Available& available) {
  return ExampleDivision(normalized, subset_seed, available).divide();
}

}  // namespace regsweep
