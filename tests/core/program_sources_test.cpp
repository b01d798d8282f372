// The hash of sources: what a compiler would see counts, what only people see does not.
#include "core/program_sources.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <map>

#include "support/scratch_folder.hpp"

namespace regsweep::program_sources_test {

namespace fs = std::filesystem;

void write_source(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

// A lib/ of three rooms: training reaches one file of core, and nothing reaches sweep.
void write_lib(const fs::path& lib) {
  write_source(lib / "training/trainer.cpp", "#include \"core/used.hpp\"\nint f() { return 1; }\n");
  write_source(lib / "core/used.hpp", "#pragma once\nint g();\n");
  write_source(lib / "core/used.cpp", "#include \"core/used.hpp\"\nint g() { return 2; }\n");
  write_source(lib / "core/unused.cpp", "int h() { return 3; }\n");
  write_source(lib / "sweep/plan.cpp", "int k() { return 4; }\n");
}

TEST_CASE("comments, line breaks and blanks do not count as code") {
  const std::string plain = code_of("double f(int a, int b) { return a + b; }\nint c = 1;\n");
  for (const char* same : {
           "// what it does\ndouble f(int a, int b) { return a + b; }  // why\nint c = 1;",
           "double f(int a,\n         int b) {\n  return a + b;\n}\n\nint c = 1;\n",
           "double f( int a,int b ){return a + b;}/* a\nnote */int c=1;",
           "double f(int a, int b) { /* // */ return a + b; } int c = 1; // \"text\n",
           "double f(int a, int b) { return a + \\\n b; } int c = 1;",
       }) {
    INFO(same);
    CHECK(code_of(same) == plain);
  }
  CHECK(code_of("f(\"a long \" \"message\");") == code_of("f(\"a long \"\n  \"message\");"));
  CHECK(code_of("f(\"a long message\");") == code_of("f(\"a long \"\n  \"message\");"));
}

TEST_CASE("whatever a compiler tells apart has another code") {
  const std::pair<const char*, const char*> different[] = {
      {"int a = 1;", "int a = 2;"},
      {"return a - -b;", "return a -- b;"},
      {"return a+ +b;", "return a++b;"},
      {"f(\"a  b\");", "f(\"a b\");"},
      {"f(\"// a\");", "f(\"// b\");"},
      {"f(\"\\\"// a\");", "f(\"\\\"// b\");"},
      {"f(R\"(x // 1)\");", "f(R\"(x // 2)\");"},
      {"f(R\"x(a)\" /* 1 */)x\");", "f(R\"x(a)\" /* 2 */)x\");"},
      {"int a = 1'000; // '", "int a = 1'001; // '"},
      {"char a = '\"'; int b = 1;", "char a = '\"'; int b = 2;"},
      {"char a = '\\''; int b = 1;", "char a = '\\''; int b = 2;"},
      {"int ab;", "int a b;"},
      {"#define A\nint b;", "#define A int b;"},
      {"#define A (b)", "#define A(b)"},
      {"a /* b */ c", "ac"},
  };
  for (const auto& [one, other] : different) {
    INFO(one << " and " << other);
    CHECK(code_of(one) != code_of(other));
  }
}

TEST_CASE("what training reaches counts, wherever the folder lies; documents and others do not") {
  const ScratchFolder folder, elsewhere;
  const fs::path lib = folder / "lib";
  write_lib(lib);
  REQUIRE(deciding_sources(lib) ==
          std::vector<std::string>{"core/used.cpp", "core/used.hpp", "training/trainer.cpp"});
  const std::string hash = sources_hash(lib);
  write_lib(elsewhere / "a clone/lib");
  REQUIRE(sources_hash(elsewhere / "a clone/lib") == hash);

  write_source(lib / "sweep/plan.cpp", "int k() { return 5; }\n");
  write_source(lib / "core/unused.cpp", "int h() { return 5; }\n");
  write_source(lib / "training/README.md", "words\n");
  write_source(lib / "training/.trainer.cpp.swp", "an editor's\n");
  write_source(lib / "core/used.hpp", "#pragma once\n// g of x\nint g();\n");
  REQUIRE(sources_hash(lib) == hash);
}

TEST_CASE("a changed, added, renamed or removed source is another program") {
  const std::map<std::string, std::function<void(const fs::path&)>> changes{
      {"changed", [](const fs::path& lib) { write_source(lib / "core/used.cpp", "int g();\n"); }},
      {"added", [](const fs::path& lib) { write_source(lib / "random/own.cpp", "int n();\n"); }},
      {"renamed",
       [](const fs::path& lib) {
         fs::rename(lib / "training/trainer.cpp", lib / "training/other.cpp");
       }},
      {"removed", [](const fs::path& lib) { fs::remove(lib / "core/used.cpp"); }},
  };
  for (const auto& [what, change] : changes) {
    INFO(what);
    const ScratchFolder folder;
    const fs::path lib = folder / "lib";
    write_lib(lib);
    const std::string hash = sources_hash(lib);
    change(lib);
    REQUIRE(sources_hash(lib) != hash);
  }
}

TEST_CASE("the sources of this program are found: training's and what it stands on") {
  const fs::path lib = fs::path(REGSWEEP_SOURCE_DIR) / "lib";
  const std::vector<std::string> sources = deciding_sources(lib);
  const auto has = [&](const char* file) {
    return std::find(sources.begin(), sources.end(), file) != sources.end();
  };
  REQUIRE(has("training/trainer.cpp"));
  REQUIRE(has("regularizers/noise/bernoulli.cpp"));
  REQUIRE(has("core/value.cpp"));
  for (const std::string& file : sources) {
    INFO(file);
    REQUIRE_FALSE(file.starts_with("execution/"));
    REQUIRE_FALSE(file == "results/collect.cpp");
  }
}

}  // namespace regsweep::program_sources_test
