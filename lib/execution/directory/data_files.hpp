// Data by content: from the paths of a YAML to the contents that identify trials, and back to the
// files where they lie now.
//
// A planned configuration names each file by what it holds ("sha256:..."), so the same bytes at
// another path, on another disk, renamed or compressed are the same trials. Where the files lie
// stands beside it (Plan::files). A file is looked for where it was when the plan was made, then at
// the same place from the sweep's directory (both were moved together), then by its name beside the
// directory's own files; only one with the right content is used.
//
// Plans and trials of before name files by their paths as written; nothing shows what these held.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "data/named_files.hpp"
#include "execution/directory/data_index.hpp"
#include "execution/directory/sweep_directory.hpp"

namespace regsweep {

/// Planning: the files that a YAML names.
class FilesOfYaml {
 public:
  FilesOfYaml(const std::filesystem::path& yaml, DataIndex& index);

  /// A canonical configuration with the content of each file in the place of its path. A relative
  /// path counts from the folder of the YAML; in the copy that lies in a sweep's directory, when
  /// there is no such file beside it, from where the YAML was. DataError with the place in the YAML
  /// when a file is not there.
  Value by_content(Value canonical);

  /// The files of a plan that was made with it, of known sets too, for a plan in `directory`.
  std::vector<DataFile> files_of(const Plan& plan, const std::filesystem::path& directory) const;

 private:
  std::filesystem::path path_of(const NamedFile& written) const;

  std::vector<std::filesystem::path> folders_;  // from which relative paths count, in turn
  DataIndex& index_;
  std::map<std::filesystem::path, FileContent> contents_;
};

/// A configuration, or its map `data`, with the path of each content. Nothing is read. DataError
/// when a content is not among the files.
Value located(const std::vector<DataFile>& files, Value configuration);
Value located_data(const std::vector<DataFile>& files, const Value& data);

/// load_dataset of a map with contents: the files are checked before they are read and afterwards.
/// DataError when one holds something else than it should.
Dataset load_checked(const std::vector<DataFile>& files, const Value& data, DataIndex& index);

/// Whose files are looked for, for messages.
struct FileOwner {
  std::string name;                 // "results/mine/plan.json"
  std::filesystem::path directory;  // of the sweep
  std::string planning;             // the command that plans the sweep again; empty: none
};

enum class AbsentFiles { refused, passed_over };

/// Sets DataFile::found of each file to where its content is now. DataError when a file that is
/// named has another content and the right one is nowhere; when it is not there at all, as `absent`
/// says.
void find_files(std::vector<DataFile>& files, const FileOwner& owner, AbsentFiles absent,
                DataIndex& index);

/// find_files for a plan that was read from its directory.
void find_files(Plan& plan, const SweepDirectory& directory, AbsentFiles absent, DataIndex& index);

/// Whether a plan (or a configuration) names files by path alone, as plans of before did.
bool has_unproven_files(const Value& configuration);
bool has_unproven_files(const Plan& plan);

/// DataError, naming file, plan and remedy, when a file of `plan`, which is about to be frozen in
/// `directory`, had another content in the plan that is there now. `planning`: the command that
/// freezes it all the same.
void refuse_changed_files(const Plan& plan, const SweepDirectory& directory,
                          const std::string& planning);

/// The command that plans a frozen sweep again: "regsweep plan a.yaml --out results/a --write".
std::string planning_command(const Plan& plan, const SweepDirectory& directory);

/// The files of a variant, as trial files keep them in their provenance (JSON); "[]": none.
std::string files_text(const Plan& plan, std::size_t variant);

}  // namespace regsweep
