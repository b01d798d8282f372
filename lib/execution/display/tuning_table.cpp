#include "execution/display/tuning_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace regsweep {
namespace tuning_table_rows {
namespace {

// "optimizer.learning_rate 0.003162, dropout.hidden.rate 0.37 (edge)".
std::string settings_text(const Value& chosen) {
  const List& edges = chosen.at("at_edge").list();
  std::vector<std::string> parts;
  for (const Member& each : chosen.at("values").map()) {
    const bool at_edge = std::find(edges.begin(), edges.end(), Value(each.key)) != edges.end();
    parts.push_back(fmt::format("{} {}{}", each.key, each.value.shown(), at_edge ? " (edge)" : ""));
  }
  return join(parts, ", ");
}

std::string value_text(const Value& value) {
  return value.is_null() ? "no point finished" : fmt::format("{:.4g}", value.number());
}

}  // namespace
}  // namespace tuning_table_rows

std::string tuning_table(const Plan& plan, const Terminal& terminal) {
  using namespace tuning_table_rows;
  const Value* all = plan.growth.find("chosen");
  if (all == nullptr) return "";
  std::vector<std::vector<std::string>> rows{
      {"arm", "chosen", "point", plan.growth.at("by").text()}};
  bool any_edge = false;
  for (const Value& chosen : all->list()) {
    any_edge = any_edge || !chosen.at("at_edge").list().empty();
    rows.push_back({chosen.at("arm").text(), settings_text(chosen),
                    fmt::format("{} of {}", chosen.at("point").integer() + 1,
                                plan.growth.at("budget").integer()),
                    value_text(chosen.at("value"))});
  }
  std::string text = table_text(rows, terminal);
  if (any_edge) {
    text +=
        terminal.dim("(edge): the smallest or largest value tried; a better one may lie beyond\n");
  }
  return text;
}

}  // namespace regsweep
