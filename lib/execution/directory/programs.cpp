#include "execution/directory/programs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/json.hpp"
#include "results/file_bytes.hpp"
#include "results/publish.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace program_files {
namespace {

constexpr std::string_view equal_mark = "equal-", mixed_mark = "mixed-", extension = ".json";

// "<mark><a>-<b>.json" -> a, b.
std::pair<std::string, std::string> pair_in(const std::string& name, std::string_view mark) {
  const std::string ids = name.substr(mark.size(), name.size() - mark.size() - extension.size());
  const std::size_t dash = ids.find('-');
  return {ids.substr(0, dash), dash == std::string::npos ? "" : ids.substr(dash + 1)};
}

void make_folder(const SweepDirectory& directory) {
  const fs::path folder = directory.folder(Folder::programs);
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) {
    throw StorageError(fmt::format("cannot make the folder {} ({}); check space and permissions",
                                   folder.string(), failure.message()));
  }
}

void record_pair(const SweepDirectory& directory, std::string_view mark, const Program& a,
                 const Program& b, Map more) {
  make_folder(directory);
  const auto [first, second] = std::minmax(a.id, b.id);
  Map said{{"format", "regsweep-programs", {}},
           {"programs", Value(List{Value(first), Value(second)}), {}},
           {"when", utc_now_text(), {}}};
  said.insert(said.end(), more.begin(), more.end());
  publish_if_absent(
      directory.folder(Folder::programs) / fmt::format("{}{}-{}{}", mark, first, second, extension),
      to_json(Value(std::move(said))) + "\n");
}

}  // namespace
}  // namespace program_files

using namespace program_files;

ProgramRecords::ProgramRecords(const SweepDirectory& directory) {
  std::error_code absent;
  std::set<fs::path> files;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(directory.folder(Folder::programs), absent)) {
    files.insert(entry.path());
  }
  for (const fs::path& file : files) {
    const std::string name = file.filename().string();
    if (!name.starts_with(".") && name.ends_with(extension)) read(file, name);
  }
}

void ProgramRecords::read(const fs::path& file, const std::string& name) {
  if (name.starts_with(mixed_mark)) {
    mixed_.push_back(pair_in(name, mixed_mark));
    return;
  }
  if (name.starts_with(equal_mark)) {
    const auto [a, b] = pair_in(name, equal_mark);
    const std::string one = representative(a), other = representative(b);
    representatives_.try_emplace(a, one);
    representatives_.try_emplace(b, other);
    for (auto& [id, first] : representatives_) {
      if (first == one || first == other) first = std::min(one, other);
    }
    return;
  }
  const Value json = from_json(file_bytes(file), file.string());
  if (!json.is_map()) {
    throw StorageError(
        fmt::format("{} is no record of a program; remove it, it is written again", file.string()));
  }
  const Program program = program_of(json.map());
  programs_.emplace(program.id, program);
}

bool ProgramRecords::equal(const std::string& a, const std::string& b) const {
  return representative(a) == representative(b);
}

const std::string& ProgramRecords::representative(const std::string& id) const {
  const auto found = representatives_.find(id);
  return found == representatives_.end() ? id : found->second;
}

bool ProgramRecords::may_mix(const std::string& a, const std::string& b) const {
  return equal(a, b) || std::any_of(mixed_.begin(), mixed_.end(), [&](const auto& pair) {
           return (equal(pair.first, a) && equal(pair.second, b)) ||
                  (equal(pair.first, b) && equal(pair.second, a));
         });
}

void enter_program(const SweepDirectory& directory, const Program& program) {
  make_folder(directory);
  publish_if_absent(directory.folder(Folder::programs) / (program.id + std::string(extension)),
                    to_json(Value(Map(provenance_of(program)))) + "\n");
}

void record_equal_programs(const SweepDirectory& directory, const Program& a, const Program& b,
                           const std::vector<std::string>& trials) {
  enter_program(directory, a);
  enter_program(directory, b);
  List compared;
  for (const std::string& id : trials) compared.emplace_back(id);
  record_pair(directory, equal_mark, a, b, {{"trials", Value(std::move(compared)), {}}});
}

void record_mixed_programs(const SweepDirectory& directory, const Program& a, const Program& b) {
  record_pair(directory, mixed_mark, a, b, {});
}

}  // namespace regsweep
