// Freezing plans: what changes with another plan, what is kept of the one before, and who notices.
#include "execution/directory/freeze.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "execution/directory/standing.hpp"
#include "execution/worker.hpp"
#include "small_sweep.hpp"

using namespace regsweep;
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("a plan that is frozen comes back, and freezing it again changes nothing") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder / "sweep");
  const Plan plan = small_plan();
  const FreezeReport first = freeze(plan, "sweep: small\n", directory);
  REQUIRE(first.rewritten);
  REQUIRE(first.added == 4);
  REQUIRE(first.previous_plan.empty());
  REQUIRE(plan_digest(directory.read_plan()) == plan_digest(plan));
  const FreezeReport again = freeze(plan, "sweep: small\n", directory);
  REQUIRE_FALSE(again.rewritten);
  REQUIRE(again.kept == 4);
  REQUIRE(again.added == 0);
}

TEST_CASE("another plan keeps what it shares with the one before, and the one before itself") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  freeze(small_plan("40", "[0, 0.5]"), "the first", directory);
  work(directory, small_plan("40", "[0, 0.5]"), {.name = "test"});
  const FreezeReport foreseen = foresee(small_plan("40", "[0.5, 0.7]"), directory);
  REQUIRE(foreseen.kept == 2);
  REQUIRE(foreseen.added == 2);
  REQUIRE(foreseen.dropped == 2);
  REQUIRE(foreseen.there == 2);
  REQUIRE(foreseen.orphans.size() == 2);
  REQUIRE_FALSE(fs::exists(folder / "plan.before-1.json"));
  const FreezeReport changed = freeze(small_plan("40", "[0.5, 0.7]"), "the second", directory);
  REQUIRE(text_of(folder / "sweep.before-1.yaml") == "the first");
  REQUIRE(changed.kept == 2);
  REQUIRE(changed.added == 2);
  REQUIRE(changed.orphans.size() == 2);
  REQUIRE(changed.previous_plan == folder / "plan.before-1.json");
  REQUIRE(changed.analysis_changed);  // the baseline, rate 0, is gone
  REQUIRE(standing(directory.read_plan(), directory).count(TrialState::finished) == 2);
  for (const std::string& orphan : changed.orphans) REQUIRE(fs::exists(directory.trial(orphan)));
}

TEST_CASE(
    "a plan that was kept already is not kept twice, and a plan without its YAML is kept all the "
    "same") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  freeze(small_plan("40", "[0, 0.5]"), "the first", directory);
  freeze(small_plan("40", "[0.5, 0.7]"), "the second", directory);
  REQUIRE(freeze(small_plan("40", "[0, 0.5]"), "the first", directory).previous_plan ==
          folder / "plan.before-2.json");
  REQUIRE(freeze(small_plan("40", "[0.5, 0.7]"), "the second", directory).previous_plan ==
          folder / "plan.before-1.json");
  fs::remove(directory.sweep_yaml());
  REQUIRE(freeze(small_plan("60", "[0.5, 0.7]"), "the third", directory).previous_plan ==
          folder / "plan.before-2.json");
  fs::remove(directory.sweep_yaml());
  REQUIRE(freeze(small_plan("80", "[0.5, 0.7]"), "the fourth", directory).previous_plan ==
          folder / "plan.before-3.json");
  REQUIRE_FALSE(fs::exists(folder / "sweep.before-3.yaml"));
  REQUIRE(text_of(folder / "sweep.before-2.yaml") == "the second");
}

TEST_CASE("a plan that another one replaces is noticed, the same plan written again is not") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan("40", "[0, 0.5]");
  freeze(plan, "", directory);
  PlanWatch watch(directory, plan);
  REQUIRE(watch.replaced().empty());
  freeze(small_plan("40", "[0, 0.7]"), "", directory);
  REQUIRE_THAT(watch.replaced(),
               Catch::Contains(directory.plan_file().string() + " was replaced by another plan"));
  REQUIRE_FALSE(watch.replaced().empty());
  freeze(plan, "", directory);
  REQUIRE(watch.replaced().empty());
  fs::remove(directory.plan_file());
  REQUIRE(watch.replaced().empty());
}

TEST_CASE("a plan that cannot be read is not an absent one: nothing is frozen in its place") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  fs::create_directory(directory.plan_file());
  REQUIRE_THROWS_AS(directory.read_plan(), StorageError);
  REQUIRE_THROWS_WITH(freeze(small_plan(), "", directory),
                      Catch::Contains("cannot read " + directory.plan_file().string()));
  REQUIRE_FALSE(fs::exists(directory.sweep_yaml()));
}
