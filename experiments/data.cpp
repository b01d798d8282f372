// `regsweep data list`, `regsweep data get NAME` and `regsweep data show FILE|SWEEP.yaml`.
#include <fmt/format.h>

#include <iostream>

#include "command.hpp"
#include "core/json.hpp"
#include "data/catalogue.hpp"
#include "data/show.hpp"
#include "data_text.hpp"
#include "json_output.hpp"

namespace regsweep {
namespace {

bool is_sweep(const std::string& file) { return file.ends_with(".yaml") || file.ends_with(".yml"); }

ExitCode show_file(const std::string& file, bool json) {
  const Value shown = shown_file(file);
  std::cout << (json ? to_json(shown) + "\n" : shown_text(shown)) << std::flush;
  return ExitCode::done;
}

ExitCode show_sweep(const std::string& file, bool json) {
  SweepArguments arguments;
  arguments.file = file;
  const LoadedSweep sweep = load_sweep(arguments);
  const std::vector<UnderstoodData> understood = understand_data(sweep.plan);
  if (json) {
    std::cout << to_json(data_json(understood)) << "\n" << std::flush;
    return ExitCode::done;
  }
  std::cout << data_text(understood) << data_notes(understood, terminal_of(1));
  for (const Value& data : data_maps(sweep.plan)) {
    if (data.at("name") == Value("csv")) std::cout << shown_text(shown_table(data));
  }
  std::cout << std::flush;
  return ExitCode::done;
}

void add_show(CLI::App& data, Action& chosen) {
  CLI::App* show = data.add_subcommand(
      "show", "What a file of yours, or the data of a sweep, are understood to be");
  show->footer("regsweep data show measurements.csv");
  const auto file = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  show->add_option("file", *file, "a table, arrays, images or their folder, a text, or a sweep")
      ->required()
      ->type_name("FILE");
  show->add_flag("--json", *json, "for programs: experiments/docs/json.md");
  show->callback([file, json, &chosen] {
    chosen = [file, json] {
      return is_sweep(*file) ? show_sweep(*file, *json) : show_file(*file, *json);
    };
  });
}

}  // namespace

void add_data(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("data", "Datasets: what there is, where from; bring one here");
  command->footer("regsweep data list");
  command->require_subcommand(1);
  CLI::App* list = command->add_subcommand(
      "list", "Every dataset: kind, size, licence, source, whether it is here");
  list->footer("regsweep data list --json");
  const auto json = std::make_shared<bool>(false);
  list->add_flag("--json", *json, "for programs: experiments/docs/json.md");
  list->callback([json, &chosen] {
    chosen = [json] {
      if (*json) {
        print_json("data list", Value(Map{{"datasets", dataset_list(), {}}}));
      } else {
        std::cout << dataset_listing() << std::flush;
      }
      return ExitCode::done;
    };
  });
  add_show(*command, chosen);
  CLI::App* get = command->add_subcommand("get", "Bring a dataset here and verify its checksums");
  get->footer("regsweep data get mnist");
  const auto name = std::make_shared<std::string>(), path = std::make_shared<std::string>();
  get->add_option("name", *name, "the dataset")->required()->type_name("NAME");
  get->add_option("--path", *path, "a folder or file that has it already")->type_name("PATH");
  get->callback([name, path, &chosen] {
    chosen = [name, path] {
      get_dataset(*name, path->empty() ? std::nullopt : std::optional<std::string>(*path),
                  std::cout);
      return ExitCode::done;
    };
  });
}

}  // namespace regsweep
