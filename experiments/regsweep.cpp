// The command line. Parses, calls one subcommand, turns errors into one sentence on stderr and the
// documented exit code.
#include <fmt/format.h>

#include <cstdio>
#include <system_error>

#include "command.hpp"
#include "core/text.hpp"
#include "core/utf8.hpp"
#include "execution/display/terminal.hpp"
#include "execution/program.hpp"
#include "execution/provenance.hpp"

namespace regsweep {
namespace {

struct CommandSummary {
  const char* usage;
  const char* meaning;
};

constexpr CommandSummary overview[] = {
    {"run SWEEP.yaml", "train what is missing, collect, show the table; again = resume"},
    {"plan SWEEP.yaml", "check the file; show variants, trials, estimated time; train nothing"},
    {"work DIR", "join a planned sweep as one more worker"},
    {"submit SWEEP.yaml", "hand what is missing to a Slurm cluster and return"},
    {"cancel DIR", "end the sweep's jobs on the cluster; what is trained stays"},
    {"logs DIR [TRIAL]", "what workers and tasks said"},
    {"status DIR", "done, running, failed, left; the variants so far (--watch)"},
    {"list [DIR]", "sweeps below a folder; of one sweep its trials, by variant and seed"},
    {"collect DIR", "make DIR/results.h5 from the finished trials"},
    {"retry DIR", "make failed or diverged trials open again"},
    {"verify DIR", "train finished trials again and compare bit for bit"},
    {"doctor DIR", "check every file; --repair mends what is safe"},
    {"prune DIR", "what is there of trials that the plan no longer has; --remove removes it"},
    {"describe [NAME]", "models, sites, noises, regularizers, optimizers, data, fields"},
    {"schema", "JSON Schema of the YAML, for editors"},
    {"data list|get NAME", "datasets: what there is, where from; bring one here"},
    {"probe DIR [NAME...]", "measure finished trials: units, attention, calibration, ..."},
    {"sample TRIAL", "let a trained language model continue a text"},
    {"inspect TRIAL", "tensors at sites before and after noise, to an HDF5 file"},
};

void show_overview() {
  const Terminal terminal = terminal_of(1);
  fmt::print("{} {}: one YAML file in, an ablation with statistics out\n\n",
             terminal.bold("regsweep"), program_version());
  for (const CommandSummary& topic : overview) {
    fmt::print("  {}  {}\n", terminal.cyan(fitted(fmt::format("regsweep {}", topic.usage), 30)),
               topic.meaning);
  }
  fmt::print("\nStart with   {}\n", terminal.bold("regsweep run configs/quickstart.yaml"));
  fmt::print("More         regsweep COMMAND --help; all keys of the YAML: configs/README.md\n");
}

void add_commands(CLI::App& program, Action& chosen) {
  program.set_version_flag(
      "--version", fmt::format("regsweep {}, program {}, sources {}", program_version(),
                               short_hash(this_program().id), short_hash(this_program().sources)));
  program.require_subcommand(0, 1);
  add_run(program, chosen);
  add_plan(program, chosen);
  add_work(program, chosen);
  add_submit(program, chosen);
  add_cancel(program, chosen);
  add_logs(program, chosen);
  add_status(program, chosen);
  add_list(program, chosen);
  add_collect(program, chosen);
  add_retry(program, chosen);
  add_verify(program, chosen);
  add_doctor(program, chosen);
  add_prune(program, chosen);
  add_describe(program, chosen);
  add_schema(program, chosen);
  add_data(program, chosen);
  add_probe(program, chosen);
  add_sample(program, chosen);
  add_inspect(program, chosen);
}

std::vector<std::string> command_names(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

// The words that a command accepts after `--`, for spelling help.
std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string command_line_sentence(const CLI::App& program, const CLI::ParseError& error) {
  const std::vector<CLI::App*> used = program.get_subcommands();
  const CLI::App& command = used.empty() ? program : *used.front();
  const std::string help =
      fmt::format("see `{} --help`", used.empty() ? "regsweep" : "regsweep " + command.get_name());
  const std::vector<std::string> extras = program.remaining(true);
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError) && !extras.empty()) {
    const std::string& word = extras.front();
    if (used.empty() && !word.starts_with("-")) {
      return fmt::format("unknown command '{}'; {}", word,
                         suggestion(word, command_names(program)));
    }
    if (word.starts_with("-")) {
      return fmt::format("unknown option '{}'; {}", word,
                         suggestion(split(word, '=').front(), option_names(command)));
    }
    return fmt::format("'{}' is one argument too many; {}", word, help);
  }
  return fmt::format("{}; {}", error.what(), help);
}

int report(const std::string& sentence, const std::string& excerpt, ExitCode code) {
  const Terminal terminal = terminal_of(2);
  std::string text = fmt::format("{} {}\n", terminal.red("regsweep:"), visible(sentence));
  if (!excerpt.empty()) text += excerpt + "\n";
  std::fputs(text.c_str(),
             stderr);  // fmt::print throws when that fails, and then there is nobody to tell
  return static_cast<int>(code);
}

int run(int count, char** words) {
  CLI::App program("Ablation sweeps of regularizers, from YAML to statistics", "regsweep");
  Action chosen;
  add_commands(program, chosen);
  try {
    program.parse(count, words);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);  // --help, --version
    return report(command_line_sentence(program, error), "", ExitCode::configuration);
  }
  if (!chosen) {
    show_overview();
    return 0;
  }
  try {
    return static_cast<int>(chosen());
  } catch (const Error& error) {
    std::fflush(stdout);
    return report(error.what(), error.excerpt(), error.code());
  } catch (const std::system_error&
               refused) {  // output that cannot be written, folders that vanish under a look
    std::fflush(stdout);
    return report(
        fmt::format("the system refused: {}; remove the cause, then run the same command again",
                    refused.what()),
        "", ExitCode::storage);
  }
}

// Output that is lost on a full disk must not look like success.
int checked_output(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  return code != 0
             ? code
             : report("cannot write the output; free some space, then run the same command again",
                      "", ExitCode::storage);
}

}  // namespace
}  // namespace regsweep

int main(int count, char** words) {
  try {
    return regsweep::checked_output(regsweep::run(count, words));
  } catch (const std::exception& error) {
    std::fflush(stdout);
    return regsweep::report(
        fmt::format("internal error: {}; please report it with the command that you gave",
                    error.what()),
        "", regsweep::ExitCode{70});
  }
}
