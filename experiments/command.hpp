// The subcommands of regsweep. Each file of this folder adds one of them and says what it does when
// chosen; nothing here computes.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "execution/directory/data_files.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/display/terminal.hpp"
#include "execution/planning.hpp"

namespace regsweep {

/// What the chosen subcommand does; its result is the exit code of the process.
using Action = std::function<ExitCode()>;

void add_run(CLI::App& program, Action& chosen);
void add_plan(CLI::App& program, Action& chosen);
void add_work(CLI::App& program, Action& chosen);
void add_cancel(CLI::App& program, Action& chosen);
void add_logs(CLI::App& program, Action& chosen);
void add_submit(CLI::App& program, Action& chosen);
void add_list(CLI::App& program, Action& chosen);
void add_prune(CLI::App& program, Action& chosen);
void add_status(CLI::App& program, Action& chosen);
void add_collect(CLI::App& program, Action& chosen);
void add_retry(CLI::App& program, Action& chosen);
void add_verify(CLI::App& program, Action& chosen);
void add_doctor(CLI::App& program, Action& chosen);
void add_describe(CLI::App& program, Action& chosen);
void add_schema(CLI::App& program, Action& chosen);
void add_data(CLI::App& program, Action& chosen);
void add_probe(CLI::App& program, Action& chosen);
void add_sample(CLI::App& program, Action& chosen);
void add_inspect(CLI::App& program, Action& chosen);
void add_analysis(CLI::App& program, Action& chosen);
void add_help(CLI::App& program, Action& chosen);

/// Prints what may stand in the place of the last of these words of a command line, for shells.
void complete(const CLI::App& program, std::vector<std::string> words);

/// What `regsweep describe NAME` does.
ExitCode describe_topic(const std::string& name);

/// A sweep as the user gave it: the file, --set arguments, where its results go.
struct SweepArguments {
  std::string file;  // "-": standard input
  std::vector<std::string> settings;
  std::string out;

  void add_to(CLI::App& command);

  /// `regsweep COMMAND` with these arguments, for a shell.
  std::string command_line(const std::string& command) const;
};

struct LoadedSweep {
  Plan plan;
  PlanCosts costs;
  double later_flops = 0;  // of the generations that follow, as far as they are known
  std::string text;        // the YAML as given, with --set arguments as comments on top
  SweepDirectory directory;
  DataIndex data_index;  // what the data files hold; to be saved once the directory is there
  Value slurm;           // the block of this name; null without one
};

/// Reads, checks against grammar and data, plans. Writes nothing.
LoadedSweep load_sweep(const SweepArguments& arguments);

/// Freezes the plan of a sweep that is about to be trained, unless the data of the plan that is
/// there have changed: DataError. Only `regsweep plan --write` plans over changed data.
FreezeReport freeze_unchanged(LoadedSweep& sweep);

/// The plan of a directory for a command that trains, with its data files where they lie now.
/// DataError when one is missing or changed, or when the plan is one of before, which named its
/// files by path alone.
Plan read_plan_to_train(const SweepDirectory& directory);

/// "9 variants x 5 seeds = 45 trials", with the number of cells when cells were merged.
std::string plan_sentence(const Plan& plan);

/// What a plan changes, or would change, in a directory that has another one, in lines; empty when
/// it changes nothing there.
std::string change_text(const FreezeReport& change, const SweepDirectory& directory,
                        const Terminal& terminal);

/// What to say of the data of a plan that is only looked at: that they have changed, or that
/// nothing tells what they held. Empty when all is well, and when they are not here.
std::string data_note(const Plan& plan, const SweepDirectory& directory);

/// "Note: ..." on stderr; nothing for the empty text.
void say_note(const std::string& text);

/// --mix-programs: adds the option that sets `mix`.
void add_mix_option(CLI::App& command, bool& mix);

/// Before anything of a plan is trained here by this program: ConfigurationError when its finished
/// trials were made by another one, unless `mix`, which is recorded.
void check_programs(const Plan& plan, const SweepDirectory& directory, bool mix);

/// "mixed programs: 12 trials by ...; say so when you publish" when several made the finished
/// trials of a plan; else empty.
std::string mixed_programs(const Plan& plan, const SweepDirectory& directory);

/// The same as a line for people.
std::string programs_note(const Plan& plan, const SweepDirectory& directory,
                          const Terminal& terminal);

/// `regsweep COMMAND DIR OPTION...`, for a shell.
std::string command_on(const std::string& command, const std::filesystem::path& directory,
                       const std::vector<std::string>& options = {});

/// A path for people: relative to the current folder when it is inside it.
std::string shown_path(const std::filesystem::path& path);

}  // namespace regsweep
