// Selection and noise as functions of subset_seed and of an example's index; nothing here depends
// on a trial.
#include "data/restrict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/text.hpp"
#include "data/divided_examples.hpp"
#include "data/draw_options.hpp"
#include "random/draws.hpp"

namespace regsweep {
namespace {

constexpr double default_test_share = 0.2;  // of sets without a test part

// Where to point: at the field that asks for examples.
const Location& place_of(const Value& normalized, const std::string& field) {
  const Value* value = normalized.find(field);
  return value != nullptr ? value->where() : normalized.where();
}

// What is asked of the training part: "train = 58000, validation = 5000".
std::string request_text(const Counts& counts, bool with_train, bool test_from_train) {
  std::vector<std::string> parts;
  if (with_train) parts.push_back(fmt::format("train = {}", counts.train));
  if (counts.validation > 0) parts.push_back(fmt::format("validation = {}", counts.validation));
  if (test_from_train) parts.push_back(fmt::format("test = {}", counts.test));
  return join(parts, ", ");
}

// Words of a noise stream for the examples 0 .. the largest index, so that an example's noise does
// not depend on the selection.
std::int64_t words_needed(const std::vector<std::int64_t>& indices) {
  std::int64_t largest = -1;
  for (const std::int64_t index : indices) largest = std::max(largest, index);
  return largest + 1;
}

}  // namespace

const Fields<Restriction>& restriction_fields() {
  static const Fields<Restriction> fields = [] {
    Fields<Restriction> made("data", "The dataset and which part of it is used");
    made.add("train", &Restriction::train,
             "training examples (of a text: tokens); default: all that validation and a drawn test "
             "part leave",
             at_least(1))
        .add("validation", &Restriction::validation,
             "validation examples, taken from the training part, the same ones for every train; "
             "default: none, of a text all that follows its training part",
             at_least(0))
        .add("test", &Restriction::test,
             "test examples; default: the whole test part, or 20 % of a set that has none; of a "
             "text none",
             at_least(0))
        .add("label_noise", &Restriction::label_noise,
             "classification: probability that a training label is replaced by a uniformly drawn "
             "other class; regression: standard "
             "deviation "
             "of gaussian noise added to the training targets, in the units that the model sees "
             "(after standardisation)",
             at_least(0))
        .add("subset_seed", &Restriction::subset_seed,
             "chooses the subset and the label noise; the seeds of trials do not",
             between(0, 4294967295.0));
    return made;
  }();
  return fields;
}

namespace {

// As many of each part as are asked for, of a training part and others of these sizes.
Counts asked_counts(const Value& normalized, const Restriction& wanted,
                    const Available& available) {
  const bool test_from_train = available.test == 0;
  const bool validation_from_train = available.validation == 0;
  Counts counts;
  counts.validation =
      validation_from_train || normalized.find("validation") != nullptr
          ? wanted.validation.of(validation_from_train ? available.train : available.validation)
          : available.validation;
  if (wanted.test) {
    counts.test = wanted.test->of(test_from_train ? available.train : available.test);
  } else {
    counts.test = test_from_train
                      ? std::llround(default_test_share * static_cast<double>(available.train))
                      : available.test;
  }
  if (!test_from_train && counts.test > available.test) {
    throw ConfigurationError(
        place_of(normalized, "test"),
        fmt::format("data.test = {}, but {} has only {} test examples; lower it", counts.test,
                    available.name, available.test));
  }
  if (!validation_from_train && counts.validation > available.validation) {
    throw ConfigurationError(
        place_of(normalized, "validation"),
        fmt::format("data.validation = {}, but {} has only {} validation examples; lower it",
                    counts.validation, available.name, available.validation));
  }
  const std::int64_t rest = available.train - (validation_from_train ? counts.validation : 0) -
                            (test_from_train ? counts.test : 0);
  counts.train = wanted.train ? wanted.train->of(available.train) : rest;
  constexpr std::int64_t rounding = 2;  // of three shares that are 1 together
  if (wanted.train && wanted.train->is_share() && counts.train <= rest + rounding) {
    counts.train = std::min(counts.train, rest);
  }
  if (rest < 1) {
    throw ConfigurationError(
        place_of(normalized, counts.validation > 0 ? "validation" : "test"),
        fmt::format("data asks for {} of the {} examples that {} has to train on, so none is left "
                    "for training; lower it",
                    request_text(counts, false, test_from_train), available.train, available.name));
  }
  if (counts.train > rest) {
    throw ConfigurationError(
        place_of(normalized, "train"),
        fmt::format(
            "data asks for {}, but {} has only {} examples to train on; give train: {} or less",
            request_text(counts, true, test_from_train), available.name, available.train, rest));
  }
  return counts;
}

void refuse_label_noise(const Value& normalized, const Restriction& wanted,
                        const Available& available) {
  if (available.task == Task::next_token && wanted.label_noise > 0) {
    throw ConfigurationError(
        place_of(normalized, "label_noise"),
        fmt::format(
            "data.label_noise = {}, but {} is made of sequences, which have no labels; delete it",
            number_text(wanted.label_noise), available.name));
  }
  if (available.task == Task::classification && wanted.label_noise > 1) {
    throw ConfigurationError(place_of(normalized, "label_noise"),
                             fmt::format("data.label_noise = {} violates 0 <= label_noise <= 1: "
                                         "for classes it is a probability; give one",
                                         number_text(wanted.label_noise)));
  }
}

// The first `count` of a part in an order of its own; all of it in its order.
std::vector<std::int64_t> some_of(std::int64_t count, std::int64_t available, std::uint32_t seed,
                                  const char* stream) {
  if (count < available) {
    std::vector<std::int64_t> order = permutation(stream_key(seed, stream), 0, available);
    order.resize(static_cast<std::size_t>(count));
    return order;
  }
  std::vector<std::int64_t> all(static_cast<std::size_t>(available));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

// A part of the training part: the chosen places of its list.
ExampleNumbers places_in(const ExampleNumbers& list, const ExampleNumbers& places) {
  ExampleNumbers chosen;
  for (const std::int64_t place : places) chosen.push_back(list[static_cast<std::size_t>(place)]);
  return chosen;
}

class ExampleSelection {
 public:
  ExampleSelection(const Value& normalized, const Available& available)
      : normalized_(normalized),
        available_(available),
        wanted_(restriction_fields().take(normalized)),
        options_(draw_options(normalized)),
        left_(available) {}

  Selection select() {
    refuse_label_noise(normalized_, wanted_, available_);
    division_ = divide_examples(normalized_, wanted_.subset_seed, available_);
    left_.train = static_cast<std::int64_t>(division_.rest.size());
    if (!division_.validation.empty()) {
      left_.validation = static_cast<std::int64_t>(division_.validation.size());
    }
    if (!division_.test.empty()) left_.test = static_cast<std::int64_t>(division_.test.size());
    counts_ = asked_counts(normalized_, wanted_, left_);
    end_ = left_.train;
    take_test();
    take_validation();
    take_train();
    return std::move(selection_);
  }

 private:
  // The last examples that are left, which begin with a group where there are groups.
  ExampleNumbers take_last(std::int64_t count) {
    const auto& groups = available_.known.groups;
    if (!groups.empty()) count = nearest_border(division_.rest, groups, end_, count);
    const auto last = division_.rest.begin() + end_;
    end_ -= count;
    return {last - count, last};
  }

  void take_test() {
    if (left_.test == 0) {
      selection_.test = take_last(counts_.test);
      return;
    }
    if (wanted_.test) {
      selection_.test =
          permutation(stream_key(wanted_.subset_seed, "data/test_subset"), 0, left_.test);
      selection_.test.resize(static_cast<std::size_t>(counts_.test));
    } else {
      selection_.test = some_of(counts_.test, left_.test, wanted_.subset_seed, "data/test_subset");
    }
    if (!division_.test.empty()) selection_.test = places_in(division_.test, selection_.test);
  }

  void take_validation() {
    if (left_.validation == 0) {
      selection_.validation = take_last(counts_.validation);
      return;
    }
    selection_.validation = some_of(counts_.validation, left_.validation, wanted_.subset_seed,
                                    "data/validation_subset");
    if (division_.validation.empty()) return;
    selection_.validation = places_in(division_.validation, selection_.validation);
  }

  void take_train() {
    const std::int64_t count = wanted_.train ? counts_.train : end_;
    if (end_ < 1 || count > end_) {
      throw ConfigurationError(
          place_of(normalized_, "train"),
          fmt::format("validation and test have whole groups of {}, which leaves {} examples to "
                      "train on; ask for fewer",
                      available_.name, end_));
    }
    const auto first = division_.rest.begin() + (options_.keeps_order() ? end_ - count : 0);
    selection_.train.assign(first, first + count);
  }

  const Value& normalized_;
  const Available& available_;
  Restriction wanted_;
  DrawOptions options_;
  Available left_;  // sizes once the division is made
  DividedExamples division_;
  Counts counts_;
  std::int64_t end_ = 0;  // of what is left of division_.rest
  Selection selection_;
};

}  // namespace

Counts restricted_counts(const Value& normalized, const Available& available) {
  const KnownExamples& known = available.known;
  if (draw_options(normalized).divides() || !known.groups.empty() || !known.said.empty()) {
    const Selection selection = ExampleSelection(normalized, available).select();
    return {static_cast<std::int64_t>(selection.train.size()),
            static_cast<std::int64_t>(selection.validation.size()),
            static_cast<std::int64_t>(selection.test.size())};
  }
  const Restriction wanted = restriction_fields().take(normalized);
  refuse_label_noise(normalized, wanted, available);
  check_draw(normalized, available);
  return asked_counts(normalized, wanted, available);
}

Selection select_examples(const Value& normalized, const Available& available) {
  RS_CHECK(!draw_options(normalized).stratifies() || available.task != Task::classification ||
               !available.known.classes.empty(),
           "examples are stratified by their classes");
  return ExampleSelection(normalized, available).select();
}

void add_label_noise(const Restriction& restriction, const std::vector<std::int64_t>& indices,
                     std::int64_t classes, Labels& labels) {
  if (restriction.label_noise == 0 || classes < 2) return;
  const std::uint32_t threshold = drop_threshold(restriction.label_noise);
  // Two words per example: whether it is wrong, and how.
  const std::vector<std::uint32_t> drawn = words(
      stream_key(restriction.subset_seed, "data/label_noise"), 0, 0, 2 * words_needed(indices));
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const std::uint32_t* word = drawn.data() + 2 * indices[i];
    if ((word[0] >> 8) >= threshold) continue;
    const auto shift = static_cast<std::int64_t>(
        static_cast<std::uint64_t>(word[1]) * static_cast<std::uint64_t>(classes - 1) >> 32);
    labels[i] = static_cast<std::int32_t>((labels[i] + 1 + shift) % classes);
  }
}

void add_target_noise(const Restriction& restriction, const std::vector<std::int64_t>& indices,
                      Matrix& targets) {
  if (restriction.label_noise == 0) return;
  const auto outputs = static_cast<std::int64_t>(targets.shape()[1]);
  std::vector<double> drawn(static_cast<std::size_t>(words_needed(indices) * outputs));
  normals(stream_key(restriction.subset_seed, "data/label_noise"), 0, 0,
          static_cast<std::int64_t>(drawn.size()), drawn.data());
  real* target = targets.data();
  for (const std::int64_t index : indices) {
    for (std::int64_t column = 0; column < outputs; ++column) {
      *target++ += static_cast<real>(restriction.label_noise *
                                     drawn[static_cast<std::size_t>(index * outputs + column)]);
    }
  }
}

DatasetFacts restricted_facts(const Value& normalized, const Available& available,
                              std::int64_t features, std::int64_t outputs) {
  const Counts counts = restricted_counts(normalized, available);
  return {available.task, features, outputs, counts.train, counts.validation, counts.test};
}

}  // namespace regsweep
