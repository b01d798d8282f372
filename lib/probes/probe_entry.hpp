// ProbeEntry: one measurement of a model beyond the means of loss and error without noise. To add
// one, write measurements/<name>.cpp, which defines `ProbeEntry probe_entry_<name>()`; the build
// finds it, and YAML, `describe`, `schema`, plans, the trainer and the contract test
// (tests/contract/probes_contract_test.cpp) know it. There are two kinds:
//
//   measurement  asked for in YAML by its name (`probes: [unit_usage]`), with fields of its own. It
//                is given a trained model and some examples, makes whatever passes it needs, and
//                sets its quantities: `schema`, `cost` and `measure`. Copy
//                measurements/unit_usage.cpp.
//   observer     sees the passes of every evaluation, or of one at the end, and adds to it:
//   `wanted`
//                and `make`. Copy measurements/loss_by_position.cpp.
//
// Neither changes the model, and their numbers do not depend on the size of the pieces in which
// examples are computed.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/records.hpp"
#include "core/schema.hpp"
#include "evaluation/evaluation.hpp"
#include "evaluation/evaluation_options.hpp"
#include "evaluation/metric.hpp"
#include "evaluation/site_noises.hpp"

namespace regsweep {

class Measured;
class Probed;

/// What an observer is made for. The data and the options outlive it.
struct ProbedPart {
  const Dataset& data;
  const EvaluationOptions& options;
  std::string part;  // "train", "validation" or "test"
};

class Probe : public Observer {
 public:
  /// Sets its metrics of the evaluation that it has seen.
  virtual void record(MetricRow& /*row*/) const {}

  /// Adds its arrays to the records of a trial.
  virtual void finish(Group& /*root*/) const {}
};

/// What must be there for a probe to measure.
struct ProbeNeeds {
  std::vector<std::string> parts;       // of the data, in the order of preference
  bool each_part = false;               // measures each of them; else the first that has examples
  bool tokens = false;                  // sequences of tokens
  bool passes = false;                  // passes with noise
  std::vector<std::string> sites = {};  // placements that the model offers
  bool classes = false;                 // classes or tokens: no regression
  bool labels = false;                  // a class for each example
  bool units = false;                   // layers of units (layers.hpp)
};

/// An array that a probe records; of an observer with its place in the file, where <part> stands
/// for the part's name.
struct ProbeRecord {
  std::string name;                     // "dead_share"; "final/<part>.loss_by_position"
  std::vector<std::string> dimensions;  // {"layer"}; none: a number
  std::string units;
  std::string long_name;

  /// A measured quantity that is a number, or one for each layer, head or matrix, is a metric:
  /// `probes.<probe>.<name>`, the mean over them.
  bool is_metric() const;
};

/// What a measurement is made of, for plans: as in `Probed`, which counts the same.
struct ProbeCost {
  double forward = 0;      // forward passes x examples
  double backward = 0;     // backward passes x examples
  std::int64_t bytes = 0;  // what it keeps, beside a model's activations and one gradient
};

/// A trial of which the cost is asked; `model` has allocated nothing.
struct ProbedSize {
  Model& model;
  std::int64_t examples = 0;  // that are measured
  std::int64_t time = 1;      // tokens of each
  std::int64_t rows = 0;      // of the outputs of one piece
  std::int64_t outputs = 0;
  std::int64_t batch = 0;       // examples of a step
  std::int64_t validation = 0;  // as `examples`, of the validation part
  const NoiseChoices& noises;
  bool running = false;  // examples are windows of a running text
};

struct ProbeEntry {
  std::string name;      // that of its file
  std::string summary;   // one sentence
  std::string equation;  // in plain text
  std::string source;    // the paper, or "-"
  // Of an observer, its keys in YAML. Without one it measures wherever what it needs is there.
  std::vector<std::string> fields;
  ProbeNeeds needs;
  bool at_end = false;  // of an observer: once, when training has ended; else at every evaluation
  std::vector<ProbeRecord> records;
  // Changes of a small perceptron's YAML for the contract test: that turn an observer on, or that
  // give a measurement all that it can use.
  std::vector<std::pair<std::string, Value>> small_case;
  std::function<bool(const EvaluationOptions&)> wanted;
  std::function<std::unique_ptr<Probe>(const ProbedPart&)> make;

  // Of a measurement; `options` are normalized.
  Schema schema;                     // its own fields
  std::int64_t examples = 2000;      // measured unless YAML says otherwise
  std::vector<Value> small_options;  // for the contract test, which trains tiny models with them
  std::function<ProbeCost(const Value& options, const ProbedSize& size)> cost;
  std::function<void(const Value& options, Probed& probed, Measured& out)> measure;
  // Why a quantity is not recorded with these options, as "set dominance: true"; "" if it is.
  std::function<std::string(const Value& options, const std::string& quantity)> left_out;
  // Why a trial cannot have these options, as a sentence with a remedy; "" if it can.
  std::function<std::string(const Value& options, const DatasetFacts& facts,
                            const ProbedSize& size)>
      obstacle;
};

/// All probes, one per file of lib/probes/measurements (the table is generated by the build),
/// sorted by name.
const std::vector<ProbeEntry>& probe_entries();

/// The metrics that measurements give: `probes.<probe>.<quantity>`.
std::vector<std::string> probe_metric_names();

/// Whether a trial with these options and data has the observer on the part called `part`.
bool probes_part(const ProbeEntry& entry, const EvaluationOptions& options, const Dataset& data,
                 const std::string& part);

/// Why a trial that asks for a probe cannot have it, as a sentence with a remedy; "" if it can.
/// `placements` are those of the model.
std::string probe_obstacle(const ProbeEntry& entry, const DatasetFacts& facts,
                           const std::vector<std::string>& placements);

}  // namespace regsweep
