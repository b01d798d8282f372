// Sampling: a language model continues a text, one token at a time.
#pragma once

#include <functional>

#include "data/dataset.hpp"
#include "models/model.hpp"

namespace regsweep {

struct SamplingOptions {
  std::int64_t tokens = 500;
  double temperature = 1;  // of the softmax; 0 takes the likeliest token
  std::uint32_t seed = 0;
  std::int64_t after = 0;  // steps of training, for schedules of noise
};

/// Calls `emit` with each new token. Token i is drawn from softmax(logits / temperature) by uniform
/// i of stream "sample": the first token at which the cumulated probability exceeds it. The model
/// sees the last `context` tokens of prompt and continuation; an empty prompt starts with token 0.
/// Evaluation: no noise, and the scale that its absence asks for.
void continue_text(Model& model, const Flat& weights, Tokens prompt, std::int64_t vocabulary,
                   const SamplingOptions& options, const std::function<void(std::int32_t)>& emit);

/// The tokens of a text by longest match in the vocabulary; ConfigurationError at the first place
/// that no token begins.
Tokens encode(const std::string& text, const std::vector<std::string>& vocabulary);

}  // namespace regsweep
