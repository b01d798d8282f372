#include "data/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "data/standard.hpp"

namespace regsweep {
namespace {

// How one column becomes features.
struct ColumnEncoding {
  Standard standard;                // of numbers
  bool told_missing = false;        // of numbers: training rows lack some
  std::vector<std::int32_t> place;  // of categories: feature of each code, missing last; -1: none
  std::int32_t width = 1;
};

std::size_t at(std::int64_t row) { return static_cast<std::size_t>(row); }

ColumnEncoding numbers_encoding(const Column& column, const std::vector<std::int64_t>& train,
                                bool standardise) {
  ColumnEncoding encoding;
  const auto number = [&](std::int64_t row) { return column.numbers[at(row)]; };
  const auto is_missing = [&](std::int64_t row) { return std::isnan(number(row)); };
  encoding.told_missing = std::ranges::any_of(train, is_missing);
  if (encoding.told_missing) {
    std::vector<std::int64_t> known = train;
    std::erase_if(known, is_missing);
    encoding.standard = standard_of(known, number);
  } else {
    encoding.standard = standard_of(train, number);
  }
  if (!standardise) encoding.standard.deviation = 1;
  return encoding;
}

ColumnEncoding categories_encoding(const Column& column, const std::vector<std::int64_t>& train) {
  ColumnEncoding encoding;
  encoding.place.assign(column.categories.size() + 1, -1);
  std::vector<bool> seen(encoding.place.size());
  const auto place = [&](std::int32_t code) {
    return code < 0 ? column.categories.size() : static_cast<std::size_t>(code);
  };
  for (const std::int64_t row : train) seen[place(column.codes[at(row)])] = true;
  encoding.width = 0;
  for (std::size_t code = 0; code < seen.size(); ++code) {
    if (seen[code]) encoding.place[code] = encoding.width++;
  }
  return encoding;
}

std::vector<ColumnEncoding> encodings(const ColumnSource& source,
                                      const std::vector<std::int64_t>& train) {
  std::vector<ColumnEncoding> all;
  for (const Column& column : source.columns) {
    all.push_back(column.is_category() ? categories_encoding(column, train)
                                       : numbers_encoding(column, train, source.standardise));
  }
  return all;
}

std::int64_t width_of(const std::vector<ColumnEncoding>& all) {
  std::int64_t width = 0;
  for (const ColumnEncoding& each : all) width += each.width + (each.told_missing ? 1 : 0);
  return width;
}

// One column, ready to be put into rows.
struct EncodedColumn {
  ColumnEncoding encoding;
  std::vector<real> numbers;        // of each row; NaN: missing
  std::vector<std::int32_t> codes;  // of categories: as in Column
  real mean = 0;                    // what a missing number becomes
  std::size_t feature = 0;          // place of its first feature in a row
  std::size_t indicator = 0;        // place of the feature that tells missing numbers
};

// Half the memory of the column, which is given back.
std::vector<real> rounded(std::vector<double>&& numbers, const Standard& standard,
                          bool standardise) {
  std::vector<real> made;
  made.reserve(numbers.size());
  for (const double number : numbers) {
    made.push_back(static_cast<real>(standardise ? standard.of(number) : number));
  }
  std::vector<double>().swap(numbers);
  return made;
}

std::vector<EncodedColumn> encoded_columns(ColumnSource& source,
                                           std::vector<ColumnEncoding>&& found) {
  std::vector<EncodedColumn> made(found.size());
  std::size_t feature = 0;
  for (std::size_t i = 0; i < made.size(); ++i) {
    Column& column = source.columns[i];
    EncodedColumn& each = made[i];
    each.encoding = std::move(found[i]);
    each.feature = feature;
    feature += static_cast<std::size_t>(each.encoding.width);
    if (column.is_category()) {
      each.codes = std::move(column.codes);
      continue;
    }
    const Standard& standard = each.encoding.standard;
    each.mean = source.standardise ? real{0} : static_cast<real>(standard.mean);
    each.numbers = rounded(std::move(column.numbers), standard, source.standardise);
  }
  for (EncodedColumn& each : made) {
    each.indicator = feature;
    feature += each.encoding.told_missing ? 1 : 0;
  }
  return made;
}

// The features of one row, which are 0 so far.
void fill_row(const std::vector<EncodedColumn>& columns, std::size_t row, real* out) {
  for (const EncodedColumn& column : columns) {
    const ColumnEncoding& encoding = column.encoding;
    if (!encoding.place.empty()) {
      const std::int32_t code = column.codes[row];
      const std::int32_t place =
          code < 0 ? encoding.place.back() : encoding.place[static_cast<std::size_t>(code)];
      if (place >= 0) out[column.feature + static_cast<std::size_t>(place)] = 1;
      continue;
    }
    const real number = column.numbers[row];
    const bool missing = std::isnan(number);
    out[column.feature] = missing ? column.mean : number;
    if (missing && encoding.told_missing) out[column.indicator] = 1;
  }
}

Matrix features_of(const std::vector<EncodedColumn>& columns, std::int64_t width,
                   const std::vector<std::int64_t>& rows) {
  Matrix out = Matrix::from_shape({rows.size(), static_cast<std::size_t>(width)});
  out.fill(0);
  real* next = out.data();
  for (const std::int64_t row : rows) {
    fill_row(columns, at(row), next);
    next += width;
  }
  return out;
}

// Rows of the whole table, of the parts that were selected.
Selection selected_rows(const Value& normalized, const ColumnSource& source) {
  Selection rows = select_examples(normalized, source.available());
  if (source.parts.validation > 0) {
    for (std::int64_t& row : rows.validation) row += source.parts.train;
  }
  if (source.parts.test > 0) {
    for (std::int64_t& row : rows.test) row += source.parts.train + source.parts.validation;
  }
  return rows;
}

std::vector<Standard> target_standards(const ColumnSource& source,
                                       const std::vector<std::int64_t>& train) {
  std::vector<Standard> standards(static_cast<std::size_t>(source.outputs));
  if (!source.standardise) return standards;
  for (std::size_t output = 0; output < standards.size(); ++output) {
    standards[output] =
        standard_of(train, [&](std::int64_t row) { return source.targets(at(row), output); });
  }
  return standards;
}

// A part without its features.
Split answers_of(const ColumnSource& source, const std::vector<Standard>& targets,
                 const std::vector<std::int64_t>& rows) {
  Split split;
  if (source.task == Task::classification) {
    for (const std::int64_t row : rows) split.labels.push_back(source.labels[at(row)]);
    return split;
  }
  split.targets = Matrix::from_shape({rows.size(), targets.size()});
  real* next = split.targets.data();
  for (const std::int64_t row : rows) {
    for (std::size_t output = 0; output < targets.size(); ++output) {
      *next++ = static_cast<real>(targets[output].of(source.targets(at(row), output)));
    }
  }
  return split;
}

}  // namespace

Available ColumnSource::available() const {
  Available all = parts;
  if (task == Task::classification) {
    all.known.classes = std::span(labels).first(at(parts.train));
  }
  all.known.groups = groups;
  all.known.said = said;
  all.known.in_file = in_file;
  all.known.file_examples = file_rows;
  return all;
}

std::vector<std::string> feature_names(const Value& normalized, const ColumnSource& source) {
  const Selection rows = selected_rows(normalized, source);
  const std::vector<ColumnEncoding> all = encodings(source, rows.train);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Column& column = source.columns[i];
    if (!column.is_category()) names.push_back(column.name);
    for (std::size_t code = 0; code < all[i].place.size(); ++code) {
      if (all[i].place[code] < 0) continue;
      names.push_back(column.name + (code < column.categories.size() ? "=" + column.categories[code]
                                                                     : std::string(" is missing")));
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].told_missing) names.push_back(source.columns[i].name + " is missing");
  }
  return names;
}

Dataset make_column_dataset(const Value& normalized, ColumnSource source) {
  const Restriction restriction = restriction_fields().take(normalized);
  const Selection rows = selected_rows(normalized, source);
  std::vector<ColumnEncoding> all = encodings(source, rows.train);
  const bool regression = source.task == Task::regression;
  const std::vector<Standard> targets =
      regression ? target_standards(source, rows.train) : std::vector<Standard>{};
  Dataset dataset;
  dataset.name = source.name;
  dataset.task = source.task;
  dataset.features = width_of(all);
  dataset.outputs = source.outputs;
  dataset.class_names = source.class_names;
  if (regression) dataset.target_scale = common_deviation(targets);
  const std::vector<EncodedColumn> columns = encoded_columns(source, std::move(all));
  for (const auto& [part, chosen] :
       {std::pair{&dataset.train, &rows.train}, std::pair{&dataset.validation, &rows.validation},
        std::pair{&dataset.test, &rows.test}}) {
    *part = answers_of(source, targets, *chosen);
    part->features = features_of(columns, dataset.features, *chosen);
  }
  if (regression) {
    add_target_noise(restriction, rows.train, dataset.train.targets);
  } else {
    add_label_noise(restriction, rows.train, source.outputs, dataset.train.labels);
  }
  return dataset;
}

DatasetFacts column_facts(const Value& normalized, const ColumnSource& source) {
  const Selection rows = selected_rows(normalized, source);
  DatasetFacts facts;
  facts.task = source.task;
  facts.features = width_of(encodings(source, rows.train));
  facts.outputs = source.outputs;
  facts.train = static_cast<std::int64_t>(rows.train.size());
  facts.validation = static_cast<std::int64_t>(rows.validation.size());
  facts.test = static_cast<std::int64_t>(rows.test.size());
  return facts;
}

}  // namespace regsweep
