#include "sweep/expansion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "core/utf8.hpp"

namespace regsweep {
namespace {

constexpr std::size_t longest_cell = 500;  // bytes of its settings in a message

// Sections before the fields inside them: an axis over whole optimizers goes together with one over
// learning rates.
void assign_all(Value& configuration, std::vector<const Assignment*>& sets) {
  std::stable_sort(sets.begin(), sets.end(), [](const Assignment* a, const Assignment* b) {
    return a->keys.size() < b->keys.size();
  });
  for (const Assignment* each : sets) assign(configuration, *each);
}

Cell make_cell(const SweepSpec& spec, const std::vector<std::size_t>& chosen) {
  Cell cell{{}, spec.base, chosen};
  std::vector<const Assignment*> sets;
  for (std::size_t index = 0; index < spec.blocks.size(); ++index) {
    const Block& block = spec.blocks[index];
    const Option& option = block.options[chosen[index]];
    for (std::size_t i = 0; i < option.settings.size(); ++i) {
      cell.settings.push_back(
          Member{block.axes[i].name, option.settings[i], option.settings[i].where()});
    }
    for (const Assignment& each : option.sets) sets.push_back(&each);
  }
  assign_all(cell.configuration, sets);
  return cell;
}

// The next point of the product, last block fastest; false after the last one.
bool advance(std::vector<std::size_t>& chosen, const std::vector<Block>& blocks) {
  for (std::size_t index = blocks.size(); index-- > 0;) {
    if (++chosen[index] < blocks[index].options.size()) return true;
    chosen[index] = 0;
  }
  return false;
}

bool fails_alike(const Value& configuration, const TrialGrammar& grammar,
                 const std::string& sentence) {
  try {
    grammar.resolve(configuration);
  } catch (const Error& failure) {  // also a data file that only a cell names rightly
    return failure.what() == sentence;
  }
  return false;
}

bool stands_in(const Option& option, const std::string& sentence) {
  return std::any_of(option.sets.begin(), option.sets.end(), [&](const Assignment& each) {
    return sentence.starts_with(each.where.text() + ": ") ||
           sentence.starts_with(each.value.where().text() + ": ");
  });
}

// Whether the place of an error says enough: base fails in the same way, or base with the one
// option at the place of the error.
bool is_plain(const Cell& cell, const SweepSpec& spec, const TrialGrammar& grammar,
              const std::string& sentence) {
  if (fails_alike(spec.base, grammar, sentence)) return true;
  for (std::size_t index = 0; index < spec.blocks.size(); ++index) {
    const Option& option = spec.blocks[index].options[cell.chosen[index]];
    if (!stands_in(option, sentence)) continue;
    Value alone = spec.base;
    for (const Assignment& each : option.sets) assign(alone, each);
    if (fails_alike(alone, grammar, sentence)) return true;
  }
  return false;
}

}  // namespace

void for_each_cell(SweepSpec& spec, const std::function<void(const Cell&)>& visit) {
  std::vector<std::size_t> chosen(spec.blocks.size(), 0);
  std::int64_t left = 0;
  do {
    const Cell cell = make_cell(spec, chosen);
    bool excluded = false;
    for (Conditions& conditions : spec.exclude) {
      excluded = conditions.match(cell) || excluded;  // all look at every cell
    }
    if (excluded) continue;
    ++left;
    visit(cell);
  } while (advance(chosen, spec.blocks));
  for (const Conditions& conditions : spec.exclude) conditions.refuse_vain();
  if (left == 0) {
    throw ConfigurationError(spec.exclude.front().where(),
                             "exclude leaves no cell of the sweep; take some of its entries out");
  }
}

Value resolve_cell(const Cell& cell, const SweepSpec& spec, const TrialGrammar& grammar) {
  try {
    return grammar.resolve(cell.configuration);
  } catch (const ConfigurationError& failure) {
    const std::string sentence = failure.what();
    if (is_plain(cell, spec, grammar, sentence)) throw;
    std::vector<std::string> settings;
    for (const Member& member : cell.settings) {
      settings.push_back(member.key + " = " + member.value.shown());
    }
    throw ConfigurationError(
        failure, fmt::format(" (in the cell {})", shortened(join(settings, ", "), longest_cell)));
  }
}

}  // namespace regsweep
