// Provenance: everything that may explain other bits is named.
#include "execution/provenance.hpp"

#include <catch2/catch.hpp>

#include "tensor/gemm.hpp"

namespace regsweep::provenance_test {

TEST_CASE("provenance names program, compiler, processor, arithmetic and host") {
  set_blas_threads(1);
  const Value about = provenance();
  for (const char* key :
       {"regsweep_version", "compiler", "instruction_set", "cpu", "blas_version", "blas_core",
        "host", "precision", "program", "program_sources", "compiler_flags", "libraries"}) {
    INFO(key);
    REQUIRE(about.at(key).is_text());
    REQUIRE_FALSE(about.at(key).text().empty());
  }
  REQUIRE(about.at("blas_threads").integer() == 1);
  REQUIRE(about.at("cpu").text() != "unknown");
  REQUIRE(program_version().starts_with(about.at("regsweep_version").text()));
}

}  // namespace regsweep::provenance_test
