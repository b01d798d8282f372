// Memory of training: what is reserved in the first steps serves all later ones. Replaces the
// global operators new and delete of this test program by ones that count. And the estimate of a
// trial's memory (training/memory_estimate.hpp) against what is counted.
//
// Not under the address sanitizer, which brings its own operators and would be blind behind these.
#ifndef __SANITIZE_ADDRESS__
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "regularizers/rule_entry.hpp"
#include "support/small_trial.hpp"
#include "training/memory_estimate.hpp"

namespace regsweep::memory_estimate_test {

using namespace testing;

std::int64_t held = 0;     // bytes that are allocated now
std::int64_t largest = 0;  // the largest piece since this was last set to 0
std::int64_t peak = 0;     // the most that was held

// In front of each piece: its length, and room that keeps any alignment up to 64.
constexpr std::size_t header = 64;

void* counted(std::size_t bytes) {
  void* memory = nullptr;
  if (posix_memalign(&memory, header, bytes + header) != 0) throw std::bad_alloc();
  *static_cast<std::size_t*>(memory) = bytes;
  held += static_cast<std::int64_t>(bytes);
  largest = std::max(largest, static_cast<std::int64_t>(bytes));
  peak = std::max(peak, held);
  return static_cast<char*>(memory) + header;
}

void release(void* pointer) {
  if (pointer == nullptr) return;
  void* memory = static_cast<char*>(pointer) - header;
  held -= static_cast<std::int64_t>(*static_cast<std::size_t*>(memory));
  std::free(memory);
}

}  // namespace regsweep::memory_estimate_test

using regsweep::memory_estimate_test::counted;
using regsweep::memory_estimate_test::release;

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new(std::size_t bytes, std::align_val_t) { return counted(bytes); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

namespace regsweep::memory_estimate_test {

TEST_CASE(
    "after three steps, 200 more hold not a byte more and reserve no array; dropout at every "
    "site") {
  const bool text = GENERATE(true, false);
  std::vector<std::pair<std::string, Value>> changes{
      {text ? "training.steps" : "training.epochs", Value(100000)}};
  if (text) {
    for (const char* site : {"embedding", "attention", "residual", "ffn", "head", "output"}) {
      changes.emplace_back(std::string("dropout.") + site, Value(0.37));
    }
  }
  Trainer trainer(trial_of(text ? small_transformer_trial(changes) : small_trial(changes)), 2,
                  text ? small_text() : small_classes());
  for (int step = 0; step < 3; ++step) trainer.step();
  const std::int64_t before = held;
  largest = 0;
  for (int step = 0; step < 200; ++step) trainer.step();
  CHECK(held == before);
  CHECK(largest <= 1024);  // lists of a batch's rows
}

TEST_CASE("rules that mix examples or take more passes reserve their arrays in the first steps") {
  const auto rule = GENERATE(
      std::pair{"mixup", Value(0.4)}, std::pair{"r_drop", Value(1)}, std::pair{"sam", Value(0.05)},
      std::pair{"label_smoothing", Value(0.1)}, std::pair{"confidence_penalty", Value(0.1)});
  INFO(rule.first);
  const Value trial = small_trial({{"model.hidden", Value(List{Value(90), Value(50)})},
                                   {"training.epochs", Value(100000)},
                                   {"training.batch", Value(103)},
                                   {std::string("regularizers.") + rule.first, rule.second}});
  Trainer trainer(trial_of(trial), 2, small_classes());
  trainer.step();
  const std::int64_t before = held;
  largest = 0;
  for (int step = 0; step < 20; ++step) trainer.step();
  CHECK(held == before);
  CHECK(largest < static_cast<std::int64_t>(103 * 3 * sizeof(real)));  // outputs of the batch
}

// Bytes that a trainer needs from nothing to its end, without saving.
std::int64_t counted_by_training(const Value& configuration,
                                 const std::shared_ptr<const Dataset>& data) {
  const std::int64_t before = peak = held;
  Trainer trainer(trial_of(configuration), 2, data);
  trainer.run([](const Progress&) { return true; });
  return peak - before;
}

void check_estimate(const std::string& what, const Value& configuration,
                    const std::shared_ptr<const Dataset>& data) {
  const MemoryEstimate estimate = estimate_memory(configuration, facts_of_dataset(*data));
  const auto estimated = static_cast<double>(std::max(estimate.drawing(), estimate.stepping()));
  const auto counted = static_cast<double>(counted_by_training(configuration, data));
  INFO(what << ": estimated " << estimated << ", counted " << counted << ", ratio "
            << estimated / counted);
  CHECK(estimated > 0.9 * counted);
  CHECK(estimated < 1.1 * counted);
}

TEST_CASE("the estimated memory of perceptrons is what their training allocates") {
  const auto trial = [](std::vector<std::pair<std::string, Value>> changes) {
    if (changes.empty() || changes[0].first != "model.hidden") {
      changes.emplace_back("model.hidden", Value(List{Value(370), Value(290)}));
    }
    changes.emplace_back("training.epochs", Value(2));
    changes.emplace_back("training.batch", Value(100));
    return small_trial(changes);
  };
  check_estimate("dropout", trial({}), small_classes());
  check_estimate("momentum", trial({{"optimizer.momentum", Value(0.9)}}), small_regression());
  const std::pair<std::string, Value> narrow{
      "model.hidden", Value(List{Value(97), Value(130)})};  // then activations are the most
  check_estimate("narrow", trial({narrow}), small_classes());
  check_estimate("gaussian noise", trial({narrow, {"dropout.hidden.noise", Value("gaussian")}}),
                 small_classes());
  check_estimate("noisy weights", trial({{"dropout.weights", Value(0.37)}}), small_classes());
  check_estimate("batches in parts", trial({{"training.accumulation", Value(3)}}), small_classes());
  check_estimate("weight averaging", trial({{"regularizers.weight_averaging", Value("ema")}}),
                 small_classes());
  check_estimate("decay to initialization",
                 trial({{"regularizers.decay_to_initialization", Value(0.1)}}), small_classes());
  check_estimate("sharpness", trial({{"regularizers.sam", Value(0.05)}}), small_classes());
  check_estimate("sharpness in parts",
                 trial({{"training.accumulation", Value(3)}, {"regularizers.sam", Value(0.05)}}),
                 small_classes());
  const List deep(7, Value(190));
  check_estimate("deep", trial({{"model.hidden", Value(deep)}}), small_classes());
  check_estimate(
      "deep, averaged",
      trial({{"model.hidden", Value(deep)}, {"regularizers.weight_averaging", Value("swa")}}),
      small_classes());
  check_estimate("deep, adam",
                 trial({{"model.hidden", Value(deep)}, {"optimizer.kind", Value("adam")}}),
                 small_regression());
}

TEST_CASE("the estimated memory of transformers is what their training allocates") {
  const auto trial = [](std::vector<std::pair<std::string, Value>> changes) {
    changes.emplace_back("model.channels", Value(64));
    changes.emplace_back("model.heads", Value(4));
    changes.emplace_back("model.context", Value(37));
    changes.emplace_back("training.batch", Value(23));
    return small_transformer_trial(changes);
  };
  check_estimate("dropout", trial({}), small_text());
  check_estimate("gaussian noise",
                 trial({{"dropout.attention.noise", Value("gaussian")},
                        {"dropout.ffn.noise", Value("gaussian")}}),
                 small_text());
  check_estimate("deep", trial({{"model.layers", Value(7)}}), small_text());
  check_estimate("weight averaging", trial({{"regularizers.weight_averaging", Value("ema")}}),
                 small_text());
  check_estimate("post norm", trial({{"model.norm", Value("post")}, {"model.ffn", Value(7)}}),
                 small_sequences());
}

TEST_CASE("what is saved, kept and averaged is part of the estimate") {
  const DatasetFacts facts = facts_of_dataset(*small_classes());
  const auto of = [&](std::vector<std::pair<std::string, Value>> changes) {
    return estimate_memory(small_trial(changes), facts);
  };
  const std::int64_t weights = of({}).saved;
  CHECK(weights == static_cast<std::int64_t>(sizeof(real)) * (9 * 3 + 9 + 5 * 9 + 5 + 3 * 5 + 3));
  CHECK(of({{"optimizer.momentum", Value(0.9)}}).saved == 2 * weights);
  CHECK(of({{"training.save_parameters", Value(List{Value(0), Value("last")})}}).saved ==
        3 * weights);
  CHECK(of({{"optimizer.momentum", Value(0.9)}}).stepping() == of({}).stepping() + weights);
  CHECK(of({{"regularizers.weight_averaging", Value("ema")}}).saved == 2 * weights);
  CHECK(of({{"regularizers.decay_to_initialization", Value(0.1)}}).saved ==
        weights);  // it is in the configuration and the seed
  CHECK(of({{"regularizers.decay_to_initialization", Value(0.1)}}).rules == weights);
}

TEST_CASE(
    "a worker needs its data alone, or its own labels beside the features that others hold too") {
  const MemoryEstimate estimate =
      estimate_memory(small_trial(), facts_of_dataset(*small_classes()));
  const std::int64_t examples = 103 + 50 + 70;
  CHECK(estimate.data == examples * 4 * static_cast<std::int64_t>(sizeof(real)));
  CHECK(estimate.copied == examples * static_cast<std::int64_t>(sizeof(real)));
  CHECK(estimate.loading() == 3 * estimate.data);
  CHECK(estimate.alone() >= estimate.program + estimate.loading());
  CHECK(estimate.alone() >= estimate.data + estimate.beside_data());
  CHECK(estimate.sharing() == estimate.copied + estimate.beside_data());
  const MemoryEstimate text =
      estimate_memory(small_transformer_trial(), facts_of_dataset(*small_text()));
  CHECK(text.copied == text.data);
}

TEST_CASE("rules keep as many arrays of the size of the weights as their entries say") {
  ParameterLayout layout;
  layout.add("layers.0.weight", {1000, 100});
  const Flat weights(layout.size());
  for (const RuleEntry& entry : rule_entries()) {
    CAPTURE(entry.name);
    Map options;
    for (const Field& field : entry.schema.fields) {
      if (field.optional || field.default_value) continue;
      const Value number = field.kind == FieldKind::integer ? Value(1) : Value(0.5);
      options.push_back({field.key, field.kind == FieldKind::text ? Value("hidden") : number, {}});
    }
    const std::unique_ptr<Rule> rule =
        entry.make(entry.schema.normalize(Value(std::move(options)), entry.name));
    const std::int64_t before = held;
    rule->start(layout, weights);
    CHECK((held - before) / static_cast<std::int64_t>(weights.size() * sizeof(real)) ==
          entry.kept_arrays);
  }
}

TEST_CASE(
    "many trials of one dataset ask for its facts once, and get the estimate that each would have "
    "alone") {
  MemoryEstimates estimates;
  for (const std::int64_t units : {7, 11}) {
    const Value trial = small_trial({{"model.hidden", Value(List{Value(units)})}});
    CHECK(estimates.of(trial).alone() ==
          estimate_memory(trial, dataset_facts(trial.at("data"))).alone());
  }
}

}  // namespace regsweep::memory_estimate_test

#endif
