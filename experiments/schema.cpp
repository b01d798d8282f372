// `regsweep schema`: the JSON Schema of a sweep file. In an editor with the YAML language server,
// begin a sweep with
//   # yaml-language-server: $schema=regsweep.schema.json
#include <fmt/format.h>

#include "command.hpp"
#include "core/json.hpp"
#include "sweep/keys.hpp"

namespace regsweep {

void add_schema(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand("schema", "JSON Schema of the YAML, for editors");
  command->footer("regsweep schema > regsweep.schema.json");
  command->callback([&chosen] {
    chosen = [] {
      fmt::print("{}\n", to_json(sweep_json_schema(trial_grammar())));
      return ExitCode::done;
    };
  });
}

}  // namespace regsweep
