#include "execution/directory/claims.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

#include "core/json.hpp"
#include "execution/directory/sweep_directory.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

constexpr double seconds_of_a_senseless_claim = 20;

// A name in the folder of the claim that nobody else uses. The leading dot keeps it apart from
// claims.
fs::path private_name(const fs::path& file) {
  static std::atomic<std::uint64_t> counter{0};
  // this_process() is asked each time: a forked child is another process
  return claim_draft(file, this_process(), counter++);
}

[[noreturn]] void cannot_write(const fs::path& file, int cause) {
  throw StorageError(
      fmt::format("cannot write the claim {} ({}); check space and permissions of that folder",
                  file.string(), std::strerror(cause)));
}

// No fsync: a claim need not survive a power cut, which kills its holder too. (Everything else goes
// through publish.)
void write_private(const fs::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << text << std::flush;
  if (stream.good()) return;
  const int cause = errno;
  unlink(file.c_str());
  cannot_write(file, cause);
}

// The members of a claim file, for writing and for reading.
template <class Record, class Visit>
void visit_members(Record& record, const Visit& visit) {
  visit("host", record.holder.host);
  visit("machine", record.holder.machine);
  visit("pid", record.holder.pid);
  visit("process_start", record.holder.start);
  visit("worker", record.worker);
  visit("token", record.token);
  visit("since", record.since);
  visit("time", record.time);
  visit("step", record.progress.step);
  visit("steps", record.progress.steps);
  visit("epoch", record.progress.epoch);
  visit("epochs", record.progress.epochs);
  visit("loss", record.progress.loss);
  visit("predecessor_machine", record.predecessor_machine);
  visit("predecessor_pid", record.predecessor_pid);
  visit("predecessor_step", record.predecessor_step);
}

std::string claim_text(const ClaimRecord& record) {
  Map members;
  visit_members(record, [&](const char* key, const auto& member) {
    members.push_back({key, Value(member), {}});
  });
  return to_json(Value(std::move(members))) + "\n";
}

// Takes a member that is there and of its type; others keep what they have, integers become -1.
struct TakeMember {
  const Value& record;

  void operator()(const char* key, std::string& text) const {
    const Value* member = record.find(key);
    if (member != nullptr && member->is_text()) text = member->text();
  }
  void operator()(const char* key, double& number) const {
    const Value* member = record.find(key);
    if (member != nullptr && member->is_number()) number = member->number();
  }
  void operator()(const char* key, std::int64_t& number) const {
    const Value* member = record.find(key);
    number = member != nullptr && member->is_integer() ? member->integer() : -1;
  }
};

std::optional<double> modified(const fs::path& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0) return std::nullopt;
  return static_cast<double>(status.st_mtim.tv_sec) +
         1e-9 * static_cast<double>(status.st_mtim.tv_nsec);
}

// Modification times are the file server's; so is the present, taken from a file made just now.
std::optional<double> server_now(const fs::path& beside) {
  const fs::path probe = private_name(beside);
  write_private(probe, "");
  const std::optional<double> now = modified(probe);
  unlink(probe.c_str());
  return now;
}

double seconds_old(const fs::path& file) {
  const std::optional<double> now = server_now(file), then = modified(file);
  return now && then ? *now - *then : 0;
}

// NFS may report a failure for a link that was made: the link count knows.
bool link_exclusively(const fs::path& from, const fs::path& to) {
  if (link(from.c_str(), to.c_str()) == 0) return true;
  const int cause = errno;
  struct stat status {};
  if (stat(from.c_str(), &status) == 0 && status.st_nlink == 2) return true;
  if (cause == EEXIST) return false;
  unlink(from.c_str());
  if (cause == EPERM || cause == EOPNOTSUPP) {
    throw StorageError(
        fmt::format("the file system of {} has no hard links, which workers need to share trials "
                    "safely; choose --out on another one",
                    to.parent_path().string()));
  }
  cannot_write(to, cause);
}

// One takeover at a time in a folder: a process that finds an abandoned claim and then removes it
// must not remove the claim that a faster one has made in between. The kernel drops the lock of a
// process that dies. File systems that cannot lock a folder (NFS) leave the second look below as
// the only guard; what can slip through there is noticed by the next heartbeat.
class TakeoverLock {
 public:
  explicit TakeoverLock(const fs::path& folder)
      : folder_(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    while (folder_ >= 0 && flock(folder_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  ~TakeoverLock() {
    if (folder_ >= 0) close(folder_);
  }
  TakeoverLock(const TakeoverLock&) = delete;

 private:
  int folder_;
};

// Moves an abandoned claim out of the way and returns it; a claim that turns out to be alive is put
// back.
std::optional<ClaimRecord> clear_abandoned(const fs::path& file, double lease_seconds) {
  const TakeoverLock lock(file.parent_path());
  if (!is_abandoned(file, lease_seconds)) return std::nullopt;  // somebody else was faster
  const fs::path aside = private_name(file);
  if (rename(file.c_str(), aside.c_str()) != 0) return std::nullopt;
  std::optional<ClaimRecord> cleared = read_claim(aside);
  if (!is_abandoned(aside, lease_seconds)) {
    cleared.reset();
    // Where somebody else has claimed the trial meanwhile, the claim that was put aside is lost:
    // its holder notices at its next heartbeat.
    [[maybe_unused]] const int put_back = link(aside.c_str(), file.c_str());
  }
  unlink(aside.c_str());
  return cleared;
}

}  // namespace

std::optional<ClaimRecord> read_claim(const fs::path& file) {
  // Not the same as absent: a holder that took its own claim for absent would give it up.
  const auto refuse = [&](int cause) {
    throw StorageError(fmt::format(
        "cannot read the claim {} ({}); remove the cause, then run the same command again",
        file.string(), std::strerror(cause)));
  };
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream && errno != 0 && errno != ENOENT && errno != ENOTDIR && errno != ESTALE) {
    refuse(errno);
  }
  if (!stream) return std::nullopt;
  stream.peek();  // reads the whole of so short a file; of the ways to read, this one reports a
                  // failing disk
  if (stream.bad()) refuse(errno != 0 ? errno : EIO);
  std::stringstream text;
  text << stream.rdbuf();
  Value record;
  try {
    record = from_json(text.str(), file.string());
  } catch (const StorageError&) {
    return std::nullopt;
  }
  ClaimRecord claim;
  claim.progress.loss = std::nan("");
  visit_members(claim, TakeMember{record});
  if (claim.token.empty()) return std::nullopt;
  return claim;
}

bool is_abandoned(const fs::path& file, double lease_seconds) {
  const std::optional<ClaimRecord> record = read_claim(file);
  if (record && record->holder.machine == this_process().machine) {
    return !is_running(record->holder);
  }
  // A claim appears whole; one that cannot be read is what a power cut or a failed disk left.
  const double patience =
      record ? lease_seconds : std::min(lease_seconds, seconds_of_a_senseless_claim);
  std::error_code ignored;
  return fs::exists(file, ignored) && seconds_old(file) > patience;
}

std::unordered_set<std::string> fresh_claims(const fs::path& folder, double seconds) {
  std::vector<fs::path> claims;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (parse_file_name(Folder::claims, name).kind == FileKind::claim) {
      claims.push_back(entry.path());
    }
  }
  std::unordered_set<std::string> fresh;
  const std::optional<double> now = claims.empty() ? std::nullopt : server_now(folder / "now");
  for (const fs::path& claim : claims) {
    if (const std::optional<double> then = modified(claim); now && then && *now - *then < seconds) {
      fresh.insert(claim.filename().string());
    }
  }
  return fresh;
}

std::optional<Claim> Claim::acquire(const fs::path& file, const std::string& worker,
                                    double lease_seconds) {
  ClaimRecord record;
  const fs::path draft = private_name(file);
  record.holder = this_process();
  record.worker = worker;
  record.token = draft.filename().string();
  record.since = utc_now();
  record.time = record.since;
  for (int attempt = 0; attempt < 2; ++attempt) {
    write_private(draft, claim_text(record));
    const bool ours = link_exclusively(draft, file);
    unlink(draft.c_str());
    if (ours) return Claim(file, record);
    if (attempt > 0 || !is_abandoned(file, lease_seconds)) break;
    if (const std::optional<ClaimRecord> dead = clear_abandoned(file, lease_seconds)) {
      record.predecessor_machine = dead->holder.machine;
      record.predecessor_pid = dead->holder.pid;
      record.predecessor_step = dead->progress.step;
    }
  }
  return std::nullopt;
}

Claim::Claim(Claim&& other) noexcept
    : file_(std::move(other.file_)), record_(std::move(other.record_)), held_(other.held_) {
  other.held_ = false;
}

Claim::~Claim() {
  try {
    release();
  } catch (const StorageError&) {  // it ends with this process at the latest
  }
}

bool Claim::is_ours() const {
  const std::optional<ClaimRecord> present = read_claim(file_);
  return present && present->token == record_.token;
}

bool Claim::heartbeat(const ClaimProgress& progress) {
  if (!held_) return false;
  record_.progress = progress;
  record_.time = utc_now();
  const bool present = is_ours();
  const fs::path draft = private_name(file_);
  write_private(draft, claim_text(record_));
  if (present && rename(draft.c_str(), file_.c_str()) == 0) return true;
  // It is absent while another process examines it, or after a clean-up: it is ours again unless
  // another process took it meanwhile.
  held_ = present || link_exclusively(draft, file_);
  unlink(draft.c_str());
  return held_;
}

void Claim::release() {
  if (held_ && is_ours()) unlink(file_.c_str());
  held_ = false;
}

}  // namespace regsweep
