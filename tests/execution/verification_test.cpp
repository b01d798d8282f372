// Verification: true results are found true, changed ones are found out and named.
#include "execution/verification.hpp"

#include <catch2/catch.hpp>

#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "results/publish.hpp"
#include "results/trial_file.hpp"
#include "small_sweep.hpp"

namespace regsweep::verification_test {

using Catch::Contains;

// Seals other content under the name of a finished trial, as a program with a fault would have
// done.
template <class Change>
void rewrite(const std::filesystem::path& file, const Change& change) {
  Group root = read_trial(file);
  change(root);
  root.set_attribute("digest", Value(digest(root)));
  publish(file, hdf5_image(root));
}

double& number(Group& root, const char* group, const char* array) {
  for (Array& each : root.child(group).arrays) {
    if (each.name == array) return std::get<std::vector<double>>(each.data).front();
  }
  FAIL("no " << array);
  throw 0;
}

TEST_CASE("trials that are trained again give the same bits; a changed number is named") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  work(directory, plan, {.name = "test"});
  DatasetCache datasets;
  for (std::size_t trial = 0; trial < 4; ++trial) {
    REQUIRE(verify_trial(plan, directory, trial, datasets).comparison == Comparison::same_bits);
  }

  const std::filesystem::path file = directory.trial(plan.trials[3].id);
  rewrite(file, [](Group& root) { number(root, "final", "test.loss") += 1e-12; });
  const Verdict changed = verify_trial(plan, directory, 3, datasets);
  REQUIRE(changed.comparison == Comparison::different);
  REQUIRE_THAT(changed.explanation,
               Contains("final/test.loss at 0: ") && Contains("this is a fault"));

  rewrite(file,
          [](Group& root) { root.child("provenance").set_attribute("cpu", Value("another one")); });
  const Verdict elsewhere = verify_trial(plan, directory, 3, datasets);
  REQUIRE(elsewhere.comparison == Comparison::within_tolerance);
  REQUIRE_THAT(elsewhere.explanation,
               Contains("cpu 'another one' -> ") || Contains("cpu another one -> "));

  rewrite(file, [](Group& root) { number(root, "final", "test.loss") += 0.37; });
  const Verdict far = verify_trial(plan, directory, 3, datasets);
  REQUIRE(far.comparison == Comparison::different);
  REQUIRE_THAT(far.explanation, Contains("beyond the tolerance"));
}

TEST_CASE("of a number that another program made, the program is blamed and not the machine") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan("10");
  freeze(plan, "", directory);
  work(directory, plan, {.name = "test"});
  rewrite(directory.trial(plan.trials[1].id), [](Group& root) {
    number(root, "final", "test.loss") += 1e-12;
    root.child("provenance").set_attribute("program", Value("0123456789abcdef"));
    root.child("provenance").set_attribute("program_sources", Value(std::string(32, '7')));
  });
  DatasetCache datasets;
  const Verdict verdict = verify_trial(plan, directory, 1, datasets);
  REQUIRE(verdict.comparison == Comparison::within_tolerance);
  REQUIRE(verdict.made_by.id == "0123456789abcdef");
  REQUIRE_THAT(verdict.explanation,
               Contains("(sources 7777777777 -> " + short_hash(this_program().sources) + ")"));
}

TEST_CASE("a sample of options has every key, word and flag once, and no second seed") {
  const Plan plan = small_plan("10", "[0, 0.3, 0.5]", "4");
  std::vector<std::size_t> all;
  for (std::size_t trial = 0; trial < plan.trials.size(); ++trial) all.push_back(trial);
  const std::vector<std::size_t> sample = sample_of_options(plan, all);
  // with and without noise; the second rate has the keys and words of the first
  REQUIRE(sample.size() <= 2);
  REQUIRE(cover_options(plan, sample, all));
  std::size_t with_noise = 0;
  for (const std::size_t trial : sample) {
    const bool noisy =
        !plan.variants[plan.trials[trial].variant].configuration.at("dropout").map().empty();
    with_noise += noisy;
  }
  REQUIRE(with_noise == 1);
  std::vector<std::size_t> unnoisy;
  for (const std::size_t trial : all) {
    if (plan.variants[plan.trials[trial].variant].configuration.at("dropout").map().empty()) {
      unnoisy.push_back(trial);
    }
  }
  REQUIRE(unnoisy.size() == 4);
  REQUIRE_FALSE(cover_options(plan, unnoisy, all));
  REQUIRE(sample_of_options(plan, unnoisy).size() == 1);
}

TEST_CASE("the sample is spread over the plan and has finished trials only") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan("10", "[0, 0.3, 0.5]", "4");
  freeze(plan, "", directory);
  Plan part = plan;
  part.trials.erase(part.trials.begin(), part.trials.begin() + 4);
  work(directory, part, {.name = "test"});
  REQUIRE(sample_of_finished(plan, directory, 2) == std::vector<std::size_t>{4, 8});
  REQUIRE(sample_of_finished(plan, directory, 100).size() == 8);
}

TEST_CASE(
    "a difference is found in attributes, shapes, members on either side, and not in provenance") {
  Group before, now;
  before.set_attribute("seed", Value(3));
  now.set_attribute("seed", Value(4));
  REQUIRE(first_difference(before, now) == "attribute seed: 3 before, 4 now");
  now.set_attribute("seed", Value(3));
  before.child("provenance").set_attribute("host", Value("a"));
  REQUIRE(first_difference(before, now).empty());
  now.child("curves").add_scalar("loss", 0.25, "nats", "");
  REQUIRE(first_difference(before, now) == "curves is there no more");
  before.child("curves").add_scalar("loss", 0.75, "nats", "");
  REQUIRE(first_difference(before, now) == "curves/loss at 0: 0.75 before, 0.25 now");
}

}  // namespace regsweep::verification_test
