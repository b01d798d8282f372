// LearnedRate: the rate of noise that learns it (NoiseEntry::learns) as a parameter of the model,
// `noise.<site>.logit` [1].
//
//   rate = 1 / (1 + exp(-logit)); its gradient is the one through the noise, which the backward
//   pass shows at the site, and the one of the entry's penalty
//
// Vectors are not decayed or penalized by other regularizers, so only the data and the entry's own
// penalty move it.
#pragma once

#include <string>
#include <vector>

#include "regularizers/noise_entry.hpp"
#include "regularizers/site.hpp"
#include "regularizers/site_watch.hpp"
#include "tensor/parameters.hpp"

namespace regsweep {

class LearnedRate : public SiteWatcher {
 public:
  /// `first` is the rate at the start, above 0. `numbers` are the entry's.
  LearnedRate(const NoiseEntry& entry, std::vector<double> numbers, const Site& site, double first);

  void add_parameter(ParameterLayout& layout);
  void initialize(Flat& weights) const;

  /// Takes the rate from the weights of a forward pass, and forgets the gradient of the last one.
  void begin(const Flat& weights);
  void use(const real* multiplier) { multiplier_ = multiplier; }
  double rate() const { return rate_; }

  void on_backward(const SiteValues& seen, real* gradient) override;
  void write(Flat& gradient) const;

  /// Adds the gradient of the entry's penalty, and returns its value.
  double penalty(const ParameterLayout& layout, const Flat& weights, Flat& gradient) const;

  const std::string& site() const { return site_; }
  double rate_of(const Flat& weights) const;

 private:
  NoiseRequest request(double rate) const;

  const NoiseEntry* entry_;
  std::vector<double> numbers_;
  std::string site_, matrix_;
  double first_, rate_;
  std::size_t offset_ = 0;            // of the parameter
  const real* multiplier_ = nullptr;  // of the last forward pass
  double slope_ = 0;
};

}  // namespace regsweep
