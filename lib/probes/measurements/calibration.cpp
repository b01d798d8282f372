#include "probes/measurements/calibration.hpp"

#include <algorithm>
#include <cmath>

#include "core/fields.hpp"
#include "probes/measured.hpp"
#include "probes/probed.hpp"
#include "tensor/kernels/exponential_sum.hpp"

namespace regsweep {

std::vector<ConfidenceBin> equal_bins(const std::vector<Confidence>& all, std::int64_t bins) {
  std::vector<ConfidenceBin> made(static_cast<std::size_t>(bins));
  for (const Confidence& each : all) {
    const double place = std::ceil(each.confidence * static_cast<double>(bins)) - 1;
    const auto bin =
        static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(bins - 1)));
    made[bin].confidence += each.confidence;
    made[bin].correct += each.correct ? 1 : 0;
    made[bin].count += 1;
  }
  return made;
}

std::vector<ConfidenceBin> adaptive_bins(std::vector<Confidence> all, std::int64_t bins) {
  std::stable_sort(all.begin(), all.end(), [](const Confidence& a, const Confidence& b) {
    return a.confidence < b.confidence;
  });
  std::vector<ConfidenceBin> made;
  std::int64_t begun = 0;  // number of the bin that is being filled
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool tied = i > 0 && all[i].confidence - all[i - 1].confidence <= same_confidence;
    const auto bin = static_cast<std::int64_t>(i) * bins / static_cast<std::int64_t>(all.size());
    if (i == 0 || (!tied && bin != begun)) {
      made.emplace_back();
      begun = bin;
    }
    made.back().confidence += all[i].confidence;
    made.back().correct += all[i].correct ? 1 : 0;
    made.back().count += 1;
  }
  return made;
}

double calibration_error(const std::vector<ConfidenceBin>& bins) {
  double error = 0, count = 0;
  for (const ConfidenceBin& each : bins) {
    error += std::abs(each.correct - each.confidence);
    count += each.count;
  }
  return error / count;
}

double risk_coverage_area(std::vector<Confidence> all) {
  std::stable_sort(all.begin(), all.end(), [](const Confidence& a, const Confidence& b) {
    return a.confidence > b.confidence;
  });
  double area = 0, errors = 0;
  for (std::size_t first = 0; first < all.size();) {
    std::size_t end = first;
    const double least = all[first].confidence - same_confidence;
    double wrong = 0;
    for (; end < all.size() && all[end].confidence >= least; ++end) {
      wrong += all[end].correct ? 0 : 1;
    }
    const double share = wrong / static_cast<double>(end - first);
    for (; first < end; ++first) {
      errors += share;
      area += errors / static_cast<double>(first + 1);
    }
  }
  return area / static_cast<double>(all.size());
}

BrierSums::BrierSums(std::int64_t classes) : of_class_(static_cast<std::size_t>(classes)) {}

void BrierSums::add(std::int64_t group, std::span<const double> p, std::int64_t label) {
  for (std::size_t k = 0; k < of_class_.size(); ++k) {
    const double away = p[k] - (static_cast<std::int64_t>(k) == label ? 1 : 0);
    brier_ += away * away;
  }
  count_ += 1;
  of_class_[static_cast<std::size_t>(label)] += 1;
  in_group_[group] += 1;
  outcomes_[{group, label}] += 1;
}

double BrierSums::brier() const { return brier_ / count_; }

double BrierSums::uncertainty() const {
  double sum = 0;
  for (const double count : of_class_) sum += count / count_ * (1 - count / count_);
  return sum;
}

double BrierSums::resolution() const {
  double within = 0;  // sum_g n_g / N sum_k o_gk (1 - o_gk)
  for (const auto& [key, count] : outcomes_) {
    within += count * (1 - count / in_group_.at(key.first)) / count_;
  }
  return uncertainty() - within;
}

double loss_at_temperature(std::int64_t classes, const std::vector<double>& logits,
                           const std::vector<std::int32_t>& labels, double temperature) {
  std::vector<double> row(static_cast<std::size_t>(classes));
  double sum = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    for (std::size_t k = 0; k < row.size(); ++k) row[k] = logits[i * row.size() + k] / temperature;
    sum += kernels::exponential_sum(classes, row.data()).log_of_sum() -
           row[static_cast<std::size_t>(labels[i])];
  }
  return sum / static_cast<double>(labels.size());
}

// The loss is convex in 1 / T, and so has one minimum along log T: golden sections.
double best_temperature(std::int64_t classes, const std::vector<double>& logits,
                        const std::vector<std::int32_t>& labels) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  const auto loss = [&](double exponent) {
    return loss_at_temperature(classes, logits, labels, std::exp2(exponent));
  };
  double low = -10, high = 10;
  double left = high - golden * (high - low), right = low + golden * (high - low);
  double at_left = loss(left), at_right = loss(right);
  for (int section = 0; section < 60; ++section) {
    if (at_left <= at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - golden * (high - low);
      at_left = loss(left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + golden * (high - low);
      at_right = loss(right);
    }
  }
  return std::exp2((low + high) / 2);
}

namespace {

struct CalibrationOptions {
  std::int64_t bins = 15, passes = 10;
  bool temperature = true;
};

const Fields<CalibrationOptions>& calibration_fields() {
  using O = CalibrationOptions;
  static const Fields<O> fields =
      Fields<O>("calibration", "Whether probabilities are right as often as they say")
          .add("bins", &O::bins, "bins of confidence", between(1, 1000))
          .add("passes", &O::passes,
               "passes with the noise of training, of which the entropies are made; 0: none",
               between(0, 10000), "passes")
          .add("temperature", &O::temperature,
               "fit a temperature on the validation part, and report it on the other");
  return fields;
}

// Rows of outputs that have a target.
struct Predictions {
  std::vector<double> logits;  // [n, classes]
  std::vector<std::int32_t> labels;
  void add(const SeenPiece& seen) {
    for (std::int64_t b = 0; b < seen.piece.output_rows(); ++b) {
      const std::int32_t label = seen.piece.targets.labels[b];
      if (label < 0) continue;
      labels.push_back(label);
      const real* z = seen.outputs + b * seen.columns;
      logits.insert(logits.end(), z, z + seen.columns);
    }
  }
};

Predictions predictions_of(Probed& probed, const ProbePass& how) {
  Predictions all;
  probed.pass(how, [&](const SeenPiece& seen) { all.add(seen); });
  return all;
}

std::vector<double> softmax_of(std::int64_t classes, const double* z) {
  const kernels::ExponentialSum sum = kernels::exponential_sum(classes, z);
  std::vector<double> p;
  for (std::int64_t k = 0; k < classes; ++k) p.push_back(std::exp(z[k] - sum.largest) / sum.sum);
  return p;
}

void set_bins(const std::vector<ConfidenceBin>& bins, Measured& out) {
  std::vector<double> confidence, accuracy, count;
  for (const ConfidenceBin& each : bins) {
    confidence.push_back(each.confidence / each.count);  // nan of an empty bin
    accuracy.push_back(each.correct / each.count);
    count.push_back(each.count);
  }
  out.length("bin", static_cast<std::int64_t>(bins.size()));
  out.set("bin_confidence", confidence);
  out.set("bin_accuracy", accuracy);
  out.set("bin_count", count);
}

void set_calibration(const Predictions& of, std::int64_t classes, std::int64_t bins,
                     Measured& out) {
  std::vector<Confidence> all;
  BrierSums brier(classes);
  for (std::size_t i = 0; i < of.labels.size(); ++i) {
    const std::vector<double> p =
        softmax_of(classes, of.logits.data() + i * static_cast<std::size_t>(classes));
    const auto likeliest = std::max_element(p.begin(), p.end());
    all.push_back({*likeliest, likeliest - p.begin() == of.labels[i]});
    const double place = std::ceil(*likeliest * static_cast<double>(bins)) - 1;
    const double bin = std::clamp(place, 0.0, static_cast<double>(bins - 1));
    brier.add((likeliest - p.begin()) * bins + static_cast<std::int64_t>(bin), p, of.labels[i]);
  }
  const std::vector<ConfidenceBin> equal = equal_bins(all, bins);
  set_bins(equal, out);
  out.set("ece", calibration_error(equal));
  out.set("adaptive_ece", calibration_error(adaptive_bins(all, bins)));
  out.set("risk_coverage_area", risk_coverage_area(all));
  out.set("brier", brier.brier());
  out.set("brier_reliability", brier.reliability());
  out.set("brier_resolution", brier.resolution());
  out.set("brier_uncertainty", brier.uncertainty());
}

double entropy_of_distribution(const double* p, std::int64_t classes) {
  double sum = 0;
  for (std::int64_t k = 0; k < classes; ++k) {
    if (p[k] > 0) sum -= p[k] * std::log(p[k]);
  }
  return sum;
}

// Of the mean of `passes` distributions, and the mean of theirs; the difference is what the passes
// disagree about.
void set_entropies(Probed& probed, std::int64_t passes, Measured& out) {
  const std::int64_t classes = probed.data().outputs;
  std::vector<double> mean;
  double expected = 0;
  for (std::int64_t k = 0; k < passes; ++k) {
    ProbePass noisy;
    noisy.noisy = k;
    const Predictions seen = predictions_of(probed, noisy);
    mean.resize(seen.logits.size());
    for (std::size_t at = 0; at < mean.size(); at += static_cast<std::size_t>(classes)) {
      const std::vector<double> p = softmax_of(classes, seen.logits.data() + at);
      expected += entropy_of_distribution(p.data(), classes);
      for (std::size_t j = 0; j < p.size(); ++j) mean[at + j] += p[j] / static_cast<double>(passes);
    }
  }
  double predictive = 0;
  for (std::size_t at = 0; at < mean.size(); at += static_cast<std::size_t>(classes)) {
    predictive += entropy_of_distribution(mean.data() + at, classes);
  }
  const double rows = static_cast<double>(mean.size()) / static_cast<double>(classes);
  predictive /= rows;
  expected /= rows * static_cast<double>(passes);
  out.set("predictive_entropy", predictive);
  out.set("expected_entropy", expected);
  out.set("mutual_information", predictive - expected);
}

void measure_calibration(const Value& given, Probed& probed, Measured& out) {
  const CalibrationOptions options = calibration_fields().take(given);
  const std::int64_t classes = probed.data().outputs;
  const Predictions seen = predictions_of(probed, {});
  set_calibration(seen, classes, options.bins, out);
  if (options.temperature) {
    Probed validation = probed.other_part("validation", probed.asked_examples());
    const Predictions fitted = predictions_of(validation, {});
    const double temperature = best_temperature(classes, fitted.logits, fitted.labels);
    out.set("temperature", temperature);
    out.set("temperature_loss",
            loss_at_temperature(classes, seen.logits, seen.labels, temperature));
  }
  if (options.passes > 0) set_entropies(probed, options.passes, out);
}

ProbeCost cost_of_calibration(const Value& given, const ProbedSize& size) {
  const CalibrationOptions options = calibration_fields().take(given);
  ProbeCost cost;
  cost.forward = static_cast<double>(1 + options.passes) * static_cast<double>(size.examples) +
                 (options.temperature ? static_cast<double>(size.validation) : 0);
  cost.bytes =
      3 * size.examples * size.time * size.outputs * static_cast<std::int64_t>(sizeof(double));
  return cost;
}

std::string calibration_obstacle(const Value& options, const DatasetFacts& facts,
                                 const ProbedSize&) {
  if (!options.at("temperature").flag()) return "";
  const Value* on = options.find("on");
  const bool other = on != nullptr ? on->text() != "validation" : facts.test > 0;
  if (other && facts.validation > 0) return "";
  return "probes.calibration fits a temperature on the validation part and reports it on another, "
         "but the data have not both; add data.validation: <count>, or set "
         "probes.calibration.temperature: false";
}

}  // namespace

ProbeEntry probe_entry_calibration() {
  ProbeEntry entry;
  entry.name = "calibration";
  entry.summary = calibration_fields().schema().doc;
  entry.equation =
      "ece: sum_b n_b / N |accuracy_b - confidence_b| over equal bins (lo, hi]; brier: mean sum_k "
      "(p_k - y_k)^2 = reliability - resolution + uncertainty, over these bins of each predicted "
      "class; temperature: "
      "argmin_T of the validation loss of z / T; mutual information: H(mean p) - mean H(p) of "
      "passes with noise";
  entry.source =
      "Guo et al. 2017 arXiv 1706.04599 (ece, temperature); Nixon et al. 2019 arXiv 1904.01685 "
      "(adaptive); Murphy 1973 (parts of Brier); Gal & Ghahramani 2016 arXiv 1506.02142; Geifman & "
      "El-Yaniv 2017 arXiv 1705.08500 (risk and coverage)";
  entry.needs = {.parts = {"test", "validation"}, .classes = true};
  entry.records = {
      {"ece", {}, "1", "expected calibration error, of equal bins"},
      {"adaptive_ece", {}, "1", "expected calibration error, of bins of equal counts"},
      {"brier", {}, "1", "Brier score"},
      {"brier_reliability", {}, "1", "reliability in the Brier score"},
      {"brier_resolution", {}, "1", "resolution in the Brier score"},
      {"brier_uncertainty", {}, "1", "uncertainty in the Brier score"},
      {"risk_coverage_area", {}, "1", "mean error among the most confident, over all coverages"},
      {"temperature", {}, "1", "temperature of the lowest validation loss"},
      {"temperature_loss", {}, "nats", "loss at that temperature"},
      {"predictive_entropy", {}, "nats", "entropy of the mean of passes with noise"},
      {"expected_entropy", {}, "nats", "mean entropy of passes with noise"},
      {"mutual_information", {}, "nats", "what passes with noise disagree about"},
      {"bin_confidence", {"bin"}, "1", "mean confidence in each bin"},
      {"bin_accuracy", {"bin"}, "1", "accuracy in each bin"},
      {"bin_count", {"bin"}, "1", "predictions in each bin"}};
  entry.schema = calibration_fields().schema();
  entry.small_options = {
      Value(Map{{"passes", 3, {}}}),
      Value(Map{{"temperature", false, {}}, {"passes", 0, {}}, {"bins", 7, {}}})};
  entry.left_out = [](const Value& options, const std::string& quantity) {
    const CalibrationOptions chosen = calibration_fields().take(options);
    const bool of_passes = quantity.ends_with("entropy") || quantity == "mutual_information";
    if (of_passes && chosen.passes == 0) return "set probes.calibration.passes: 10";
    if (quantity.starts_with("temperature") && !chosen.temperature) {
      return "set probes.calibration.temperature: true";
    }
    return "";
  };
  entry.cost = cost_of_calibration;
  entry.measure = measure_calibration;
  entry.obstacle = calibration_obstacle;
  return entry;
}

}  // namespace regsweep
