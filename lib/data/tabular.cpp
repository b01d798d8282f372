// Selection and standardisation of rows; moments are those of the training split alone, so nothing
// leaks from the others.
#include "data/tabular.hpp"

#include <cmath>
#include <span>

namespace regsweep {
namespace {

// Per column (x - mean) / deviation.
struct Standard {
  std::vector<double> mean, deviation;
};

Standard identity(std::size_t columns) {
  return {std::vector<double>(columns, 0), std::vector<double>(columns, 1)};
}

// Two passes: the mean first, then the squares around it.
Standard standard_of(const DoubleRows& values, const std::vector<std::int64_t>& rows) {
  Standard standard = identity(values.shape()[1]);
  const double count = static_cast<double>(rows.size());
  for (std::size_t column = 0; column < values.shape()[1]; ++column) {
    const auto value = [&](std::int64_t row) {
      return values(static_cast<std::size_t>(row), column);
    };
    double sum = 0;
    double squares = 0;
    for (const std::int64_t row : rows) sum += value(row);
    const double mean = sum / count;
    for (const std::int64_t row : rows) squares += (value(row) - mean) * (value(row) - mean);
    const double deviation = std::sqrt(squares / count);
    standard.mean[column] = mean;
    // A constant column is only shifted; rounding alone leaves it a deviation near mean * 2^-52.
    standard.deviation[column] = deviation > 1e-12 * std::abs(mean) ? deviation : 1;
  }
  return standard;
}

Matrix gather_standardised(const DoubleRows& values, const Standard& standard,
                           const std::vector<std::int64_t>& rows) {
  const std::size_t columns = standard.mean.size();
  Matrix out = Matrix::from_shape({rows.size(), columns});
  real* next = out.data();
  for (const std::int64_t row : rows) {
    const std::span<const double> value =
        RowsView<double>(values).row(static_cast<std::size_t>(row));
    for (std::size_t column = 0; column < columns; ++column) {
      *next++ =
          static_cast<real>((value[column] - standard.mean[column]) / standard.deviation[column]);
    }
  }
  return out;
}

Split make_split(const TabularSource& source, const TabularPart& part,
                 const std::vector<std::int64_t>& rows, const Standard& features,
                 const Standard& targets) {
  Split split;
  split.features = gather_standardised(part.features, features, rows);
  if (source.task == Task::regression) {
    split.targets = gather_standardised(part.targets, targets, rows);
  } else {
    for (const std::int64_t row : rows) {
      split.labels.push_back(part.labels[static_cast<std::size_t>(row)]);
    }
  }
  return split;
}

double scale_of(const Standard& targets) {
  double squares = 0;
  for (const double deviation : targets.deviation) squares += deviation * deviation;
  return std::sqrt(squares / static_cast<double>(targets.deviation.size()));
}

}  // namespace

Dataset make_tabular_dataset(const Value& normalized, const TabularSource& source,
                             bool standardise) {
  const Restriction restriction = restriction_fields().take(normalized);
  const Selection selection = select_examples(
      normalized, {source.name, source.task, source.train.count(), source.test.count()});
  const bool regression = source.task == Task::regression;
  const Standard features = standardise ? standard_of(source.train.features, selection.train)
                                        : identity(source.train.features.shape()[1]);
  const Standard targets = standardise && regression
                               ? standard_of(source.train.targets, selection.train)
                               : identity(static_cast<std::size_t>(source.outputs));

  Dataset dataset;
  dataset.name = source.name;
  dataset.task = source.task;
  dataset.features = static_cast<std::int64_t>(source.train.features.shape()[1]);
  dataset.outputs = source.outputs;
  dataset.class_names = source.class_names;
  if (regression) dataset.target_scale = scale_of(targets);
  dataset.train = make_split(source, source.train, selection.train, features, targets);
  dataset.validation = make_split(source, source.train, selection.validation, features, targets);
  dataset.test = make_split(source, source.test.count() > 0 ? source.test : source.train,
                            selection.test, features, targets);
  if (regression) {
    add_target_noise(restriction, selection.train, dataset.train.targets);
  } else {
    add_label_noise(restriction, selection.train, source.outputs, dataset.train.labels);
  }
  return dataset;
}

}  // namespace regsweep
