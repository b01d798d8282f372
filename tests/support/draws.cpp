// regsweep-draws: prints what the library draws as JSON, for the comparison with the numpy
// rendering of the randomness contract.
//
//   regsweep-draws SEED STREAM STEP PASS COUNT
//       words, uniforms, normals of any stream, and the order of its words at STEP
//   regsweep-draws mask SEED SITE STEP PASS RATE ROWS COLUMNS SHARE NOISE
//       multipliers of a site with axes {batch, feature}; blocks of 3
//   regsweep-draws weights SEED KIND IN OUT
//       initial weight and bias of layers.0 (gaussian: deviation 0.01)
//   regsweep-draws windows SEED STEP BATCH TOKENS CONTEXT
//       first tokens of the windows of a running text
//   regsweep-draws mixing SEED STEP ROWS ALPHA
//   regsweep-draws gradient SEED STEP RATE DECAY
//       what is added to the gradient of parameters with 7 x 5, 5 and 13 numbers
//   regsweep-draws labels SEED RATE CLASSES COUNT
//       labels i % CLASSES after data.label_noise
//   regsweep-draws subset SEED COUNT TRAIN VALIDATION
//       of a set of COUNT training examples with a test part: which are used
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "data/restrict.hpp"
#include "models/initialization.hpp"
#include "random/draws.hpp"
#include "regularizers/rule_entry.hpp"
#include "regularizers/site_noise.hpp"
#include "training/batches.hpp"

using namespace regsweep;

namespace {

template <class Numbers>
std::string list(const Numbers& numbers) {
  return fmt::format("[{}]",
                     fmt::join(numbers, ","));  // shortest text that reads back to the same bits
}

std::uint32_t whole(const std::string& text) {
  return static_cast<std::uint32_t>(std::stoul(text));
}

void print_stream(const std::vector<std::string>& a) {
  const std::uint32_t seed = whole(a[0]), step = whole(a[2]), pass = whole(a[3]);
  const std::int64_t count = std::stoll(a[4]);
  const StreamKey key = stream_key(seed, a[1]);
  std::vector<double> flat(static_cast<std::size_t>(count)), normal(flat.size());
  uniforms(key, step, pass, count, flat.data());
  normals(key, step, pass, count, normal.data());
  fmt::print("{{\"words\":{},\"uniforms\":{},\"normals\":{},\"order\":{}}}\n",
             list(words(key, step, pass, count)), list(flat), list(normal),
             list(permutation(key, step, count)));
}

void print_mask(const std::vector<std::string>& a) {
  SiteNoiseOptions options;
  options.rate = std::stod(a[4]);
  options.noise = a[8];
  if (a[8] == "block") options.numbers = {3};
  if (a[7] != "none") options.share = {a[7]};
  const std::int64_t shape[] = {std::stoll(a[5]), std::stoll(a[6])};
  SiteNoise noise(options, {a[1], {"batch", "feature"}, {}, 0, 1}, whole(a[0]),
                  std::numeric_limits<std::int64_t>::max());
  const std::vector<real> multipliers =
      factors_of(noise.draw({true, whole(a[2]), whole(a[3])}, shape), shape[0] * shape[1]);
  fmt::print("{{\"multipliers\":{},\"scale\":1}}\n", list(multipliers));
}

void print_weights(const std::vector<std::string>& a) {
  const std::int64_t in = std::stoll(a[2]), out = std::stoll(a[3]);
  ParameterLayout layout;
  layout.add("layers.0.weight", {out, in});
  layout.add("layers.0.bias", {out});
  const Initialization initialization = initialization_fields().read(Value(a[1]), "initialization");
  Flat weights(layout.size());
  std::vector<std::vector<real>> made;
  for (const ParameterInfo& each : layout.all()) {
    initialize(initialization, whole(a[0]), each, in, weights);
    made.emplace_back(data(weights, each), data(weights, each) + each.size);
  }
  fmt::print("{{\"weight\":{},\"bias\":{}}}\n", list(made[0]), list(made[1]));
}

// Batches of a text whose tokens are their own positions.
void print_windows(const std::vector<std::string>& a) {
  auto data = std::make_shared<Dataset>();
  data->task = Task::next_token;
  for (std::int32_t i = 0; i < std::stoi(a[3]); ++i) data->train.tokens.push_back(i);
  const std::int64_t context = std::stoll(a[4]);
  Batches batches(data, context, std::stoll(a[2]), whole(a[0]));
  const Batch& batch = batches.at(std::stoll(a[1]));
  std::vector<std::int32_t> first;
  for (std::int64_t i = 0; i < batch.rows; ++i) {
    first.push_back(batch.tokens[static_cast<std::size_t>(i * context)]);
  }
  fmt::print("{{\"first\":{}}}\n", list(first));
}

std::unique_ptr<Rule> rule_of(const std::string& name, Map options) {
  const Value written(Map{{name, Value(std::move(options)), {}}});
  return std::move(
      make_rules(canonical_regularizers(regularizers_schema().normalize(written, ""))).at(0));
}

void print_mixing(const std::vector<std::string>& a) {
  const auto rule = rule_of("mixup", {{"alpha", Value(std::stod(a[3])), {}}});
  const Mixing made = rule->mixing({whole(a[0]), std::stoll(a[1]), 1000}, std::stoll(a[2]));
  fmt::print("{{\"share\":{},\"partner\":{}}}\n", made.share, list(made.partner));
}

void print_gradient_noise(const std::vector<std::string>& a) {
  const auto rule = rule_of("gradient_noise", {{"rate", Value(std::stod(a[2])), {}},
                                               {"decay", Value(std::stod(a[3])), {}}});
  ParameterLayout layout;
  layout.add("a", {7, 5});
  layout.add("b", {5});
  layout.add("c", {13});
  Flat gradient(layout.size());
  rule->change_gradient({whole(a[0]), std::stoll(a[1]), 1000}, layout, gradient);
  std::vector<real> added;
  for (const ParameterInfo& each : layout.all()) {
    added.insert(added.end(), data(gradient, each), data(gradient, each) + each.size);
  }
  fmt::print("{{\"added\":{}}}\n", list(added));
}

void print_labels(const std::vector<std::string>& a) {
  Restriction restriction;
  restriction.subset_seed = whole(a[0]);
  restriction.label_noise = std::stod(a[1]);
  const std::int32_t classes = std::stoi(a[2]);
  Labels labels;
  std::vector<std::int64_t> indices;
  for (std::int32_t i = 0; i < std::stoi(a[3]); ++i) {
    labels.push_back(i % classes);
    indices.push_back(i);
  }
  add_label_noise(restriction, indices, classes, labels);
  fmt::print("{{\"labels\":{}}}\n", list(labels));
}

void print_subset(const std::vector<std::string>& a) {
  Available available;
  available.train = std::stoll(a[1]);
  available.test = 10;
  const auto number = [](const std::string& text) {
    return Value(static_cast<std::int64_t>(std::stoll(text)));
  };
  const Selection chosen = select_examples(Value(Map{{"subset_seed", number(a[0]), {}},
                                                     {"train", number(a[2]), {}},
                                                     {"validation", number(a[3]), {}},
                                                     {"label_noise", Value(0), {}}}),
                                           available);
  fmt::print("{{\"train\":{},\"validation\":{}}}\n", list(chosen.train), list(chosen.validation));
}

struct Command {
  const char* name;
  std::size_t arguments;
  void (*print)(const std::vector<std::string>&);
};

const Command commands[] = {{"mask", 9, print_mask},
                            {"weights", 4, print_weights},
                            {"windows", 5, print_windows},
                            {"mixing", 4, print_mixing},
                            {"gradient", 4, print_gradient_noise},
                            {"labels", 4, print_labels},
                            {"subset", 4, print_subset}};

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> all(arguments + 1, arguments + count);
  if (!all.empty()) {
    const std::vector<std::string> rest(all.begin() + 1, all.end());
    for (const Command& each : commands) {
      if (all[0] != each.name || rest.size() != each.arguments) continue;
      each.print(rest);
      return EXIT_SUCCESS;
    }
  }
  if (all.size() == 5) {
    print_stream(all);
  } else {
    fmt::print(stderr,
               "regsweep-draws: see the opening comment of tests/support/draws.cpp for the "
               "arguments\n");
    return EXIT_FAILURE;
  }
}
