#include "execution/directory/trial_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text.hpp"
#include "core/trial_status.hpp"
#include "execution/program.hpp"
#include "results/file_bytes.hpp"
#include "results/gathering.hpp"
#include "results/publish.hpp"
#include "results/seal.hpp"

namespace regsweep {
namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();
const char* const no_program = "none";
const char* const diverged_word = "diverged";
const char* const subject = "regsweep-index:3";

}  // namespace

TrialIndex::TrialIndex(const SweepDirectory& directory, std::string metric)
    : directory_(directory), metric_(std::move(metric)) {
  std::error_code ignored;
  if (!std::filesystem::exists(directory_.index(), ignored)) return;
  try {
    read(file_bytes(directory_.index()));
  } catch (const StorageError&) {  // a cache that cannot be read counts as absent
  }
}

// Lines "<id> <inode> <size> <modified> <changed> <value, nan, diverged or -> <program or none>"
// below a line with the metric.
void TrialIndex::read(const std::string& bytes) {
  const Sealed sealed = unseal(bytes);
  if (sealed.state != SealState::intact || sealed.subject != subject) return;
  const std::vector<std::string> lines = split(sealed.body, '\n');
  const bool same_metric = !lines.empty() && lines.front() == metric_;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> words = split(lines[i], ' ');
    if (words.size() != 7) continue;
    Entry entry;
    std::int64_t* const places[] = {&entry.stamp.inode, &entry.stamp.size, &entry.stamp.modified,
                                    &entry.stamp.changed};
    bool whole = true;
    for (std::size_t k = 0; k < 4; ++k) {
      const std::optional<std::int64_t> number = parse_integer(words[k + 1]);
      whole = whole && number.has_value();
      *places[k] = number.value_or(0);
    }
    entry.diverged = words[5] == diverged_word;
    const bool no_number = entry.diverged || words[5] == "nan";
    const std::optional<double> value = no_number ? no_value : parse_number(words[5]);
    entry.known = same_metric && value.has_value();
    entry.value = value.value_or(0);
    if (words[6] != no_program) entry.program = words[6];
    if (whole) entries_.insert_or_assign(words[0], entry);
  }
}

FileState TrialIndex::state(const std::string& id) {
  const std::filesystem::path file = directory_.trial(id);
  const std::optional<FileStamp> stamp = stamp_of(file, Links::not_followed);
  const auto found = entries_.find(id);
  if (stamp && found != entries_.end() && found->second.stamp == stamp) {
    return FileState::finished;
  }
  // The stamp was taken before the bytes are read: of a file that changes in between, the stamp is
  // out of date and not believed.
  const FileState now = trial_state(file);
  if (now == FileState::finished) {
    entries_.insert_or_assign(id, Entry{stamp.value_or(FileStamp{}), false, 0, false, ""});
    ++news_;
  } else if (found != entries_.end()) {
    entries_.erase(found);
  }
  return now;
}

const TrialIndex::Entry& TrialIndex::known_entry(const std::string& id) {
  const auto found = entries_.find(id);
  const std::optional<FileStamp> stamp = stamp_of(directory_.trial(id), Links::not_followed);
  if (stamp && found != entries_.end() && found->second.known && found->second.stamp == stamp) {
    return found->second;
  }
  const Group root = read_trial(directory_.trial(id));
  const Group* about = root.group("provenance");
  Entry entry{stamp.value_or(FileStamp{}), true, metric_of_trial(root, metric_), has_diverged(root),
              ""};
  if (about != nullptr) entry.program = program_of(about->attributes).id;
  ++news_;
  return entries_.insert_or_assign(id, std::move(entry)).first->second;
}

void TrialIndex::learn(const std::string& id, double value, bool diverged,
                       const std::string& program) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.known) return;
  found->second.known = true;
  found->second.value = value;
  found->second.diverged = diverged;
  found->second.program = program;
  ++news_;
}

std::string TrialIndex::text() const {
  std::vector<std::string> ids;
  for (const auto& [id, entry] : entries_) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  std::string text = metric_ + "\n";
  for (const std::string& id : ids) {
    const auto& [stamp, known, value, diverged, program] = entries_.at(id);
    std::string shown = "-";
    if (known) shown = std::isnan(value) ? "nan" : fmt::format("{}", value);
    if (known && diverged) shown = diverged_word;
    text += fmt::format("{} {} {} {} {} {} {}\n", id, stamp.inode, stamp.size, stamp.modified,
                        stamp.changed, shown, program.empty() ? no_program : program);
  }
  return text;
}

void TrialIndex::save(std::int64_t least_news) const {
  if (news_ < least_news) return;
  std::string bytes = text();
  seal(bytes, subject);
  try {
    publish(directory_.index(), bytes);
  } catch (const StorageError&) {  // a cache: a disk that is full is told with the next result
  }
}

}  // namespace regsweep
