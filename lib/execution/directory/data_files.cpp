#include "execution/directory/data_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "core/json.hpp"
#include "core/text.hpp"
#include "data/dataset_entry.hpp"
#include "data/named_files.hpp"
#include "execution/process/external_command.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace data_files {
namespace {

// The contents that a map `data` names; of a path its text, which is none.
std::set<std::string> contents_named_by(const Value& data) {
  std::set<std::string> contents;
  for (const NamedFile& file : named_files(data)) contents.insert(content_part(file.path));
  return contents;
}

const Value& data_of(const Value& configuration) { return configuration.at("data"); }

const DataFile& file_with(const std::string& content, const std::vector<DataFile>& files,
                          const std::string& key) {
  const auto found = std::find_if(files.begin(), files.end(), [&](const DataFile& each) {
    return each.is_named() && each.content == content;
  });
  if (found != files.end()) return *found;
  throw DataError(
      fmt::format("data.{} is the content {}, but nothing says which file has it; plan the sweep "
                  "again from its YAML",
                  key, shown_content(content)));
}

// Where a file may be, the places where it was expected first.
std::vector<fs::path> expected_places(const DataFile& file, const fs::path& directory) {
  std::vector<fs::path> places{file.path};
  if (!file.from_directory.empty()) {
    places.push_back((fs::absolute(directory) / file.from_directory).lexically_normal());
  }
  return places;
}

std::vector<fs::path> further_places(const DataFile& file, const fs::path& directory) {
  const fs::path name = fs::path(file.path).filename();
  const fs::path here = fs::absolute(directory).lexically_normal();
  return {here / name, here.parent_path() / name};
}

bool is_one_of(const fs::path& path, const std::vector<fs::path>& places) {
  return std::any_of(places.begin(), places.end(), [&](const fs::path& place) {
    return fs::weakly_canonical(place) == fs::weakly_canonical(path);
  });
}

bool is_there(const fs::path& path) {
  std::error_code failure;
  return fs::exists(path, failure);
}

// The folders that the YAML may have been in whose copy lies in this directory of a sweep.
std::optional<std::vector<fs::path>> origin_of_copy(const fs::path& folder) {
  const SweepDirectory directory(folder);
  Value about;
  try {
    about = directory.read_plan().provenance;
  } catch (const Error&) {  // no directory of a sweep, though it may have a plan.json of others
    return std::nullopt;
  }
  const Value *yaml = about.find("sweep_yaml"), *then = about.find("sweep_directory");
  if (yaml == nullptr || then == nullptr) return std::nullopt;
  const fs::path origin = fs::path(yaml->text()).parent_path();
  return std::vector<fs::path>{origin, folder / origin.lexically_relative(then->text())};
}

std::string changed_sentence(const std::string& path, const FileOwner& owner,
                             const std::string& before, const std::string& now) {
  return fmt::format(
      "{} has changed since {} was made: it holds {} now and held {} then; put the "
      "earlier file back{}",
      path, owner.name, shown_content(now), shown_content(before),
      owner.planning.empty() ? ""
                             : fmt::format(", or plan again (`{}`), which makes new trials of the "
                                           "changed data and keeps the finished ones",
                                           owner.planning));
}

std::string missing_sentence(const DataFile& file, const FileOwner& owner) {
  return fmt::format("the data file {} of {} ({}, {} bytes) is not there; bring it back{}",
                     file.path, owner.name, shown_content(file.content),
                     with_thousands(static_cast<long long>(file.bytes)),
                     owner.planning.empty()
                         ? ""
                         : fmt::format(", or plan again with its new place in the YAML (`{}`): the "
                                       "same content is the same trials",
                                       owner.planning));
}

// Before its files are hashed, which may be many.
void refuse_folder(const fs::path& path, const NamedFile& written) {
  std::error_code failure;
  if (!fs::is_directory(path, failure)) return;
  throw DataError(fmt::format("{}{} is a folder, where a file is expected; name one of its files",
                              written.where.known() ? written.where.text() + ": " : "",
                              path.string()));
}

FileOwner owner_of(const SweepDirectory& directory, std::string planning) {
  return {directory.plan_file().string(), directory.root(), std::move(planning)};
}

}  // namespace
}  // namespace data_files

using namespace data_files;

FilesOfYaml::FilesOfYaml(const fs::path& yaml, DataIndex& index) : index_(index) {
  std::error_code failure;  // a pipe lies in no folder of the user's
  folders_ = {fs::is_regular_file(yaml, failure) ? fs::absolute(yaml).parent_path()
                                                 : fs::current_path()};
  if (const auto origin = origin_of_copy(folders_.front())) {
    folders_.insert(folders_.end(), origin->begin(), origin->end());
  }
}

fs::path FilesOfYaml::path_of(const NamedFile& written) const {
  for (const fs::path& folder : folders_) {
    if (is_there(folder / written.path)) return (folder / written.path).lexically_normal();
  }
  const bool is_relative = fs::path(written.path).is_relative();
  const std::string place =
      written.where.known() ? fmt::format("{}: ", written.where.text()) : std::string();
  const std::string remedy =
      is_relative && is_there(written.path)
          ? fmt::format("for the one in the current folder write {}",
                        (fs::current_path() / written.path).lexically_normal().string())
          : "check the path";
  throw DataError(fmt::format(
      "{}there is no file {}{}; {}", place,
      (folders_.front() / written.path).lexically_normal().string(),
      is_relative ? " (a relative path counts from the folder of the YAML)" : "", remedy));
}

Value FilesOfYaml::by_content(Value canonical) {
  const DatasetEntry& set = dataset_entry(data_of(canonical).at("name").text());
  canonical.set("data", with_named_files(data_of(canonical), [&](const NamedFile& file) {
                  if (is_content(content_part(file.path))) return file.path + file.inside;
                  const fs::path path = path_of(file);
                  if (!set.reads_folders) refuse_folder(path, file);
                  auto known = contents_.find(path);
                  if (known == contents_.end()) {
                    known = contents_.emplace(path, index_.content(path)).first;
                  }
                  return known->second.name + file.inside;
                }));
  return canonical;
}

std::vector<DataFile> FilesOfYaml::files_of(const Plan& plan, const fs::path& directory) const {
  std::set<std::string> wanted, sets;
  for (const Variant& variant : plan.variants) {
    wanted.merge(contents_named_by(data_of(variant.configuration)));
    sets.insert(data_of(variant.configuration).at("name").text());
  }
  std::vector<DataFile> files;
  const fs::path here = fs::absolute(directory).lexically_normal();
  for (const auto& [path, content] : contents_) {
    if (wanted.contains(content.name)) {
      files.push_back({content.name, content.bytes, path.string(),
                       path.lexically_relative(here).string(), "", "", ""});
    }
  }
  for (const std::string& set : sets) {
    for (const KnownFile& file : dataset_entry(set).origin.files) {
      files.push_back({content_name(file.sha256), static_cast<std::int64_t>(file.bytes), "", "",
                       set, file.name, ""});
    }
  }
  return files;
}

Value located_data(const std::vector<DataFile>& files, const Value& data) {
  return with_named_files(data, [&](const NamedFile& file) {
    const std::string content = content_part(file.path);
    if (!is_content(content)) return file.path + file.inside;
    return file_with(content, files, file.key).place() + file.path.substr(content.size()) +
           file.inside;
  });
}

Value located(const std::vector<DataFile>& files, Value configuration) {
  configuration.set("data", located_data(files, data_of(configuration)));
  return configuration;
}

Dataset load_checked(const std::vector<DataFile>& files, const Value& data, DataIndex& index) {
  const Value paths = located_data(files, data);
  std::vector<const DataFile*> used;
  for (const std::string& content : contents_named_by(data)) {
    if (is_content(content)) used.push_back(&file_with(content, files, "path"));
  }
  const auto check = [&] {
    for (const DataFile* file : used) {
      const std::string now = index.content(file->place()).name;
      if (now == file->content) continue;
      throw DataError(changed_sentence(file->place(), {"the plan", "", ""}, file->content, now));
    }
  };
  check();
  Dataset dataset = load_dataset(paths);
  check();  // what was read in between is what was checked
  return dataset;
}

void find_files(std::vector<DataFile>& files, const FileOwner& owner, AbsentFiles absent,
                DataIndex& index) {
  std::map<std::string, std::string> found;  // content -> path
  std::vector<std::pair<const DataFile*, std::string>> changed, missing;
  const auto look = [&](const DataFile& file, const std::vector<fs::path>& places) {
    std::string other;
    for (const fs::path& place : places) {
      if (found.contains(file.content)) break;
      if (!is_there(place)) continue;
      const std::string now = index.content(place).name;
      if (now == file.content) {
        found.emplace(file.content, place.string());
      } else if (other.empty()) {
        other = now;
      }
    }
    return other;
  };
  for (const DataFile& file : files) {
    if (!file.is_named()) continue;
    const std::string now = look(file, expected_places(file, owner.directory));
    try {
      look(file, further_places(file, owner.directory));
    } catch (const DataError&) {  // a file of this name that is none of ours
    }
    (now.empty() ? missing : changed).emplace_back(&file, now);
  }
  for (const auto& [file, now] : changed) {
    if (found.contains(file->content)) continue;
    throw DataError(changed_sentence(file->path, owner, file->content, now));
  }
  for (const auto& [file, now] : missing) {
    if (found.contains(file->content) || absent == AbsentFiles::passed_over) continue;
    throw DataError(missing_sentence(*file, owner));
  }
  for (DataFile& file : files) {
    if (const auto path = found.find(file.content); file.is_named() && path != found.end()) {
      file.found = path->second;
    }
  }
}

void find_files(Plan& plan, const SweepDirectory& directory, AbsentFiles absent, DataIndex& index) {
  find_files(plan.files, owner_of(directory, planning_command(plan, directory)), absent, index);
}

bool has_unproven_files(const Value& configuration) {
  const std::set<std::string> contents = contents_named_by(data_of(configuration));
  return std::any_of(contents.begin(), contents.end(),
                     [](const std::string& content) { return !is_content(content); });
}

bool has_unproven_files(const Plan& plan) {
  return std::any_of(plan.variants.begin(), plan.variants.end(), [](const Variant& variant) {
    return has_unproven_files(variant.configuration);
  });
}

void refuse_changed_files(const Plan& plan, const SweepDirectory& directory,
                          const std::string& planning) {
  std::error_code failure;
  if (!fs::exists(directory.plan_file(), failure)) return;
  const Plan before = directory.read_plan();
  const fs::path& root = directory.root();
  std::set<std::string> known;
  for (const DataFile& file : before.files) known.insert(file.content);
  for (const DataFile& now : plan.files) {
    if (known.contains(now.content)) continue;
    for (const DataFile& old : before.files) {
      const bool same_place =
          now.is_named() && old.is_named() && is_one_of(now.path, expected_places(old, root));
      const bool same_set = !now.set.empty() && now.set == old.set && now.name == old.name;
      if (!same_place && !same_set) continue;
      throw DataError(changed_sentence(
          now.is_named() ? now.path : fmt::format("{} of data set {}", now.name, now.set),
          owner_of(directory, planning), old.content, now.content));
    }
  }
}

std::string planning_command(const Plan& plan, const SweepDirectory& directory) {
  const auto word_of = [](const std::string& path) {
    return fs::path(path).filename() == "-" ? "-" : shell_quoted(path);
  };
  const Value* yaml = plan.provenance.find("sweep_yaml");
  std::string command = fmt::format("regsweep plan {} --out {}",
                                    yaml == nullptr ? "SWEEP.yaml" : word_of(yaml->text()),
                                    shell_quoted(directory.root().string()));
  if (const Value* settings = plan.provenance.find("settings")) {
    for (const Value& each : settings->list()) {
      command += fmt::format(" --set {}", shell_quoted(each.text()));
    }
  }
  command += " --write";
  const bool was_piped = yaml != nullptr && fs::path(yaml->text()).filename() == "-";
  return was_piped ? command + " < " + shell_quoted(directory.sweep_yaml().string()) : command;
}

std::string files_text(const Plan& plan, std::size_t variant) {
  const Value& data = data_of(plan.variants[variant].configuration);
  const std::set<std::string> contents = contents_named_by(data);
  std::vector<DataFile> files;
  for (const DataFile& each : plan.files) {
    const bool is_used =
        each.is_named() ? contents.contains(each.content) : Value(each.set) == data.at("name");
    if (!is_used) continue;
    files.push_back(each);
    files.back().path = each.place();
  }
  return to_json(as_value(files), JsonForm::one_line);
}

}  // namespace regsweep
