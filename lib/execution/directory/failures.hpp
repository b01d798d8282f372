// failures/<id>.json: what went wrong with a trial, at which step, and how often it was tried.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace regsweep {

constexpr std::int64_t largest_attempts = 3;

struct Failure {
  std::string id;
  std::int64_t attempts = 0;
  std::string message;     // of the last attempt
  std::int64_t step = -1;  // last known step
  std::string host, time;
  std::vector<std::string> log;  // the last lines that a worker wrote before it crashed; empty
                                 // after an error that it reported itself

  bool final() const { return attempts >= largest_attempts; }
};

/// Nothing when the trial never failed. A file that is no record of a failure
/// counts as one attempt; one that cannot be read is a StorageError.
std::optional<Failure> read_failure(const std::filesystem::path& file);

/// Adds one attempt and writes the file; returns what it says now.
Failure record_failure(const std::filesystem::path& file, const std::string& id,
                       const std::string& message, std::int64_t step,
                       const std::vector<std::string>& log = {});

}  // namespace regsweep
