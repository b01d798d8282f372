// Prints the hash of the sources that decide numbers: `regsweep_sources LIB`. Run by the build.
#include <cstdio>
#include <exception>

#include "core/program_sources.hpp"

int main(int count, char** words) {
  if (count != 2) {
    std::fputs("usage: regsweep_sources LIB\n", stderr);
    return 2;
  }
  try {
    std::puts(regsweep::sources_hash(words[1]).c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "regsweep_sources: %s\n", error.what());
    return 4;
  }
}
