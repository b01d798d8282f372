// The command line. Parses, calls one subcommand, turns errors into one sentence on stderr and the
// documented exit code.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string_view>
#include <system_error>

#include "command.hpp"
#include "core/text.hpp"
#include "core/utf8.hpp"
#include "execution/display/terminal.hpp"
#include "execution/program.hpp"
#include "execution/provenance.hpp"
#include "manual.hpp"

namespace regsweep {
namespace {

// Commands of which --quiet leaves nothing but errors, notes and the exit code.
constexpr const char* quiet_commands[] = {"run",     "plan",    "work",   "submit", "cancel",
                                          "collect", "retry",   "verify", "doctor", "prune",
                                          "probe",   "inspect", "get"};

// As far as it can be taken back nowhere: standard output goes nowhere from here on.
void silence_output() {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) dup2(nowhere, STDOUT_FILENO);
}

// Help of one form for all commands, and the options that they have alike.
void finish_commands(CLI::App& command) {
  command.formatter_fn([](const CLI::App* app, std::string, CLI::AppFormatMode) {
    return help_text(*app, terminal_of(1));
  });
  const auto named = [&](const char* name) { return command.get_name() == name; };
  if (std::any_of(std::begin(quiet_commands), std::end(quiet_commands), named)) {
    command.add_flag_callback("--quiet", silence_output, "say nothing but errors and notes");
  }
  if (CLI::Option* help = command.get_help_ptr()) help->description("show this help");
  for (CLI::App* below : command.get_subcommands([](CLI::App*) { return true; })) {
    finish_commands(*below);
  }
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
  add_analysis(program, chosen);
  add_help(program, chosen);
  finish_commands(program);
}

std::vector<std::string> command_names(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* command : shown_commands(program)) {
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
  if (count > 1 && std::string_view(words[1]) == "complete") {  // any words, "--help" among them
    complete(program, {words + 2, words + count});
    return 0;
  }
  try {
    program.parse(count, words);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);  // --help, --version
    return report(command_line_sentence(program, error), "", ExitCode::configuration);
  }
  if (!chosen) {
    fmt::print("{}", overview_text(program, terminal_of(1)));
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
