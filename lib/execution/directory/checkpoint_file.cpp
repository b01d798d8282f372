#include "execution/directory/checkpoint_file.hpp"

#include <fmt/format.h>

#include "execution/program.hpp"
#include "execution/provenance.hpp"
#include "results/publish.hpp"
#include "results/tree_file.hpp"

namespace regsweep {
namespace {

bool says(const Group& root, const char* key, const std::string& wanted) {
  const Value* attribute = root.attribute(key);
  return attribute != nullptr && attribute->is_text() && attribute->text() == wanted;
}

}  // namespace

std::string checkpoint_image(const std::string& id, Group state) {
  state.set_attribute("format", Value("regsweep-checkpoint"));
  state.set_attribute("id", Value(id));
  state.set_attribute("program_version", Value(program_version()));
  state.set_attribute("program", Value(this_program().id));
  state.set_attribute("digest", Value(digest(state)));
  return hdf5_image(state);
}

void write_checkpoint(const std::filesystem::path& file, const std::string& id, Group state,
                      const Environment& environment) {
  publish(file, checkpoint_image(id, std::move(state)), environment);
}

FoundCheckpoint read_checkpoint(const std::filesystem::path& file, const std::string& id) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return {};
  Group state;
  try {
    state = read_tree(file);
  } catch (const StorageError& damage) {
    return {std::nullopt, damage.what()};
  }
  if (!says(state, "format", "regsweep-checkpoint")) {
    return {std::nullopt, fmt::format("{} is no checkpoint", file.string())};
  }
  if (!says(state, "digest", digest(state))) {
    return {std::nullopt, fmt::format("{} is damaged", file.string())};
  }
  if (!says(state, "id", id)) {
    return {std::nullopt, fmt::format("{} belongs to another trial", file.string())};
  }
  if (!says(state, "program", this_program().id)) {
    return {std::nullopt,
            fmt::format("{} was written by another version of regsweep", file.string())};
  }
  return {std::move(state), ""};
}

}  // namespace regsweep
