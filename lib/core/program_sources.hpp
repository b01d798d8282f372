// The program by the content of its sources: a hash of what decides the numbers of a trial. The
// build computes it (lib/cmake/RegsweepProgram.cmake) and puts it into the program.
//
// Counted are the folders from random numbers to training, files that no version control knows
// included, and what they reach in lib/ by #include, with the source beside each header. Not
// counted are where the folder lies, comments, and how code is laid out, so a clone elsewhere and a
// reformatted file have the same hash. Display, storage, planning and the processes that train do
// not count.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace regsweep {

/// C++ without comments and without blanks that separate nothing; adjacent string literals are one.
/// Preprocessor directives keep a line each. Raw strings, characters and digit separators are
/// understood.
std::string code_of(std::string_view source);

/// The files that count, relative to `lib`, sorted.
std::vector<std::string> deciding_sources(const std::filesystem::path& lib);

/// XXH3-128 of names and code of deciding_sources(lib). StorageError when a file cannot be read.
std::string sources_hash(const std::filesystem::path& lib);

}  // namespace regsweep
