// Every way in which people break a sweep file, with the sentence they get:
// tests/sweep/broken/*.yaml and, in expected.txt there, one line per file, `file:line:column:
// sentence`. A new mistake is a new file and a new line.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>

#include "evaluation/metric.hpp"
#include "probes/probe_entry.hpp"
#include "sweep/fake_grammar.hpp"
#include "sweep/plan.hpp"
#include "sweep/yaml.hpp"
#include "training/configuration.hpp"

namespace regsweep::broken_yaml_test {

const std::filesystem::path folder =
    std::filesystem::path(REGSWEEP_SOURCE_DIR) / "tests/sweep/broken";

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// file name -> the whole message
std::map<std::string, std::string> expected_messages() {
  std::map<std::string, std::string> expected;
  std::ifstream stream(folder / "expected.txt");
  for (std::string line; std::getline(stream, line);) {
    REQUIRE(expected.emplace(line.substr(0, line.find(':')), line).second);
  }
  return expected;
}

struct Refusal {
  std::string sentence, excerpt;
  ExitCode code = ExitCode::done;
};

TrialGrammar real_grammar() {
  std::vector<std::string> metrics = metric_names();
  for (std::string& name : probe_metric_names()) metrics.push_back(std::move(name));
  TrialGrammar grammar{&trial_schema(), resolve_trial, std::move(metrics), fake::grammar().blocks};
  grammar.apart = "probes";
  return grammar;
}

Refusal refusal_of(const std::filesystem::path& file) {
  try {
    make_plan(read_yaml(text_of(file), file.filename().string()), real_grammar());
  } catch (const Error& error) {
    return {error.what(), error.excerpt(), error.code()};
  }
  return {};
}

TEST_CASE("every broken sweep file gets its sentence, with place and remedy") {
  const std::map<std::string, std::string> expected = expected_messages();
  const std::regex form(R"([a-z0-9_]+\.yaml:[0-9]+:[0-9]+: [^\n]+)");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    const std::string name = entry.path().filename().string();
    INFO(name);
    const Refusal refusal = refusal_of(entry.path());
    REQUIRE(expected.count(name) == 1);
    CHECK(refusal.sentence == expected.at(name));
    CHECK(refusal.code == ExitCode::configuration);
    CHECK(std::regex_match(refusal.sentence, form));
    CHECK(refusal.sentence.back() != '.');
  }
  CHECK(files == expected.size());
  CHECK(files >= 200);
}

TEST_CASE("the excerpt shows the offending line and a caret below the place") {
  CHECK(refusal_of(folder / "rate_one.yaml").excerpt ==
        "    dropout: {hidden: 1.0}\n                      ^");
  CHECK(refusal_of(folder / "tab_indentation.yaml").excerpt == "  \tdata: two_moons\n  ^");
}

TEST_CASE("the sweeps in configs are whole") {
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           std::filesystem::path(REGSWEEP_SOURCE_DIR) / "configs")) {
    if (entry.path().extension() != ".yaml" || entry.path().parent_path().filename() == "slurm") {
      continue;  // those are no sweeps
    }
    INFO(entry.path().string());
    CHECK_NOTHROW(make_plan(read_yaml_file(entry.path().string()), real_grammar()));
    ++files;
  }
  CHECK(files > 0);
}

}  // namespace regsweep::broken_yaml_test
