// Going on with another program than that of the finished trials: refused, shown to be harmless, or
// mixed knowingly.
#include "execution/programs_of_trials.hpp"

#include <catch2/catch.hpp>

#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "results/publish.hpp"
#include "results/trial_file.hpp"
#include "small_sweep.hpp"

namespace regsweep::programs_of_trials_test {

using Catch::Contains;

Program another_program() {
  Program program = this_program();
  program.sources = std::string(32, '7');
  program.id = program_id(program);
  return program;
}

// Gives a finished trial to another program; an empty one leaves no record, as of old.
void give_to(const std::filesystem::path& file, const Program& program) {
  Group root = read_trial(file);
  Group& about = root.child("provenance");
  for (const Member& member : provenance_of(program)) {
    std::erase_if(about.attributes, [&](const Member& each) { return each.key == member.key; });
    if (!program.id.empty()) about.set_attribute(member.key, member.value);
  }
  publish(file, hdf5_image(root));
}

// Four trials, of which the first two are finished.
struct HalfASweep {
  ScratchFolder folder;
  SweepDirectory directory{folder.path()};
  Plan plan = small_plan("20");

  HalfASweep() {
    freeze(plan, "", directory);
    work(directory, plan, {.name = "test", .most_trials = 2});
    REQUIRE(finished() == 2);
  }

  std::size_t finished() const {
    std::size_t count = 0;
    for (const auto& [id, trials] : programs_of_trials(plan, directory).trials) {
      count += trials.size();
    }
    return count;
  }

  void give_first_to(const Program& program) const {
    give_to(directory.trial(plan.trials[0].id), program);
  }
};

TEST_CASE("the program that made the trials goes on without a word, and enters itself") {
  const HalfASweep sweep;
  REQUIRE_NOTHROW(refuse_other_programs(sweep.plan, sweep.directory));
  REQUIRE(ProgramRecords(sweep.directory).programs().contains(this_program().id));
  REQUIRE(mixture_sentence(programs_of_trials(sweep.plan, sweep.directory),
                           ProgramRecords(sweep.directory))
              .empty());
}

TEST_CASE("trials of another program are not gone on with; what differs and each remedy is named") {
  const HalfASweep sweep;
  sweep.give_first_to(another_program());
  REQUIRE_THROWS_WITH(refuse_other_programs(sweep.plan, sweep.directory),
                      Contains("1 trial of " + sweep.folder.path().string()) &&
                          Contains("sources 7777777777 -> " + short_hash(this_program().sources)) &&
                          Contains("verify " + sweep.folder.path().string() + " --programs") &&
                          Contains("retry " + sweep.folder.path().string() + " --other-programs") &&
                          Contains("--mix-programs"));
  REQUIRE_THROWS_AS(work(sweep.directory, sweep.plan, {.name = "test"}), ConfigurationError);
  REQUIRE(sweep.finished() == 2);
}

TEST_CASE("the remedies work: equal, or mixed knowingly, and then it is said") {
  const HalfASweep sweep;
  sweep.give_first_to(another_program());
  const bool equal = GENERATE(true, false);
  if (equal) {
    record_equal_programs(sweep.directory, another_program(), this_program(), {"t"});
  } else {
    mix_programs(sweep.plan, sweep.directory);
  }
  REQUIRE_NOTHROW(work(sweep.directory, sweep.plan, {.name = "test"}));
  REQUIRE(sweep.finished() == 4);
  const std::string sentence = mixture_sentence(programs_of_trials(sweep.plan, sweep.directory),
                                                ProgramRecords(sweep.directory));
  REQUIRE(sentence.empty() == equal);
  if (!equal) {
    REQUIRE_THAT(sentence, Contains("1 trial by program " + short_hash(another_program().id)) &&
                               Contains("3 trials by program " + short_hash(this_program().id)));
  }
}

TEST_CASE("a program that begins while another one trains finds out before its next trial") {
  const HalfASweep sweep;
  ProgramGuard guard(sweep.directory, sweep.plan);
  REQUIRE_NOTHROW(guard.check());
  enter_program(sweep.directory, another_program());
  REQUIRE_NOTHROW(guard.check());  // it has finished nothing yet
  sweep.give_first_to(another_program());
  REQUIRE_THROWS_AS(guard.check(), ConfigurationError);
  REQUIRE_THROWS_AS(guard.check(), ConfigurationError);
}

TEST_CASE("trials without a record, and folders without programs/, are gone on with and marked") {
  const HalfASweep sweep;
  sweep.give_first_to(Program{});
  std::filesystem::remove_all(sweep.directory.folder(Folder::programs));
  REQUIRE_NOTHROW(work(sweep.directory, sweep.plan, {.name = "test"}));
  REQUIRE(sweep.finished() == 4);
  REQUIRE_THAT(mixture_sentence(programs_of_trials(sweep.plan, sweep.directory),
                                ProgramRecords(sweep.directory)),
               Contains("1 trial by a program that left no record"));
}

TEST_CASE("a folder whose records were lost still knows its programs by the trials") {
  const HalfASweep sweep;
  sweep.give_first_to(another_program());
  std::filesystem::remove_all(sweep.directory.folder(Folder::programs));
  REQUIRE_THROWS_AS(work(sweep.directory, sweep.plan, {.name = "test"}), ConfigurationError);
}

}  // namespace regsweep::programs_of_trials_test
