#include "data/index_file.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/bytes.hpp"
#include "data/number_array.hpp"
#include "data/signature.hpp"

namespace regsweep {
namespace {

// Checks numbers one after the other.
class IndexNumbers {
 public:
  IndexNumbers(std::int64_t examples, std::string path)
      : seen_(static_cast<std::size_t>(examples)), path_(std::move(path)) {}

  // `place`: of the number, for messages; `written`: as it stands there.
  void add(std::optional<double> number, const std::string& place, std::string_view written) {
    const auto examples = static_cast<double>(seen_.size());
    if (!number || std::floor(*number) != *number || *number < 0 || *number >= examples) {
      throw DataError(
          fmt::format("{}: '{}' is not the number of an example, from 0 to {}; give numbers of the "
                      "rows of the training part",
                      place, written.substr(0, longest_shown), seen_.size() - 1));
    }
    const auto index = static_cast<std::size_t>(*number);
    if (seen_[index]) {
      throw DataError(fmt::format("{}: example {} is named twice; name each once", place, index));
    }
    seen_[index] = true;
    numbers_.push_back(static_cast<std::int64_t>(index));
  }

  std::vector<std::int64_t> take() {
    if (numbers_.empty()) {
      throw DataError(fmt::format("{} names no example; give the numbers of some, from 0", path_));
    }
    return std::move(numbers_);
  }

 private:
  static constexpr std::size_t longest_shown = 40;

  std::vector<bool> seen_;
  std::string path_;
  std::vector<std::int64_t> numbers_;
};

bool is_array_file(const std::string& path) {
  return path.ends_with(".npy") || path.find(".npz") != std::string::npos;
}

void add_array(const std::string& path, IndexNumbers& numbers) {
  const NumberArray array = read_array(path);
  for (std::int64_t i = 0; i < array.items() * array.item_size(); ++i) {
    const double number = array.number(i);
    numbers.add(number, fmt::format("{}, number {}", array.name, i), number_text(number));
  }
}

void add_text(const std::string& path, IndexNumbers& numbers) {
  constexpr std::string_view between = " \t\r,;";
  const std::string content = read_bytes(path);
  refuse_foreign(std::string_view(content).substr(0, signature_bytes), path, "a list of numbers");
  std::int64_t line = 0;
  for (const std::string& text : split(content, '\n')) {
    ++line;
    for (std::size_t at = 0;;) {
      const std::size_t begin = text.find_first_not_of(between, at);
      if (begin == std::string::npos) break;
      at = std::min(text.find_first_of(between, begin), text.size());
      const std::string_view word = std::string_view(text).substr(begin, at - begin);
      numbers.add(parse_number(word), fmt::format("{}:{}", path, line), word);
    }
  }
}

}  // namespace

std::vector<std::int64_t> read_index_file(const std::string& path, std::int64_t examples) {
  IndexNumbers numbers(examples, path);
  if (is_array_file(path)) {
    add_array(path, numbers);
  } else {
    add_text(path, numbers);
  }
  return numbers.take();
}

}  // namespace regsweep
