#include "data/csv_classes.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/text.hpp"

namespace regsweep {
namespace {

constexpr double inexact_from = 9007199254740992.0;  // 2^53
constexpr std::int32_t no_class = -1;

// What makes two cells one class: the number that they are, or their text.
struct ClassKey {
  bool numeric = false;
  double number = 0;
  std::string text{};  // of numbers, whole ones beyond 2^53 alone

  bool operator<(const ClassKey& other) const {
    return std::tie(numeric, number, text) < std::tie(other.numeric, other.number, other.text);
  }
  std::string name() const { return numeric && text.empty() ? number_text(number) : text; }
};

class ClassesOfColumn {
 public:
  ClassesOfColumn(const CsvColumn& column, const CsvFormat& format,
                  const std::function<std::string(std::int64_t)>& text)
      : column_(column), format_(format), text_(text) {}

  TableClasses classes() {
    std::vector<std::int32_t> of_word;
    for (const std::string& word : column_.words()) of_word.push_back(class_of_text(word));
    std::unordered_map<double, std::int32_t> of_number;
    made_.labels.reserve(static_cast<std::size_t>(column_.rows()));
    for (std::int64_t row = 0; row < column_.rows(); ++row) {
      if (column_.is_missing(row)) {
        made_.labels.push_back(no_class);
      } else if (column_.is_word(row)) {
        made_.labels.push_back(of_word[column_.word(row)]);
      } else if (const double number = *column_.number(row); !says_all(number)) {
        made_.labels.push_back(class_of_text(text_(row)));
      } else {
        const auto [known, fresh] = of_number.emplace(number, no_class);
        if (fresh) known->second = class_of({true, number});
        made_.labels.push_back(known->second);
      }
    }
    put_in_order();
    return std::move(made_);
  }

 private:
  // Whether a number is as good as the text of its cell.
  bool says_all(double number) const {
    return format_.label_suffix.empty() && std::abs(number) < inexact_from;
  }

  std::int32_t class_of_text(std::string_view text) {
    if (!format_.label_suffix.empty() && text.ends_with(format_.label_suffix)) {
      text.remove_suffix(format_.label_suffix.size());
    }
    if (text.empty()) return no_class;
    const std::optional<double> number = cell_number(text, format_);
    if (!number) return class_of({false, 0, std::string(text)});
    const bool exact = std::abs(*number) < inexact_from;
    return class_of({true, *number, exact ? std::string() : std::string(text)});
  }

  // As they occur; put_in_order() numbers them anew.
  std::int32_t class_of(ClassKey key) {
    return found_.emplace(std::move(key), static_cast<std::int32_t>(found_.size())).first->second;
  }

  // With a word among the numbers all are in the order of their bytes.
  void put_in_order() {
    std::vector<std::pair<std::string, std::int32_t>> order;
    bool numeric = true;
    for (const auto& [key, number] : found_) {
      order.emplace_back(key.name(), number);
      numeric = numeric && key.numeric;
    }
    if (!numeric) {
      std::ranges::stable_sort(order, {}, [](const auto& each) { return each.first; });
    }
    std::vector<std::int32_t> place(order.size());
    for (auto& [name, number] : order) {
      place[static_cast<std::size_t>(number)] = static_cast<std::int32_t>(made_.names.size());
      made_.names.push_back(std::move(name));
    }
    for (std::int32_t& label : made_.labels) {
      if (label != no_class) label = place[static_cast<std::size_t>(label)];
    }
  }

  const CsvColumn& column_;
  const CsvFormat& format_;
  const std::function<std::string(std::int64_t)>& text_;
  std::map<ClassKey, std::int32_t> found_;
  TableClasses made_;
};

}  // namespace

TableClasses classes_of_column(const CsvColumn& column, const CsvFormat& format,
                               const std::function<std::string(std::int64_t row)>& text) {
  return ClassesOfColumn(column, format, text).classes();
}

}  // namespace regsweep
