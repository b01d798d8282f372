// data.index: which content data files had when they were last read whole, so that not every worker
// reads 10 GB again to know what they are.
//
// An entry holds for the file that it was made from (file_stamp.hpp): anything else about the file,
// and it is read anew. A file that changed in the last seconds is not remembered, since a further
// change could hide behind the same time stamps. The index is a cache: it can be deleted, a damaged
// one counts as absent, and one that cannot be written is done without. `doctor` never uses it.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "data/content.hpp"
#include "execution/directory/file_stamp.hpp"

namespace regsweep {

class DataIndex {
 public:
  /// Remembers for this object only.
  DataIndex() = default;
  /// Begins with what the file says, if it is there.
  /// A file that has not changed for as long as `settled` is remembered.
  explicit DataIndex(std::filesystem::path file,
                     std::chrono::nanoseconds settled = FileStamp::longest_tick);

  /// What the data file, or the folder of data files, holds now. DataError as content_of_file and
  /// files_at.
  FileContent content(const std::filesystem::path& data);

  /// Writes what was learned, beside what others have written in the meantime.
  void save();

 private:
  struct Entry {
    FileStamp stamp;
    FileContent content;
  };
  // Machines may see different files at one path, or the same with other stamps: several each.
  using Entries = std::multimap<std::string, Entry>;

  FileContent content_at(const std::filesystem::path& data_file);
  static Entries read(const std::filesystem::path& file);
  static void add(Entries& entries, const std::string& path, const Entry& entry);

  std::filesystem::path file_;  // empty: none
  std::chrono::nanoseconds settled_ = FileStamp::longest_tick;
  Entries entries_;
  bool news_ = false;
};

}  // namespace regsweep
