#include "execution/directory/generations.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <variant>

#include "core/trial_status.hpp"
#include "execution/directory/set_aside.hpp"
#include "execution/directory/standing.hpp"
#include "results/file_bytes.hpp"
#include "results/publish.hpp"
#include "results/trial_file.hpp"

namespace regsweep {
namespace generations {
namespace {

constexpr std::chrono::milliseconds time_between_waits{500};

TrialOutcome outcome_of(const SweepDirectory& directory, const std::string& id, TrialState state) {
  TrialOutcome outcome;
  if (state == TrialState::failed) return outcome;
  const Group records = read_trial(directory.trial(id));
  outcome.end = has_diverged(records) ? TrialOutcome::End::diverged : TrialOutcome::End::done;
  for (const char* name : {"pairing_initialization", "pairing_order"}) {
    const Value* certificate = records.attribute(name);
    if (certificate != nullptr) outcome.pairing += certificate->shown() + " ";
  }
  const Group* last = records.group("final");
  if (outcome.end == TrialOutcome::End::diverged || last == nullptr) return outcome;
  for (const Array& array : last->arrays) {
    const auto* numbers = std::get_if<std::vector<double>>(&array.data);
    if (numbers != nullptr && array.shape.empty()) outcome.metrics[array.name] = numbers->front();
  }
  return outcome;
}

// Whether plan.json is the plan or a generation of its chain: another plan is not written over.
bool still_rules(const SweepDirectory& directory, const Plan& plan) {
  const Plan found = directory.read_plan();
  return plan_digest(found) == plan_digest(plan) || extends(found, plan);
}

// Makes plan.json the newest of its chain again: one that died between the two files of a
// generation, or that was slow, has left it behind.
void catch_up(const SweepDirectory& directory) {
  const std::optional<std::string> text = file_bytes_if_there(directory.plan_file());
  if (!text) return;
  const Plan named = regsweep::read_plan(*text, directory.plan_file().string());
  const Plan newest = directory.newest_of_chain(named);
  if (newest.generation == named.generation) return;
  const auto newest_text = file_bytes_if_there(directory.generation(newest.generation));
  if (newest_text) publish(directory.plan_file(), *newest_text);
}

}  // namespace
}  // namespace generations

using namespace generations;

Growth grow(const SweepDirectory& directory, const Plan& plan, const GrowthRules& rules) {
  if (!plan.growth.is_null()) catch_up(directory);
  if (std::optional<Plan> next = directory.successor(plan)) {
    return {directory.newest_of_chain(std::move(*next))};
  }
  if (plan.growth.is_null() || !still_rules(directory, plan)) return {};
  const Standing now = standing(plan, directory);
  if (!std::all_of(now.states.begin(), now.states.end(), is_settled)) return {std::nullopt, true};
  std::optional<Plan> next = next_generation(
      plan,
      [&](std::size_t trial) {
        return outcome_of(directory, plan.trials[trial].id, now.states[trial]);
      },
      rules);
  if (next) {
    next->history = directory.read_plan().history;  // no generation is declared anew
    const std::string text = plan_text(*next);
    publish(directory.generation(next->generation), text);
    publish(directory.plan_file(), text);
  }
  return {std::move(next)};
}

bool wait_for_others(const SweepDirectory& directory, const Plan& plan,
                     const std::function<bool()>& stopped) {
  for (std::optional<std::int64_t> left_before; !stopped();) {
    if (directory.successor(plan)) return true;
    const Standing now = standing(plan, directory);
    const std::int64_t left = now.count(TrialState::left);
    if (left > left_before.value_or(left)) return true;
    if (now.count(TrialState::running) == 0) return left == 0;
    left_before = left;
    std::this_thread::sleep_for(time_between_waits);
  }
  return false;
}

GenerationsTakenBack::GenerationsTakenBack(const SweepDirectory& directory, const Plan& plan)
    : directory_(directory) {
  for (std::int64_t number = 0; number < plan.generation; ++number) {
    const std::string name = directory.generation(number).string();
    const std::optional<std::string> text = file_bytes_if_there(name);
    trials_.push_back(text ? regsweep::read_plan(*text, name).trials.size() : 0);  // 0: none here
  }
  trials_.push_back(plan.trials.size());
}

void GenerationsTakenBack::before_opening(std::size_t trial) {
  std::size_t first = 0;
  while (trials_[first] <= trial) ++first;
  if (first + 1 >= trials_.size()) return;
  publish(directory_.plan_file(),
          file_bytes(directory_.generation(static_cast<std::int64_t>(first))));
  for (; trials_.size() > first + 1; trials_.pop_back()) {  // the newest first: each is a chain
    const auto newest = static_cast<std::int64_t>(trials_.size()) - 1;
    set_aside(directory_, directory_.generation(newest), Folder::retried);
    ++count_;
  }
}

}  // namespace regsweep
