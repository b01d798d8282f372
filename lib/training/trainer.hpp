// Trainer: one trial from its initial weights to its records. Knows neither YAML text nor files nor
// sweeps.
//
// Everything random is a function of (seed, step), so a trainer that is restored from a checkpoint
// continues with the same bits as one that was never interrupted. A non-finite loss ends the trial
// as diverged; that is a result, not an error.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/evaluation.hpp"
#include "evaluation/evaluation_options.hpp"
#include "models/model.hpp"
#include "optimizers/optimizer.hpp"
#include "probes/probe_entry.hpp"
#include "regularizers/rule_entry.hpp"
#include "tensor/kernels/loss.hpp"
#include "training/batches.hpp"
#include "training/history.hpp"
#include "training/kept_weights.hpp"
#include "training/trial.hpp"
#include "training/trial_probes.hpp"

namespace regsweep {

struct Progress {
  std::int64_t step = 0, steps = 0;  // done, planned
  double epoch = 0, epochs = 0;
  double loss = 0;  // noisy training loss of the last step
};

enum class Outcome { finished, diverged, interrupted };

class Trainer {
 public:
  /// The data are shared between trials and never changed.
  Trainer(const Trial& trial, std::uint32_t seed, std::shared_ptr<const Dataset> data);
  ~Trainer();

  /// Trains until the end, divergence, or until `keep_going`, called after every step and every
  /// measurement of a probe, says no; call again to go on. `go_on`, asked within a measurement, may
  /// end it at once: it is made again by the next call.
  Outcome run(
      const std::function<bool(const Progress&)>& keep_going,
      const std::function<bool()>& go_on = [] { return true; });

  /// One optimizer step (run calls it; benchmarks and tests too). False when the loss is not
  /// finite: nothing was updated.
  bool step();

  /// The trial's records: curves/, log/, final/, examples/, parameters/ and the attributes of a
  /// trial file that training knows.
  Group records() const;

  /// All that cannot be recomputed, and back. StorageError when the checkpoint is of another shape.
  Group checkpoint() const;
  void restore(const Group& checkpoint);

  Progress progress() const;
  const Flat& weights() const { return weights_; }
  Flat& weights() { return weights_; }
  const Model& model() const { return *model_; }
  double last_loss() const { return last_loss_; }

  /// What is evaluated now: the weights, or what a rule has instead of them; in the end, with a
  /// rule that restores the best ones, those.
  const Flat& evaluated_weights() const;

 private:
  class ActivationPenalty;
  class RowsOfBatch;
  class BatchUnderWay;

  void watch_activations();
  void soften_targets(const Batch& batch);
  LossSums forward_and_backward(const Batch& batch);
  LossSums gradient_of_rows(const Batch& batch, std::int64_t first, std::int64_t rows,
                            Flat& gradient);
  LossSums loss_and_gradient(std::int64_t rows, const Targets& targets, double scale,
                             real* outputs);
  StepContext context() const;
  const Batch& batch_now();
  double apply_penalties();
  const Flat* averaged_weights() const;
  std::vector<Metric> metrics() const;
  void record_means(const std::string& part, const LossSums& sums, MetricRow& row) const;
  void add_probes_at_end(Group& root) const;
  void evaluate_now();
  void measure(std::int64_t step, MetricRow& row);
  const char* error_metric() const;
  bool evaluation_is_due() const;
  KeptWeights weights_now() const;
  void watch_for_best();
  void keep_best(std::optional<BestWeights>& best) const;
  void keep_parameters();
  bool ended() const { return step_ == steps_ || stopped_early_; }
  void settle();
  bool measure_probes(const std::function<bool(const Progress&)>& keep_going,
                      const std::function<bool()>& go_on);
  void restore_best(const std::string& name, const Group& root,
                    std::optional<BestWeights>& best) const;
  std::optional<std::int64_t> restored_step() const;
  std::int64_t final_step() const { return restored_step().value_or(step_); }
  double epoch_of(std::int64_t step) const;

  // What to do
  SeedParts seeds_;
  std::shared_ptr<const Dataset> data_;
  TrainingOptions training_;
  EvaluationOptions evaluation_;
  OptimizerOptions optimizer_options_;

  // State: these and the history are the checkpoint
  Flat weights_;
  std::int64_t step_ = 0;      // steps done
  double noisy_loss_sum_ = 0;  // over the steps since the last evaluation
  std::int64_t noisy_steps_ = 0;
  double last_loss_, gradient_norm_, learning_rate_;
  std::int64_t diverged_step_ = -1;
  bool stopped_early_ = false;
  History history_;
  std::vector<KeptWeights> kept_;          // save_parameters: numbers
  std::optional<BestWeights> best_;        // save_parameters: best, or a probe wants them
  std::optional<BestWeights> restorable_;  // of a rule that restores
  bool settled_ = false;                   // then with the restorable weights, if there are any
  std::int64_t measured_step_ = -1;        // of what probes_ have seen

  // Machinery, made once
  Batches batches_;
  std::int64_t steps_, interval_;
  TrialProbes measurements_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<Optimizer> optimizer_;
  std::vector<std::unique_ptr<Rule>> rules_;
  std::vector<std::unique_ptr<ActivationPenalty>> activation_penalties_;
  Flat gradient_, part_gradient_;  // the second only when a batch is computed in parts
  Buffer output_gradient_;         // only with rules on outputs
  Matrix soft_targets_;            // only with rules that change targets
  Mixing mixing_;                  // the rest only with rules that mix examples
  Batch mixed_;
  Matrix unmixed_targets_;
  std::vector<std::unique_ptr<Probe>> probes_;  // of the last evaluation
  std::string initial_weights_hash_;
  double earlier_seconds_ = 0;  // of computing before a restore
  std::chrono::steady_clock::time_point started_;
};

}  // namespace regsweep
