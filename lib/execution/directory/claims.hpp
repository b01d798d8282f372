// Claims: who trains a trial now. One file claims/<id>, created exclusively, so that any number of
// workers on any number of machines share a sweep directory without a server.
//
// A claim is made by writing a unique temporary file and link()ing it to the name, which is atomic
// on NFS too. Its holder rewrites it now and then (heartbeat) for `status` and for the lease. It is
// taken over when its process is dead (same machine: pid and start time), or, on another machine,
// when it is older than the lease by the file server's clock; what a power cut left of one, after
// seconds. The worst that a wrong takeover can do is to train a trial twice: both results are the
// same bits, and each is published whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_set>

#include "execution/process/processes.hpp"

namespace regsweep {

/// How far the trial is; shown by `status` and progress bars.
struct ClaimProgress {
  std::int64_t step = 0, steps = 0;
  double epoch = 0, epochs = 0;
  double loss = 0;
};

struct ClaimRecord {
  ProcessIdentity holder;
  std::string worker;  // name of the worker
  std::string token;   // unique to this claim
  double since = 0;    // seconds since 1970, of the holder's clock: for people only
  double time = 0;     // of the last heartbeat
  ClaimProgress progress;

  // Whose claim this one replaced, and how far that one was: a dead worker's supervisor may come
  // too late to read it.
  std::string predecessor_machine;
  std::int64_t predecessor_pid = -1, predecessor_step = 0;
};

constexpr double default_lease_seconds = 600;

/// The claim in a file; nothing when it is absent or no claim. StorageError when the disk does not
/// let it be read.
std::optional<ClaimRecord> read_claim(const std::filesystem::path& file);

/// Whether the holder of a claim file may be presumed dead.
bool is_abandoned(const std::filesystem::path& file, double lease_seconds = default_lease_seconds);

/// The names of the claims in a folder that are younger than `seconds` by the file server's clock,
/// so that their holders live. Costs one listing and one stat per claim instead of opening each.
std::unordered_set<std::string> fresh_claims(const std::filesystem::path& folder, double seconds);

class Claim {
 public:
  /// Takes the claim if it is free or abandoned; nothing when somebody else holds it. StorageError
  /// when the folder is not writable.
  static std::optional<Claim> acquire(const std::filesystem::path& file, const std::string& worker,
                                      double lease_seconds = default_lease_seconds);
  Claim(Claim&&) noexcept;
  Claim& operator=(Claim&&) = delete;
  ~Claim();  // releases

  /// Rewrites the claim; false when it is no longer ours: stop working on the trial. StorageError
  /// when the disk does not let us know.
  bool heartbeat(const ClaimProgress& progress);

  /// Removes the claim if it is still ours.
  void release();

 private:
  Claim(std::filesystem::path file, ClaimRecord record)
      : file_(std::move(file)), record_(std::move(record)), held_(true) {}
  bool is_ours() const;

  std::filesystem::path file_;
  ClaimRecord record_;
  bool held_ = false;
};

}  // namespace regsweep
