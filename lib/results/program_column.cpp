#include "results/program_column.hpp"

#include <fmt/format.h>

#include <set>

#include "core/json.hpp"
#include "core/text.hpp"

namespace regsweep {
namespace {

constexpr std::size_t digits_for_people = 10;

std::string shown_maker(const std::string& id, const std::vector<Member>& record) {
  if (id.empty()) return "a program that left no record";
  const std::string digits = id.substr(0, digits_for_people);
  for (const Member& each : record) {
    if (each.key == "program_version") return fmt::format("{} ({})", digits, each.value.shown());
  }
  return digits;
}

const std::string& first_equal(const ProgramColumn::EqualPrograms& equal, const std::string& id) {
  const auto found = equal.find(id);
  return found == equal.end() ? id : found->second;
}

}  // namespace

void ProgramColumn::add(const Group& trial) { ids_.push_back(count(trial)); }

std::string ProgramColumn::count(const Group& trial) {
  const Group* about = trial.group("provenance");
  const Value* named = about == nullptr ? nullptr : about->attribute("program");
  std::string id = named == nullptr || !named->is_text() ? "" : named->text();
  Maker& maker = makers_[id];
  ++maker.trials;
  if (id.empty() || maker.trials > 1) return id;
  for (const char* key : {"program", "program_version", "program_sources", "compiler",
                          "compiler_flags", "libraries"}) {
    if (const Value* value = about->attribute(key)) maker.record.push_back({key, *value, {}});
  }
  return id;
}

void ProgramColumn::describe(Group& provenance, const std::string& dimension,
                             const EqualPrograms& equal) const {
  provenance.arrays.push_back({"program",
                               ids_,
                               {static_cast<std::int64_t>(ids_.size())},
                               {dimension},
                               "",
                               "program that computed the trial"});
  List known;
  for (const auto& [id, maker] : makers_) {
    Map record = maker.record;
    record.push_back({"trials", Value(maker.trials), {}});
    record.push_back({"same_bits_as", Value(first_equal(equal, id)), {}});
    known.push_back(Value(std::move(record)));
  }
  const std::string sentence = mixed(equal);
  provenance.set_attribute("programs", to_json(Value(std::move(known)), JsonForm::one_line));
  provenance.set_attribute("mixed_programs", Value(!sentence.empty()));
  provenance.set_attribute("mixed_programs_note", Value(sentence));
}

std::string ProgramColumn::mixed(const EqualPrograms& equal) const {
  std::set<std::string> different;
  std::vector<std::string> counts;
  for (const auto& [id, maker] : makers_) {
    different.insert(first_equal(equal, id));
    counts.push_back(
        fmt::format("{} by {}", counted(maker.trials, "trial"), shown_maker(id, maker.record)));
  }
  if (different.size() < 2) return "";
  return fmt::format(
      "mixed programs: {}; their numbers may differ for another reason than the settings",
      join(counts, ", "));
}

}  // namespace regsweep
