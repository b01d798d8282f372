#include "execution/programs_of_trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "core/text.hpp"
#include "execution/directory/standing.hpp"
#include "execution/directory/trial_index.hpp"
#include "execution/process/external_command.hpp"

namespace regsweep {
namespace {

std::string counted_trials(std::size_t count) { return counted(count, "trial"); }

const Program& known(const ProgramsOfTrials& made, const std::string& id) {
  return made.programs.at(id);
}

}  // namespace

ProgramsOfTrials programs_of_trials(const Plan& plan, const SweepDirectory& directory) {
  ProgramsOfTrials made;
  const ProgramRecords records(directory);
  std::unordered_set<std::string> there;  // one look at the folder instead of one at each name
  directory.visit(Folder::trials, [&](const std::filesystem::path&, const FileName& name) {
    if (name.kind == FileKind::trial) there.insert(name.id);
  });
  TrialIndex index(directory, shown_metric(plan));
  for (std::size_t i = 0; i < plan.trials.size() && !there.empty(); ++i) {
    if (!there.contains(plan.trials[i].id)) continue;
    try {
      if (index.state(plan.trials[i].id) != FileState::finished) continue;
      made.trials[index.program(plan.trials[i].id)].push_back(i);
    } catch (const DamagedFile&) {  // nobody's result; it is trained again
    }
  }
  index.save();
  for (const auto& [id, trials] : made.trials) {
    const auto entered = records.programs().find(id);
    if (entered != records.programs().end()) {
      made.programs[id] = entered->second;
    } else {
      const Group trial = read_trial(directory.trial(plan.trials[trials.front()].id));
      const Group* about = trial.group("provenance");
      made.programs[id] = about == nullptr ? Program{} : program_of(about->attributes);
    }
  }
  return made;
}

std::string mixture_sentence(const ProgramsOfTrials& made, const ProgramRecords& records) {
  std::set<std::string> different;
  std::vector<std::string> counts;
  for (const auto& [id, trials] : made.trials) {
    different.insert(records.representative(id));
    counts.push_back(
        fmt::format("{} by {}", counted_trials(trials.size()), program_name(known(made, id))));
  }
  return different.size() < 2 ? "" : join(counts, ", ");
}

std::vector<std::string> programs_in_the_way(const ProgramsOfTrials& made,
                                             const ProgramRecords& records, const Program& now) {
  std::vector<std::string> ids;
  for (const auto& [id, trials] : made.trials) {
    if (!id.empty() && !records.may_mix(id, now.id)) ids.push_back(id);
  }
  return ids;
}

void refuse_other_programs(const Plan& plan, const SweepDirectory& directory, const Program& now) {
  const ProgramsOfTrials made = programs_of_trials(plan, directory);
  const std::vector<std::string> others = programs_in_the_way(made, ProgramRecords(directory), now);
  if (others.empty()) return;
  const std::string& first = others.front();
  const std::string folder = shell_quoted(directory.root().string());
  throw ConfigurationError(fmt::format(
      "{} of {} were made by {}, and this is {} ({}): going on would put numbers of both into one "
      "table; `regsweep verify {} --programs` trains a sample of them again, and where the bits "
      "are the same the two count as one; `regsweep retry {} --other-programs` opens them to be "
      "trained again by this one; --mix-programs goes on, and results and report will say so",
      counted_trials(made.trials.at(first).size()), directory.root().string(),
      program_name(known(made, first)), program_name(now),
      program_difference(known(made, first), now), folder, folder));
}

void ProgramGuard::check() {
  std::set<std::string> names;
  directory_.visit(Folder::programs, [&](const std::filesystem::path& file, const FileName&) {
    names.insert(file.filename().string());
  });
  if (seen_.empty() || names != seen_) {
    const ProgramRecords records(directory_);
    alarmed_ = std::any_of(records.programs().begin(), records.programs().end(),
                           [&](const auto& each) { return !records.may_mix(each.first, now_.id); });
    // Trials may have come without their records: from another folder, or of before there were any.
    const bool first_look = seen_.empty();
    if (!records.programs().contains(now_.id) || (first_look && !one_of_many_)) {
      refuse_other_programs(plan_, directory_, now_);
    }
    enter_program(directory_, now_);
    names.insert(now_.id + ".json");
    seen_ = std::move(names);
  }
  if (alarmed_) refuse_other_programs(plan_, directory_, now_);
}

void mix_programs(const Plan& plan, const SweepDirectory& directory, const Program& now) {
  const ProgramsOfTrials made = programs_of_trials(plan, directory);
  for (const std::string& id : programs_in_the_way(made, ProgramRecords(directory), now)) {
    record_mixed_programs(directory, known(made, id), now);
  }
}

}  // namespace regsweep
