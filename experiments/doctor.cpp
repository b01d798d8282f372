// `regsweep doctor DIR`: reads every file of a sweep, says what is damaged, lost, stale or foreign;
// --repair does what is safe.
#include <fmt/format.h>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/display/terminal.hpp"
#include "execution/doctor.hpp"
#include "json_output.hpp"

namespace regsweep {
namespace {

struct DoctorArguments {
  std::string directory;
  bool repair = false, json = false;
};

const char* word_of_finding(Finding finding) {
  switch (finding) {
    case Finding::damaged:
      return "damaged";
    case Finding::lost:
      return "lost";
    case Finding::stale:
      return "stale";
    case Finding::missing:
      return "missing";
    case Finding::changed:
      return "changed";
    case Finding::unproven:
      return "unproven";
    default:
      return "foreign";
  }
}

std::string coloured_word(Finding finding, const Terminal& terminal) {
  constexpr int width = 7;
  const std::string word = fmt::format("{:<{}}", word_of_finding(finding), width);
  if (finding == Finding::foreign) return terminal.dim(word);
  const bool grave =
      finding == Finding::damaged || finding == Finding::lost || finding == Finding::changed;
  return grave ? terminal.red(word) : terminal.yellow(word);
}

// A finding, and what was done about it; empty: nothing.
struct Handled {
  Observation observation;
  std::string done;
};

ExitCode exit_code_of(const std::vector<Handled>& all) {
  ExitCode code = ExitCode::done;
  for (const Handled& each : all) {
    const Finding finding = each.observation.finding;
    if (each.done.empty() && (finding == Finding::damaged || finding == Finding::lost)) {
      return ExitCode::storage;
    }
    if (finding == Finding::changed) code = ExitCode::data;
  }
  return code;
}

void print_findings_json(const Plan& plan, const SweepDirectory& directory, const Diagnosis& found,
                         const std::vector<Handled>& all) {
  List findings;
  for (const auto& [observation, done] : all) {
    findings.push_back(Value(Map{{"finding", word_of_finding(observation.finding), {}},
                                 {"file", observation.file.string(), {}},
                                 {"sentence", observation.sentence, {}},
                                 {"repairable", observation.remedy != Remedy::none, {}},
                                 {"done", text_or_null(done), {}}}));
  }
  print_json("doctor", Value(Map{{"sweep", plan.sweep, {}},
                                 {"directory", directory.root().string(), {}},
                                 {"trials", static_cast<std::int64_t>(plan.trials.size()), {}},
                                 {"finished", found.finished, {}},
                                 {"open", found.open, {}},
                                 {"failed", found.failed, {}},
                                 {"findings", Value(std::move(findings)), {}}}));
}

void print_findings(const DoctorArguments& arguments, const Plan& plan, const Diagnosis& found,
                    const std::vector<Handled>& all) {
  const Terminal terminal = terminal_of(1);
  std::int64_t repairable = 0;
  for (const auto& [observation, done] : all) {
    fmt::print("{} {}: {}\n", coloured_word(observation.finding, terminal),
               shown_path(observation.file), observation.sentence);
    if (!done.empty()) fmt::print("        {}\n", done);
    repairable += done.empty() && observation.remedy != Remedy::none;
  }
  fmt::print(
      "{}: {} of {} trials finished and verified, {} open, {} failed; {} damaged, {} lost, {} "
      "stale, {} missing, {} foreign{}{}\n",
      terminal.bold(plan.sweep), with_thousands(found.finished),
      with_thousands(static_cast<long long>(plan.trials.size())), found.open, found.failed,
      found.count(Finding::damaged), found.count(Finding::lost), found.count(Finding::stale),
      found.count(Finding::missing), found.count(Finding::foreign),
      found.count(Finding::changed) > 0 ? ", data changed" : "",
      found.count(Finding::unproven) > 0 ? ", data unproven" : "");
  if (repairable > 0 && !arguments.repair) {
    fmt::print("Next: {}\n", command_on("doctor", arguments.directory, {"--repair"}));
  }
  if (found.open > 0) {
    fmt::print("Next: regsweep run SWEEP.yaml, or {}, trains the open trials\n",
               command_on("work", arguments.directory));
  }
}

ExitCode doctor(const DoctorArguments& arguments) {
  const SweepDirectory directory(arguments.directory);
  const Plan plan = directory.read_plan();
  const Diagnosis found = diagnose(plan, directory);
  std::vector<Handled> all;
  for (const Observation& each : found.observations) {
    all.push_back({each, arguments.repair ? repair(each, plan, directory) : ""});
  }
  if (arguments.json) {
    print_findings_json(plan, directory, found, all);
  } else {
    print_findings(arguments, plan, found, all);
  }
  return exit_code_of(all);
}

}  // namespace

void add_doctor(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("doctor", "Check every file of a sweep; --repair mends what is safe");
  command->footer("regsweep doctor results/quickstart --repair");
  const auto arguments = std::make_shared<DoctorArguments>();
  command->add_option("directory", arguments->directory, "a sweep's directory")
      ->required()
      ->type_name("DIR");
  command->add_flag(
      "--repair", arguments->repair,
      "move damaged files to DIR/damaged, remove what killed processes left, collect");
  command->add_flag("--json", arguments->json, "for programs: experiments/docs/json.md");
  command->callback([arguments, &chosen] { chosen = [arguments] { return doctor(*arguments); }; });
}

}  // namespace regsweep
