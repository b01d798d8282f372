// Selection and standardisation of rows; moments are those of the training split alone, so nothing
// leaks from the others.
#include "data/tabular.hpp"

#include <span>

#include "data/standard.hpp"

namespace regsweep {
namespace {

std::vector<Standard> standards_of(const DoubleRows& values,
                                   const std::vector<std::int64_t>& rows) {
  std::vector<Standard> standards;
  for (std::size_t column = 0; column < values.shape()[1]; ++column) {
    standards.push_back(standard_of(
        rows, [&](std::int64_t row) { return values(static_cast<std::size_t>(row), column); }));
  }
  return standards;
}

Matrix gather_standardised(const DoubleRows& values, const std::vector<Standard>& standards,
                           const std::vector<std::int64_t>& rows) {
  const std::size_t columns = standards.size();
  Matrix out = Matrix::from_shape({rows.size(), columns});
  real* next = out.data();
  for (const std::int64_t row : rows) {
    const std::span<const double> value =
        RowsView<double>(values).row(static_cast<std::size_t>(row));
    for (std::size_t column = 0; column < columns; ++column) {
      *next++ = static_cast<real>(standards[column].of(value[column]));
    }
  }
  return out;
}

Split make_split(const TabularSource& source, const TabularPart& part,
                 const std::vector<std::int64_t>& rows, const std::vector<Standard>& features,
                 const std::vector<Standard>& targets) {
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

}  // namespace

Available TabularSource::available() const {
  Available all{name, task, train.count(), test.count(), validation.count()};
  all.known.classes = train.labels;
  all.known.groups = groups;
  all.known.said = said;
  return all;
}

Dataset make_tabular_dataset(const Value& normalized, const TabularSource& source,
                             bool standardise) {
  const Restriction restriction = restriction_fields().take(normalized);
  const Selection selection = select_examples(normalized, source.available());
  const bool regression = source.task == Task::regression;
  const std::vector<Standard> features =
      standardise ? standards_of(source.train.features, selection.train)
                  : std::vector<Standard>(source.train.features.shape()[1]);
  const std::vector<Standard> targets =
      standardise && regression ? standards_of(source.train.targets, selection.train)
                                : std::vector<Standard>(static_cast<std::size_t>(source.outputs));

  Dataset dataset;
  dataset.name = source.name;
  dataset.task = source.task;
  dataset.features = static_cast<std::int64_t>(source.train.features.shape()[1]);
  dataset.outputs = source.outputs;
  dataset.class_names = source.class_names;
  if (regression) dataset.target_scale = common_deviation(targets);
  dataset.train = make_split(source, source.train, selection.train, features, targets);
  dataset.validation =
      make_split(source, source.validation.count() > 0 ? source.validation : source.train,
                 selection.validation, features, targets);
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
