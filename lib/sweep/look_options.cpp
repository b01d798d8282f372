#include "sweep/look_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "statistics/planned_looks.hpp"
#include "sweep/keys.hpp"

namespace regsweep {
namespace look_fields {
namespace {

constexpr std::size_t most_looks = 50;
constexpr double rounds_of_anytime = 5;

const std::vector<std::pair<std::string, LookSpending>> spendings{
    {"obrien_fleming", LookSpending::obrien_fleming},
    {"pocock", LookSpending::pocock},
    {"anytime", LookSpending::anytime}};

const Fields<LookOptions>& declared() {
  using Options = LookOptions;
  static const Fields<Options> fields =
      Fields<Options>("seeds", "Seeds are added to comparisons until they are decided")
          .choice("until", &Options::until, {{"decided", SeedsUntil::decided}},
                  "what ends it: every comparison is decided, or at_most seeds are there")
          .required("from", &Options::from, "seeds at the first look", Range{2, most_seeds})
          .required("by", &Options::by,
                    "seeds that each further round adds to what is not decided yet",
                    Range{1, most_seeds})
          .required("at_most", &Options::at_most, "the most seeds of a variant",
                    Range{3, most_seeds})
          .choice("spending", &Options::spending, spendings,
                  "how analysis.alpha is shared out among the looks: obrien_fleming (little of it "
                  "early, nearly the power of one look at the end), pocock (more early), anytime "
                  "(holds for any number of looks, at a third of the power)");
  return fields;
}

}  // namespace
}  // namespace look_fields

std::vector<std::int64_t> LookOptions::sizes() const {
  std::vector<std::int64_t> sizes;
  for (std::int64_t size = from; size < at_most; size += by) sizes.push_back(size);
  sizes.push_back(at_most);
  return sizes;
}

double LookOptions::anytime_g(double alpha) const {
  return best_anytime_g(look_fields::rounds_of_anytime * static_cast<double>(from), alpha);
}

Schema look_schema() { return look_fields::declared().schema(); }

std::string spending_word(LookSpending spending) {
  const auto same = [&](const auto& each) { return each.second == spending; };
  return std::ranges::find_if(look_fields::spendings, same)->first;
}

LookOptions read_looks(const Value& given) {
  if (given.find("until") == nullptr) {
    throw ConfigurationError(
        given.where(),
        fmt::format("seeds = {} does not say until when; write {{from: 4, by: 4, at_most: 24, "
                    "until: decided}}, or seeds: 5",
                    given.shown()));
  }
  const Value checked = look_schema().normalize(given, "seeds");
  const LookOptions options = look_options(checked);
  if (options.at_most <= options.from) {
    throw ConfigurationError(
        checked.at("at_most").where(),
        fmt::format("seeds.at_most = {} is not more than seeds.from = {}, so nothing could be "
                    "added; write a larger one, or seeds: {}",
                    options.at_most, options.from, options.from));
  }
  if (const std::size_t looks = options.sizes().size(); looks > look_fields::most_looks) {
    throw ConfigurationError(
        checked.at("by").where(),
        fmt::format("seeds.by = {} makes {} looks, more than {}; add more seeds at a time",
                    options.by, looks, look_fields::most_looks));
  }
  return options;
}

LookOptions look_options(const Value& checked) { return look_fields::declared().take(checked); }

Value look_value(const LookOptions& options) {
  return Value(Map{{"until", "decided", {}},
                   {"from", options.from, {}},
                   {"by", options.by, {}},
                   {"at_most", options.at_most, {}},
                   {"spending", spending_word(options.spending), {}}});
}

}  // namespace regsweep
