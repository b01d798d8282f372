// `regsweep list [DIR]`: the sweeps below a folder, or the trials of one sweep by variant and seed.
// Writes nothing but the cache trials.index.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/directory/standing.hpp"
#include "execution/display/summary.hpp"
#include "json_output.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

struct ListArguments {
  std::string where = "results";
  bool json = false;
};

// "finished", "diverged", "failed", "running", "left".
std::string state_word(TrialState state, TrialResult result) {
  switch (state) {
    case TrialState::finished:
      return result == TrialResult::diverged ? "diverged" : "finished";
    case TrialState::failed:
      return "failed";
    case TrialState::running:
      return "running";
    default:
      return "left";
  }
}

ExitCode list_trials(const ListArguments& arguments) {
  const SweepDirectory directory(arguments.where);
  const Plan plan = directory.read_plan();
  const Standing standing = regsweep::standing(plan, directory);
  const TrialValues values = values_of_trials(plan, directory);
  const std::string metric = shown_metric(plan);
  List trials;
  std::vector<std::vector<std::string>> rows{
      {"id", "variant", "seed", "state", metric.empty() ? "metric" : metric}};
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    const PlannedTrial& trial = plan.trials[i];
    const double value = values.values[i];
    const std::string state = state_word(standing.states[i], values.results[i]);
    rows.push_back({trial.id, plan.variants[trial.variant].label, std::to_string(trial.seed), state,
                    std::isfinite(value) ? fmt::format("{:.6g}", value) : "-"});
    Value told = trial_json(plan, trial);
    told.set("state", Value(state));
    told.set("value", std::isfinite(value) ? Value(value) : Value());
    trials.push_back(std::move(told));
  }
  if (arguments.json) {
    print_json("list", Value(Map{{"sweep", plan.sweep, {}},
                                 {"directory", directory.root().string(), {}},
                                 {"metric", text_or_null(metric), {}},
                                 {"trials", Value(std::move(trials)), {}}}));
  } else {
    fmt::print("{}", table_text(rows, terminal_of(1)));
  }
  return ExitCode::done;
}

bool is_sweep_directory(const fs::path& folder) {
  return fs::exists(SweepDirectory(folder).plan_file());
}

// The sweeps below a folder, sorted; nothing inside of one is looked at.
std::vector<fs::path> sweeps_below(const fs::path& folder) {
  constexpr int deepest = 4;
  std::vector<fs::path> found;
  std::error_code unreadable;
  auto entry = fs::recursive_directory_iterator(
      folder, fs::directory_options::skip_permission_denied, unreadable);
  for (; entry != fs::recursive_directory_iterator(); entry.increment(unreadable)) {
    std::error_code vanished;
    if (!entry->is_directory(vanished)) continue;
    const bool sweep = is_sweep_directory(entry->path());
    if (sweep) found.push_back(entry->path());
    if (sweep || entry.depth() >= deepest) entry.disable_recursion_pending();
  }
  std::sort(found.begin(), found.end());
  return found;
}

// A sweep as a map; one whose plan cannot be read has `unreadable` instead of numbers.
Value sweep_line(const fs::path& folder) {
  const SweepDirectory directory(folder);
  Value told(Map{{"directory", folder.string(), {}}, {"sweep", Value(), {}}});
  try {
    const Plan plan = directory.read_plan();
    const Standing standing = regsweep::standing(plan, directory);
    told.set("sweep", Value(plan.sweep));
    told.set("trials", Value(static_cast<std::int64_t>(plan.trials.size())));
    told.set("finished", Value(standing.count(TrialState::finished)));
    told.set("running", Value(standing.count(TrialState::running)));
    told.set("failed", Value(standing.count(TrialState::failed)));
    told.set("left", Value(standing.count(TrialState::left)));
    told.set("metric", text_or_null(shown_metric(plan)));
  } catch (const Error& damage) {
    told.set("unreadable", Value(damage.what()));
  }
  return told;
}

void print_sweeps(const std::vector<Value>& sweeps) {
  std::vector<std::vector<std::string>> rows{
      {"directory", "sweep", "trials", "finished", "running", "failed", "left", "metric"}};
  for (const Value& sweep : sweeps) {
    std::vector<std::string> row{shown_path(sweep.at("directory").text())};
    for (std::size_t i = 1; i < rows.front().size(); ++i) {
      const Value* cell = sweep.find(rows.front()[i]);
      row.push_back(cell == nullptr || cell->is_null() ? "-" : cell->shown());
    }
    rows.push_back(std::move(row));
  }
  fmt::print("{}", table_text(rows, terminal_of(1)));
  for (const Value& sweep : sweeps) {
    if (const Value* why = sweep.find("unreadable")) fmt::print("Note: {}\n", why->text());
  }
}

ExitCode list_sweeps(const ListArguments& arguments) {
  if (!fs::is_directory(arguments.where)) {
    throw ConfigurationError(
        fmt::format("there is no folder {}; name one that holds sweeps, or run one: regsweep run "
                    "SWEEP.yaml",
                    arguments.where));
  }
  std::vector<Value> sweeps;
  for (const fs::path& each : sweeps_below(arguments.where)) sweeps.push_back(sweep_line(each));
  if (arguments.json) {
    print_json("list", Value(Map{{"sweeps", Value(List(sweeps)), {}}}));
  } else if (sweeps.empty()) {
    fmt::print("No sweep below {}\n", shown_path(arguments.where));
  } else {
    print_sweeps(sweeps);
  }
  return ExitCode::done;
}

}  // namespace

void add_list(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand(
      "list", "The sweeps below a folder; of one sweep its trials by variant and seed");
  command->footer("regsweep list results/quickstart");
  const auto arguments = std::make_shared<ListArguments>();
  command
      ->add_option("directory", arguments->where,
                   "a folder of sweeps, or a sweep's directory; default: results")
      ->type_name("DIR");
  command->add_flag("--json", arguments->json, "for programs: experiments/docs/json.md");
  command->callback([arguments, &chosen] {
    chosen = [arguments] {
      return is_sweep_directory(arguments->where) ? list_trials(*arguments)
                                                  : list_sweeps(*arguments);
    };
  });
}

}  // namespace regsweep
