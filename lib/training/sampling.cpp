#include "training/sampling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "random/draws.hpp"

namespace regsweep {
namespace {

std::int32_t pick(const real* logits, std::int64_t vocabulary, double temperature, double u) {
  const real* likeliest = std::max_element(logits, logits + vocabulary);
  if (temperature == 0) return static_cast<std::int32_t>(likeliest - logits);
  std::vector<double> cumulated;
  double sum = 0;
  for (std::int64_t v = 0; v < vocabulary; ++v) {
    cumulated.push_back(
        sum +=
        std::exp((static_cast<double>(logits[v]) - static_cast<double>(*likeliest)) / temperature));
  }
  const auto chosen = std::upper_bound(cumulated.begin(), cumulated.end() - 1, u * sum);
  return static_cast<std::int32_t>(chosen - cumulated.begin());
}

}  // namespace

void continue_text(Model& model, const Flat& weights, Tokens text, std::int64_t vocabulary,
                   const SamplingOptions& options, const std::function<void(std::int32_t)>& emit) {
  std::vector<double> draws(static_cast<std::size_t>(options.tokens));
  uniforms(stream_key(options.seed, "sample"), 0, 0, options.tokens, draws.data());
  if (text.empty()) text.push_back(0);
  for (const double u : draws) {
    const std::int64_t seen = std::min(model.context(), static_cast<std::int64_t>(text.size()));
    const real* logits =
        model.forward({1, nullptr, text.data() + text.size() - seen, seen}, weights,
                      {.step = static_cast<std::uint32_t>(options.after)});
    text.push_back(pick(logits + (seen - 1) * vocabulary, vocabulary, options.temperature, u));
    emit(text.back());
  }
}

Tokens encode(const std::string& text, const std::vector<std::string>& vocabulary) {
  Tokens tokens;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t longest = 0, token = 0;
    for (std::size_t v = 0; v < vocabulary.size(); ++v) {
      if (vocabulary[v].size() > longest &&
          text.compare(at, vocabulary[v].size(), vocabulary[v]) == 0) {
        longest = vocabulary[v].size();
        token = v;
      }
    }
    if (longest == 0) {
      throw ConfigurationError(
          fmt::format("the prompt cannot be read from '{}' on: the model's vocabulary has no such "
                      "token; use only what "
                      "the training text contains",
                      text.substr(at, 12)));
    }
    tokens.push_back(static_cast<std::int32_t>(token));
    at += longest;
  }
  return tokens;
}

}  // namespace regsweep
