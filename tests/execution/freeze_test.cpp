// Freezing plans: what changes with another plan, what is kept of the one before, and who notices.
#include "execution/directory/freeze.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "core/json.hpp"
#include "execution/directory/standing.hpp"
#include "execution/worker.hpp"
#include "results/file_bytes.hpp"
#include "small_sweep.hpp"

namespace regsweep::freeze_test {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

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

TEST_CASE("the history says what was declared before how many results, whatever happens later") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  REQUIRE(plan_history(directory).empty());
  const Plan first = small_plan("40", "[0, 0.5]", "2");
  freeze(first, "", directory);
  freeze(first, "", directory);  // the same: nothing to remember
  Plan part = first;
  part.trials.resize(3);
  work(directory, part, {.name = "test"});
  Plan changed = first;
  changed.analysis.set("alpha", Value(0.01));
  freeze(changed, "", directory);
  work(directory, changed, {.name = "test"});
  const Plan grown = small_plan("40", "[0, 0.5]", "[0, 1, 5, 6]");
  REQUIRE(foresee(grown, directory).new_seeds == std::vector<std::uint32_t>{5, 6});
  REQUIRE(foresee(grown, directory).results == 4);
  freeze(grown, "", directory);
  freeze(first, "", directory);  // back to the first: remembered as well
  const std::vector<PlanRecord> history = directory.read_plan().history;
  REQUIRE(history.size() == 4);
  std::vector<std::int64_t> finished;
  for (const PlanRecord& record : history) finished.push_back(record.finished);
  REQUIRE(finished == std::vector<std::int64_t>{0, 3, 4, 4});
  REQUIRE(history[0].analysis.at("alpha") == Value(0.05));
  REQUIRE(history[1].analysis.at("alpha") == Value(0.01));
  REQUIRE(history[2].seeds == std::vector<std::uint32_t>{0, 1, 5, 6});
  REQUIRE(history[3].seeds == std::vector<std::uint32_t>{0, 1});
  REQUIRE(to_json(history_value(plan_history(directory))) == to_json(history_value(history)));
}

TEST_CASE("a plan that is frozen over results of no plan was not declared before them") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan();
  freeze(plan, "", directory);
  work(directory, plan, {.name = "test"});
  fs::remove(directory.plan_file());
  freeze(plan, "", directory);
  REQUIRE(directory.read_plan().history.front().finished == 4);
}

TEST_CASE("of plans of a program without histories, the later ones came after an unknown number") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  directory.create();
  write_text(directory.earlier_plan(1), plan_text(small_plan("40", "[0, 0.5]", "2")));
  write_text(directory.plan_file(), plan_text(small_plan("40", "[0, 0.5]", "3")));
  freeze(small_plan("40", "[0, 0.5]", "4"), "", directory);
  std::vector<std::int64_t> finished;
  std::vector<std::size_t> seeds;
  for (const PlanRecord& record : plan_history(directory)) {
    finished.push_back(record.finished);
    seeds.push_back(record.seeds.size());
  }
  REQUIRE(finished == std::vector<std::int64_t>{0, -1, 0});
  REQUIRE(seeds == std::vector<std::size_t>{2, 3, 4});
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

TEST_CASE("another plan of the same size, time and inode is noticed all the same") {
  const ScratchFolder folder, elsewhere;
  const SweepDirectory directory(folder.path()), another(elsewhere.path());
  const Plan plan = small_plan("40", "[0, 0.5]"), other = small_plan("40", "[0, 0.7]");
  freeze(plan, "", directory);
  freeze(other, "", another);
  PlanWatch watch(directory, plan);
  REQUIRE(watch.replaced().empty());
  // As on a file system whose clock ticks slowly: written in place, with the time put back.
  const fs::file_time_type time = fs::last_write_time(directory.plan_file());
  const auto size = fs::file_size(directory.plan_file());
  write_text(directory.plan_file(), file_bytes(another.plan_file()));
  fs::last_write_time(directory.plan_file(), time);
  REQUIRE(fs::file_size(directory.plan_file()) == size);
  REQUIRE_THAT(watch.replaced(), Catch::Contains("was replaced by another plan"));
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

}  // namespace regsweep::freeze_test
