// The program as a maker of numbers: what decides them besides a trial's configuration, its data
// and the processor. Two builds with one id are one program, wherever their folders lie; of two
// with different ids only an experiment can tell whether they give the same bits
// (verification.hpp).
#pragma once

#include <string>
#include <vector>

#include "core/records.hpp"

namespace regsweep {

struct Program {
  std::string id;         // 16 hexadecimal digits of all below but the version; "" when unknown
  std::string version;    // "0.1.0+gabcdef1234.changed": for people
  std::string sources;    // hash of the sources that decide numbers (core/program_sources.hpp)
  std::string compiler;   // "g++ 12.2.0"
  std::string flags;      // its options
  std::string libraries;  // those that compute, with their versions

  friend bool operator==(const Program&, const Program&) = default;
};

/// This program.
const Program& this_program();

/// The folder that it was built from, wherever that is now.
std::string source_folder();

/// The id that the others make.
std::string program_id(const Program& program);

/// The program that provenance (of a trial file or a plan) names; unknown where it names none, as
/// in files of before programs were recorded.
Program program_of(const std::vector<Member>& provenance);

/// What provenance says of a program.
std::vector<Member> provenance_of(const Program& program);

/// "sources 1a2b3c4d5e -> 6f7a8b9c0d, compiler g++ 12.2.0 -> g++ 13.1.0"; empty when they are one.
std::string program_difference(const Program& before, const Program& now);

/// "program 1a2b3c4d5e (0.1.0+gabcdef1234)", or "a program that left no record (0.1.0)".
std::string program_name(const Program& program);

/// The digits of an id or hash that people are shown.
std::string short_hash(const std::string& hash);

}  // namespace regsweep
