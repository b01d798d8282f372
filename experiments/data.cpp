// `regsweep data list` and `regsweep data get NAME`.
#include <fmt/format.h>

#include <iostream>

#include "command.hpp"
#include "data/catalogue.hpp"

namespace regsweep {

void add_data(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("data", "Datasets: what there is, where from; bring one here");
  command->require_subcommand(1);
  CLI::App* list = command->add_subcommand(
      "list", "Every dataset: kind, size, licence, source, whether it is here");
  list->callback([&chosen] {
    chosen = [] {
      std::cout << dataset_listing() << std::flush;
      return ExitCode::done;
    };
  });
  CLI::App* get = command->add_subcommand("get", "Bring a dataset here and verify its checksums");
  const auto name = std::make_shared<std::string>(), path = std::make_shared<std::string>();
  get->add_option("name", *name, "the dataset")->required()->type_name("NAME");
  get->add_option("--path", *path, "a folder or file that has it already")->type_name("P");
  get->callback([name, path, &chosen] {
    chosen = [name, path] {
      get_dataset(*name, path->empty() ? std::nullopt : std::optional<std::string>(*path),
                  std::cout);
      return ExitCode::done;
    };
  });
}

}  // namespace regsweep
