#include "core/error.hpp"

#include <fmt/format.h>

#include "core/utf8.hpp"

namespace regsweep {
namespace {

constexpr std::size_t longest_sentence = 1000;  // foreign text in it may be of any length

}  // namespace

std::string Location::text() const {
  return known() ? fmt::format("{}:{}:{}", source->name, line, column) : std::string();
}

std::string Location::excerpt() const {
  if (!known() || line > static_cast<int>(source->lines.size())) return "";
  constexpr std::size_t widest = 120;
  const std::string& whole = source->lines[static_cast<std::size_t>(line - 1)];
  const std::size_t caret = static_cast<std::size_t>(std::max(column - 1, 0));
  const std::size_t first = caret > widest / 2 && whole.size() > widest ? caret - widest / 2 : 0;
  return fmt::format("  {}\n  {}^", characters(whole, first, widest),
                     std::string(caret - first, ' '));
}

Error::Error(ExitCode code, const std::string& sentence, std::string excerpt)
    : std::runtime_error(shortened(visible(sentence), longest_sentence)),
      code_(code),
      excerpt_(std::move(excerpt)) {}

ConfigurationError::ConfigurationError(const Location& where, const std::string& sentence)
    : Error(ExitCode::configuration, where.known() ? where.text() + ": " + sentence : sentence,
            where.excerpt()) {}

void contract_violation(const char* condition, const char* file, int line,
                        const std::string& message) {
  throw ContractError(fmt::format("{}:{}: {} (violated: {})", file, line, message, condition));
}

}  // namespace regsweep
