// Selection and standardisation of rows; moments are those of the training split alone, so nothing
// leaks from the others.
#include "data/tabular.hpp"

#include "data/standard.hpp"

namespace regsweep {
namespace {

// standard_of() each column, in two passes over the rows.
std::vector<Standard> standards_of(const NumberRows& values,
                                   const std::vector<std::int64_t>& rows) {
  std::vector<Standard> standards(values.columns);
  if (rows.empty()) return standards;
  const double count = static_cast<double>(rows.size());
  std::vector<double> row(values.columns);
  std::vector<double> means(values.columns);
  std::vector<double> squares(values.columns);
  for (const std::int64_t each : rows) {
    values.read(static_cast<std::size_t>(each), row);
    for (std::size_t i = 0; i < row.size(); ++i) means[i] += row[i];
  }
  for (double& mean : means) mean /= count;
  for (const std::int64_t each : rows) {
    values.read(static_cast<std::size_t>(each), row);
    for (std::size_t i = 0; i < row.size(); ++i) {
      squares[i] += (row[i] - means[i]) * (row[i] - means[i]);
    }
  }
  for (std::size_t i = 0; i < standards.size(); ++i) {
    standards[i] = standard_from(means[i], squares[i], count);
  }
  return standards;
}

Matrix gather_standardised(const NumberRows& values, const std::vector<Standard>& standards,
                           const std::vector<std::int64_t>& rows) {
  Matrix out = Matrix::from_shape({rows.size(), values.columns});
  std::vector<double> row(values.columns);
  real* next = out.data();
  for (const std::int64_t each : rows) {
    values.read(static_cast<std::size_t>(each), row);
    for (std::size_t i = 0; i < row.size(); ++i) {
      *next++ = static_cast<real>(standards[i].of(row[i]));
    }
  }
  return out;
}

Split make_split(const TabularSource& source, const TabularPart& part,
                 const std::vector<std::int64_t>& rows, const std::vector<Standard>& features,
                 const std::vector<Standard>& targets) {
  Split split;
  split.features = gather_standardised(part.rows(), features, rows);
  if (source.task == Task::regression) {
    split.targets = gather_standardised(NumberRows::of(part.targets), targets, rows);
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
  const NumberRows train = source.train.rows();
  const std::vector<Standard> features =
      standardise ? standards_of(train, selection.train) : std::vector<Standard>(train.columns);
  const std::vector<Standard> targets =
      standardise && regression
          ? standards_of(NumberRows::of(source.train.targets), selection.train)
          : std::vector<Standard>(static_cast<std::size_t>(source.outputs));

  Dataset dataset;
  dataset.name = source.name;
  dataset.task = source.task;
  dataset.features = static_cast<std::int64_t>(train.columns);
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
