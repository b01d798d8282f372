#include "sweep/expansion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace regsweep {
namespace {

// Sections before the fields inside them: an axis over whole optimizers goes together with one over learning rates.
void assign_all(Value& configuration, std::vector<const Assignment*>& sets) {
  std::stable_sort(sets.begin(), sets.end(), [](const Assignment* a, const Assignment* b) { return a->keys.size() < b->keys.size(); });
  for (const Assignment* each : sets) assign(configuration, *each);
}

Cell make_cell(const SweepSpec& spec, const std::vector<std::size_t>& chosen) {
  Cell cell{{}, spec.base};
  std::vector<const Assignment*> sets;
  for (std::size_t b = 0; b < spec.blocks.size(); ++b) {
    const Option& option = spec.blocks[b].options[chosen[b]];
    for (std::size_t a = 0; a < option.settings.size(); ++a)
      cell.settings.push_back(Member{spec.blocks[b].axes[a].name, option.settings[a], option.settings[a].where()});
    for (const Assignment& each : option.sets) sets.push_back(&each);
  }
  assign_all(cell.configuration, sets);
  return cell;
}

// The next point of the product, last block fastest; false after the last one.
bool advance(std::vector<std::size_t>& chosen, const std::vector<Block>& blocks) {
  for (std::size_t b = blocks.size(); b-- > 0;) {
    if (++chosen[b] < blocks[b].options.size()) return true;
    chosen[b] = 0;
  }
  return false;
}

bool fails_alike(const Value& base, const TrialGrammar& grammar, const std::string& sentence) {
  try {
    grammar.resolve(base);
  } catch (const ConfigurationError& failure) {
    return failure.what() == sentence;
  }
  return false;
}

bool stands_at_a_setting(const Cell& cell, const std::string& sentence) {
  return std::any_of(cell.settings.begin(), cell.settings.end(), [&](const Member& member) {
    return member.value.where().known() && sentence.starts_with(member.value.where().text() + ": ");
  });
}

}  // namespace

void for_each_cell(SweepSpec& spec, const std::function<void(const Cell&)>& visit) {
  std::vector<std::size_t> chosen(spec.blocks.size(), 0);
  std::int64_t left = 0;
  do {
    const Cell cell = make_cell(spec, chosen);
    bool excluded = false;
    for (Conditions& conditions : spec.exclude) excluded = conditions.match(cell) || excluded;  // all look at every cell
    if (excluded) continue;
    ++left;
    visit(cell);
  } while (advance(chosen, spec.blocks));
  for (const Conditions& conditions : spec.exclude) conditions.refuse_vain();
  if (left == 0)
    throw ConfigurationError(spec.exclude.front().where(), "exclude leaves no cell of the sweep; take some of its entries out");
}

Value resolve_cell(const Cell& cell, const SweepSpec& spec, const TrialGrammar& grammar) {
  try {
    return grammar.resolve(cell.configuration);
  } catch (const ConfigurationError& failure) {
    const std::string sentence = failure.what();
    if (cell.settings.empty() || stands_at_a_setting(cell, sentence) || fails_alike(spec.base, grammar, sentence)) throw;
    std::vector<std::string> settings;
    for (const Member& member : cell.settings) settings.push_back(member.key + " = " + member.value.shown());
    throw ConfigurationError(failure, fmt::format(" (in the cell {})", join(settings, ", ")));
  }
}

}  // namespace regsweep
