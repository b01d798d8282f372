// Probed: what a measurement works on: a trained model, and the first so many examples of a part of
// the data. It makes passes over them, with the noise of training or without, or with other noise
// at some sites, and gradients of their loss; and it counts what they cost.
//
// The model is the trial's, made anew: sites that an ablation may want have noise of rate 0, which
// is none, bit for bit. The loss is that of the data, without penalties, smoothing or mixing. Of a
// running text examples are whole windows of the model's context. Passes are made in the pieces of
// an evaluation (evaluation/examples.hpp), so an evaluation of the same examples has the same bits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluation/evaluation.hpp"
#include "evaluation/site_noises.hpp"
#include "models/model.hpp"
#include "probes/layers.hpp"
#include "tensor/gemm.hpp"

namespace regsweep {

/// A trial, as far as its measurements depend on it.
struct ProbedTrial {
  Value model;  // canonical
  NoiseChoices noises;
  Precision precision = Precision::float32;
  std::uint32_t seed = 0;
  std::int64_t steps = 0;  // of the whole training: schedules of noise
  std::int64_t batch = 1;  // examples of a step
  std::shared_ptr<const Dataset> data;
  std::optional<std::uint32_t> initialization_seed = {};  // where it is another one than `seed`
};

/// Which examples, after how many steps.
struct ProbedSlice {
  std::int64_t step = 0;
  std::string part = "validation";
  std::int64_t examples = 0;       // at most; fewer where there are fewer
  std::int64_t largest_piece = 0;  // examples; 0: the usual
};

/// Thrown by a pass of a measurement that is to end at once; it starts again later.
struct MeasurementAbandoned {};

/// How a pass differs from an evaluation of the trained model.
struct ProbePass {
  std::optional<std::int64_t> noisy = {};  // pass k with the noise of training
  const SiteOverride* instead = nullptr;   // other noise at some sites
  const Flat* weights = nullptr;           // other weights
};

/// One piece of a pass. `losses` [piece.output_rows()]: in nats, 0 where the target is masked; of a
/// regression the squared error, averaged over the outputs.
struct SeenPiece {
  const Model& model;
  const Piece& piece;
  const real* outputs = nullptr;  // [piece.output_rows(), columns]
  std::int64_t columns = 0;
  std::span<const double> losses;
  const Flat& weights;
};

class Probed {
 public:
  using See = std::function<void(const SeenPiece&)>;

  /// `weights` outlive it. `go_on` is asked before every piece.
  Probed(const ProbedTrial& trial, const Flat& weights, const ProbedSlice& wanted,
         std::function<bool()> go_on);

  const Dataset& data() const { return *trial_.data; }
  const ProbedTrial& trial() const { return trial_; }
  const std::string& part() const { return wanted_.part; }
  std::int64_t step() const { return wanted_.step; }
  std::int64_t examples() const { return count_; }
  std::int64_t time() const { return time_; }           // tokens of an example; else 1
  std::int64_t rows() const { return count_ * time_; }  // of all outputs
  std::int64_t asked_examples() const { return wanted_.examples; }
  std::int64_t piece_examples() const;  // of one piece, at most
  std::int64_t largest_rows() const;    // of the outputs of one piece

  Model& model() { return *model_; }
  const Flat& weights() const { return weights_; }
  Flat initial_weights() const;  // of the trial's seed

  /// What an evaluation multiplies the values of a site by: 1, unless its noise has the scaling
  /// `inference`.
  real evaluated_factor(const std::string& site) const;

  /// One pass over all examples, or over those from `first` on.
  LossSums pass(const ProbePass& how, const See& see = {});
  LossSums pass(const ProbePass& how, std::int64_t first, std::int64_t count, const See& see = {});

  /// The gradient of the mean loss of examples `first` .. `first + count - 1`, summed over pieces
  /// in double, in the layout of the weights; and their loss.
  LossSums gradient(const ProbePass& how, std::int64_t first, std::int64_t count,
                    std::vector<double>& out);

  /// The same examples of another part; the counts of passes are of both.
  Probed other_part(const std::string& part, std::int64_t examples) const;

  /// The tokens of the same windows of a running text in windows of `factor` times the context, for
  /// models that no position is learned of; each counts as `factor` examples.
  Probed longer_windows(std::int64_t factor) const;

  double forward_examples() const { return passes_->forward; }
  double backward_examples() const { return passes_->backward; }

 private:
  struct Passes {
    double forward = 0, backward = 0;
  };
  Piece piece_at(std::int64_t first, std::int64_t rows) const;
  real* forward(const ProbePass& how, const Piece& piece);
  const Flat& weights_of(const ProbePass& how) const {
    return how.weights == nullptr ? weights_ : *how.weights;
  }

  ProbedTrial trial_;
  const Flat& weights_;
  ProbedSlice wanted_;
  std::function<bool()> go_on_;
  std::shared_ptr<Passes> passes_ = std::make_shared<Passes>();
  double counts_as_ = 1;  // examples, of each
  std::unique_ptr<Model> model_;
  const Split* split_ = nullptr;
  std::int64_t count_ = 0, time_ = 1;
  std::vector<double> losses_;
  Buffer outputs_;  // of a piece, to become gradients
};

/// Examples of a part of such data of which a probe measures at most `most`, and tokens of each.
struct ProbedExamples {
  std::int64_t count = 0, time = 1;
};
ProbedExamples probed_examples(Task task, std::int64_t sequence, std::int64_t count,
                               std::int64_t context, std::int64_t most);

/// A mask over the units of a site [.., units], the same for all rows: y = x * scale *
/// factors[unit].
class UnitMask {
 public:
  /// For calls of at most `rows` rows; `next` acts at other sites.
  UnitMask(std::string site, std::int64_t rows, std::int64_t units, real scale = 1);
  void set(std::span<const real> factors);
  const SiteOverride* instead(const SiteOverride* next = nullptr);

 private:
  std::int64_t units_;
  real scale_;
  Buffer each_;  // [rows, units]
  SiteOverride override_;
};

/// A mask that removes units from a layer of the evaluated network: where it is 1, it changes
/// nothing.
UnitMask removal_of_units(const Probed& probed, const UnitLayer& layer);

/// The same for the heads of a layer: site [batch, head, time, feature].
class HeadMask {
 public:
  HeadMask(std::string site, const std::vector<std::int64_t>& shape, real scale = 1);
  void set(std::span<const real> factors);
  const SiteOverride* instead(const SiteOverride* next = nullptr);

 private:
  std::vector<std::int64_t> shape_;
  real scale_;
  Buffer each_;
  SiteOverride override_;
};

}  // namespace regsweep
