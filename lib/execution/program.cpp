#include "execution/program.hpp"

#include <fmt/format.h>
#include <gnu/libc-version.h>

#include "core/hash.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "tensor/gemm.hpp"
#include "tensor/onednn_gemm.hpp"

// Made at each build (lib/cmake/RegsweepProgram.cmake).
#if __has_include("build_program.hpp")
#include "build_program.hpp"
#endif
#ifndef REGSWEEP_VERSION
#define REGSWEEP_VERSION "0.2.0"
#define REGSWEEP_COMMIT ""
#define REGSWEEP_SOURCES ""
#define REGSWEEP_FLAGS ""
#define REGSWEEP_SOURCE_FOLDER ""
#endif

namespace regsweep {
namespace {

constexpr std::size_t shown_digits = 10;

// OpenBLAS adds how it was built and its kernel, which is the processor's matter: "OpenBLAS 0.3.21
// NO_AFFINITY Haswell ...".
std::string blas_and_its_version() {
  const std::vector<std::string> words = split(blas_version(), ' ');
  return words.size() < 2 ? blas_version() : words[0] + " " + words[1];
}

std::string computing_libraries() {
  const std::string onednn = onednn_version();
  return fmt::format("{}, oneDNN {}, glibc {}", blas_and_its_version(),
                     onednn.empty() ? "none" : onednn, gnu_get_libc_version());
}

Program made_program() {
  const std::string commit = REGSWEEP_COMMIT;
  Program program;
  program.version =
      commit.empty() ? REGSWEEP_VERSION : fmt::format("{}+g{}", REGSWEEP_VERSION, commit);
  program.sources = REGSWEEP_SOURCES;
  program.compiler = "g++ " __VERSION__;
  program.flags = REGSWEEP_FLAGS;
  program.libraries = computing_libraries();
  program.id = program_id(program);
  return program;
}

std::string word_in(const std::vector<Member>& members, std::string_view key) {
  for (const Member& member : members) {
    if (member.key == key && member.value.is_text()) return member.value.text();
  }
  return "";
}

// Files of before programs were recorded have it in two parts.
std::string version_in(const std::vector<Member>& provenance) {
  const std::string whole = word_in(provenance, "program_version"),
                    version = word_in(provenance, "regsweep_version"),
                    commit = word_in(provenance, "commit");
  if (!whole.empty() || version.empty() || commit.empty()) return whole.empty() ? version : whole;
  return fmt::format("{}+g{}", version, commit);
}

}  // namespace

const Program& this_program() {
  static const Program program = made_program();
  return program;
}

std::string source_folder() { return REGSWEEP_SOURCE_FOLDER; }

std::string program_id(const Program& program) {
  const Value substance(Map{{"sources", program.sources, {}},
                            {"compiler", program.compiler, {}},
                            {"flags", program.flags, {}},
                            {"libraries", program.libraries, {}}});
  return xxh3_128(canonical_text(substance)).substr(0, 16);
}

Program program_of(const std::vector<Member>& provenance) {
  Program program;
  program.id = word_in(provenance, "program");
  program.version = version_in(provenance);
  program.sources = word_in(provenance, "program_sources");
  program.compiler = word_in(provenance, "compiler");
  program.flags = word_in(provenance, "compiler_flags");
  program.libraries = word_in(provenance, "libraries");
  return program;
}

std::vector<Member> provenance_of(const Program& program) {
  return {{"program", program.id, {}},
          {"program_version", program.version, {}},
          {"program_sources", program.sources, {}},
          {"compiler", program.compiler, {}},
          {"compiler_flags", program.flags, {}},
          {"libraries", program.libraries, {}}};
}

std::string program_difference(const Program& before, const Program& now) {
  if (before.id == now.id) return "";
  if (before.id.empty()) {
    return fmt::format("{} -> {}", program_name(before), program_name(now));
  }
  std::vector<std::string> parts;
  const auto compare = [&](const char* what, const std::string& old, const std::string& fresh) {
    if (old != fresh) parts.push_back(fmt::format("{} {} -> {}", what, old, fresh));
  };
  compare("sources", short_hash(before.sources), short_hash(now.sources));
  compare("compiler", before.compiler, now.compiler);
  compare("flags", before.flags, now.flags);
  compare("libraries", before.libraries, now.libraries);
  return join(parts, ", ");
}

std::string program_name(const Program& program) {
  const std::string name =
      program.id.empty() ? "a program that left no record" : "program " + short_hash(program.id);
  return program.version.empty() ? name : fmt::format("{} ({})", name, program.version);
}

std::string short_hash(const std::string& hash) { return hash.substr(0, shown_digits); }

}  // namespace regsweep
