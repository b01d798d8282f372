// `regsweep report DIR` and the other commands of the analysis, which is a Python package: this
// program finds it (installed beside it, or in the clone that it was built from) and an
// interpreter, and gives its place to them.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "analysis_package.hpp"
#include "command.hpp"
#include "core/subprocess.hpp"
#include "execution/process/processes.hpp"

namespace regsweep {
namespace {

struct AnalysisCommand {
  const char* name;
  const char* description;
  const char* example;
};

constexpr AnalysisCommand analysis_commands[] = {
    {"report", "Write report.html, figures and tables, and print the table",
     "regsweep report results/quickstart"},
    {"table", "Print the table of variants, also as LaTeX, Markdown or CSV",
     "regsweep table results/quickstart --format latex"},
    {"figure", "Write the figures, or one of them",
     "regsweep figure results/quickstart --kind dose_response"},
    {"bundle", "Write an archive that rebuilds every table and figure without training",
     "regsweep bundle results/quickstart"},
    {"trace", "Say which trials a table's cell comes from",
     "regsweep trace results/quickstart/tables/variants.tex 2 mean"},
    {"tensorboard", "Write the curves as event files of TensorBoard, a run per variant",
     "regsweep tensorboard results/quickstart"},
    {"claims", "Judge the claims of a sweep; 1 if one fails", "regsweep claims results/quickstart"},
    {"compare", "Tell two sweeps apart", "regsweep compare results/quickstart results/mine"},
    {"power", "Count the seeds that a comparison needs", "regsweep power results/quickstart"},
    {"analysis", "All commands of the analysis, as python3 -m analysis has them",
     "regsweep analysis verify results/quickstart"},
};

[[noreturn]] void start_analysis(const std::vector<std::string>& words) {
  const std::optional<AnalysisPackage> package = analysis_package();
  if (!package) throw LaunchError(without_package());
  const char* before = std::getenv("PYTHONPATH");
  const bool more = before != nullptr && *before != '\0';
  setenv("PYTHONPATH", (package->folder.string() + (more ? ":" + std::string(before) : "")).c_str(),
         1);
  setenv("REGSWEEP_COMMAND", "regsweep", 1);
  setenv("REGSWEEP_FILE", std::filesystem::weakly_canonical(own_program()).c_str(), 1);
  std::fflush(nullptr);
  int cause = 0;
  for (const std::string& each : python_interpreters()) {
    std::vector<std::string> line{each, "-m", package->name};
    line.insert(line.end(), words.begin(), words.end());
    cause = replace_this_program(each, line);
  }
  throw LaunchError(fmt::format(
      "{} ({}); install one, or name one: PYTHON=/path/to/python3 regsweep {}",
      without_interpreter(), std::strerror(cause), words.empty() ? "report" : words.front()));
}

void add_analysis_command(CLI::App& program, Action& chosen, const AnalysisCommand& each) {
  CLI::App* command = program.add_subcommand(each.name, each.description);
  command->footer(each.example);
  command->prefix_command();
  command->set_help_flag();  // the package has a help of its own
  command->callback([command, &chosen] {
    chosen = [command]() -> ExitCode {
      std::vector<std::string> words = command->remaining();
      if (command->get_name() != "analysis") words.insert(words.begin(), command->get_name());
      start_analysis(words);
    };
  });
}

}  // namespace

void add_analysis(CLI::App& program, Action& chosen) {
  for (const AnalysisCommand& each : analysis_commands) {
    add_analysis_command(program, chosen, each);
  }
}

}  // namespace regsweep
