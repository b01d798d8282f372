// Attention against a twin that is as plain as its equations: loops over one example, head, query
// and key after the other, in double, forward and backward, with the masks of the same sites.
#include "models/causal_attention.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/apply_noise.hpp"

namespace regsweep::causal_attention_test {

using Numbers = std::vector<double>;

constexpr std::int64_t B = 2, T = 19, H = 3, D = 6, C = H * D;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

Numbers numbers(std::int64_t count, double slope) {
  Numbers made;
  for (std::int64_t i = 0; i < count; ++i) {
    const double x = std::sin(0.4 + slope * static_cast<double>(i));
    made.push_back(static_cast<double>(static_cast<real>(x)));  // as the layer sees it
  }
  return made;
}

std::vector<real> as_real(const Numbers& x) { return {x.begin(), x.end()}; }

// y = x * factor + addend, elementwise.
struct Mask {
  Numbers factor, addend;
};

Mask mask_of(SiteNoise* noise, std::initializer_list<std::int64_t> shape) {
  std::int64_t n = 1;
  for (const std::int64_t length : shape) n *= length;
  const Draw drawn = draw_at(noise, {true, 6, 0}, shape);
  const std::vector<real> factors = factors_of(drawn, n);
  Mask mask{{factors.begin(), factors.end()}, Numbers(at(n), 0)};
  if (drawn.addend != nullptr) mask.addend.assign(drawn.addend, drawn.addend + n);
  return mask;
}

// The noise at the three sites: kinds of noise, "" where there is none.
struct Noises {
  std::string logits, attention, head;
};

std::unique_ptr<SiteNoise> noise_of(const TransformerOptions& options, const std::string& site,
                                    const std::string& kind) {
  SiteNoiseOptions noise;
  noise.noise = kind;
  noise.rate = 0.37;
  if (kind == "additive_gaussian") noise.scaling = "none";
  for (const Site& each : transformer_sites(options)) {
    if (!kind.empty() && each.name == "block.0." + site) {
      return std::make_unique<SiteNoise>(noise, each, 3, 100);
    }
  }
  return nullptr;
}

struct Problem {
  TransformerOptions options;
  std::unique_ptr<SiteNoise> logits, attention, head;

  Problem(Positions positions, const Noises& kinds) {
    options.layers = 1;
    options.heads = H;
    options.channels = C;
    options.context = T + 4;
    options.positions = positions;
    logits = noise_of(options, "attention_logits", kinds.logits);
    attention = noise_of(options, "attention", kinds.attention);
    head = noise_of(options, "head", kinds.head);
  }
};

class Twin {
 public:
  explicit Twin(const Problem& problem)
      : positions_(problem.options.positions),
        logits_(mask_of(problem.logits.get(), {B, H, T, T})),
        attention_(mask_of(problem.attention.get(), {B, H, T, T})),
        head_(mask_of(problem.head.get(), {B, H, T, D})) {}

  // qkv [B T, 3 C] with its bias -> y [B T, C]
  Numbers forward(const Numbers& qkv) {
    qkv_ = qkv;
    if (positions_ == Positions::rotary) turn(qkv_, 1);
    softmax_.assign(at(B * H * T * T), 0);
    logits = noisy_weights = softmax_;
    Numbers y(at(B * T * C), 0);
    for (std::int64_t b = 0; b < B; ++b) {
      for (std::int64_t h = 0; h < H; ++h) {
        for (std::int64_t i = 0; i < T; ++i) forward_query(b, h, i, y);
      }
    }
    return y;
  }

  // The gradient at qkv, from the one at y.
  Numbers backward(const Numbers& y_gradient) const {
    Numbers gradient(qkv_.size(), 0);
    for (std::int64_t b = 0; b < B; ++b) {
      for (std::int64_t h = 0; h < H; ++h) {
        for (std::int64_t i = 0; i < T; ++i) backward_query(b, h, i, y_gradient, gradient);
      }
    }
    if (positions_ == Positions::rotary) turn(gradient, -1);
    return gradient;
  }

  Numbers logits, noisy_weights;  // [B, H, T, T], 0 above the diagonal

 private:
  static std::size_t pair(std::int64_t b, std::int64_t h, std::int64_t i, std::int64_t j) {
    return at(((b * H + h) * T + i) * T + j);
  }
  static std::size_t output(std::int64_t b, std::int64_t h, std::int64_t i, std::int64_t d) {
    return at(((b * H + h) * T + i) * D + d);
  }
  // third 0: queries, 1: keys, 2: values
  static std::size_t part(std::int64_t b, std::int64_t t, int third, std::int64_t h,
                          std::int64_t d) {
    return at((b * T + t) * 3 * C + third * C + h * D + d);
  }
  static std::size_t side_by_side(std::int64_t b, std::int64_t t, std::int64_t h, std::int64_t d) {
    return at((b * T + t) * C + h * D + d);
  }

  void forward_query(std::int64_t b, std::int64_t h, std::int64_t i, Numbers& y) {
    double total = 0;
    for (std::int64_t j = 0; j <= i; ++j) {
      double logit = 0;
      for (std::int64_t d = 0; d < D; ++d) {
        logit += qkv_[part(b, i, 0, h, d)] * qkv_[part(b, j, 1, h, d)] / std::sqrt(D);
      }
      if (positions_ == Positions::alibi) {
        logit -= std::pow(2, -8.0 * static_cast<double>(h + 1) / H) * static_cast<double>(i - j);
      }
      const std::size_t p = pair(b, h, i, j);
      logits[p] = logit * logits_.factor[p] + logits_.addend[p];
      total += std::exp(logits[p]);
    }
    for (std::int64_t j = 0; j <= i; ++j) {
      const std::size_t p = pair(b, h, i, j);
      softmax_[p] = std::exp(logits[p]) / total;
      noisy_weights[p] = softmax_[p] * attention_.factor[p] + attention_.addend[p];
    }
    for (std::int64_t d = 0; d < D; ++d) {
      double sum = 0;
      for (std::int64_t j = 0; j <= i; ++j) {
        sum += noisy_weights[pair(b, h, i, j)] * qkv_[part(b, j, 2, h, d)];
      }
      const std::size_t o = output(b, h, i, d);
      y[side_by_side(b, i, h, d)] = sum * head_.factor[o] + head_.addend[o];
    }
  }

  void backward_query(std::int64_t b, std::int64_t h, std::int64_t i, const Numbers& y_gradient,
                      Numbers& gradient) const {
    Numbers at_softmax(at(i + 1), 0);
    double mean = 0;  // of at_softmax, with the attention weights
    for (std::int64_t j = 0; j <= i; ++j) {
      const std::size_t p = pair(b, h, i, j);
      for (std::int64_t d = 0; d < D; ++d) {
        const double g = y_gradient[side_by_side(b, i, h, d)] * head_.factor[output(b, h, i, d)];
        gradient[part(b, j, 2, h, d)] += noisy_weights[p] * g;
        at_softmax[at(j)] += g * qkv_[part(b, j, 2, h, d)] * attention_.factor[p];
      }
      mean += softmax_[p] * at_softmax[at(j)];
    }
    for (std::int64_t j = 0; j <= i; ++j) {
      const std::size_t p = pair(b, h, i, j);
      const double at_score = softmax_[p] * (at_softmax[at(j)] - mean) * logits_.factor[p];
      for (std::int64_t d = 0; d < D; ++d) {
        const std::size_t query = part(b, i, 0, h, d), key = part(b, j, 1, h, d);
        gradient[query] += at_score * qkv_[key] / std::sqrt(D);
        gradient[key] += at_score * qkv_[query] / std::sqrt(D);
      }
    }
  }

  // Pairs of channels of queries and keys by an angle that grows with the position.
  static void turn(Numbers& qkv, double direction) {
    for (std::int64_t row = 0; row < B * T; ++row) {
      for (std::int64_t c = 0; c < 2 * C; c += 2) {
        const double position = static_cast<double>(row % T),
                     pair_of_head = static_cast<double>(c % D / 2);
        const double angle = direction * position / std::pow(10000, 2 * pair_of_head / D);
        double &x = qkv[at(row * 3 * C + c)], &y = qkv[at(row * 3 * C + c + 1)];
        const double turned = x * std::cos(angle) - y * std::sin(angle);
        y = x * std::sin(angle) + y * std::cos(angle);
        x = turned;
      }
    }
  }

  Positions positions_;
  Mask logits_, attention_, head_;
  Numbers qkv_, softmax_;
};

void check_equal(const std::string& what, const std::vector<real>& actual,
                 const Numbers& expected) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO(what << ", element " << i);
    REQUIRE(static_cast<double>(actual[i]) == Approx(expected[i]).epsilon(2e-5).margin(2e-5));
  }
}

void check_against_twin(Positions positions, const Noises& kinds, bool biased) {
  Problem problem(positions, kinds), same(positions, kinds);
  Twin twin(same);
  CausalAttention attention(problem.options, {.logits = problem.logits.get(),
                                              .attention = problem.attention.get(),
                                              .head = problem.head.get()});
  const CallShape call{B, T};
  GrowBuffers growing;
  attention.buffers(call, growing);

  const Numbers plain = numbers(B * T * 3 * C, 0.7), bias = numbers(3 * C, 2.3);
  Numbers with_bias = plain;
  for (std::size_t i = 0; biased && i < plain.size(); ++i) with_bias[i] += bias[i % bias.size()];
  std::vector<real> qkv = as_real(plain), y(at(B * T * C)), gradient(qkv.size());
  const std::vector<real> added = as_real(bias);
  attention.forward(call, qkv.data(), biased ? added.data() : nullptr, {true, 6, 0}, y.data());
  check_equal("y", y, twin.forward(with_bias));
  check_equal("attention weights", attention.attention_weights(), twin.noisy_weights);
  check_equal("logits", attention.logits(), twin.logits);

  const Numbers y_gradient = numbers(B * T * C, 1.3);
  attention.backward(as_real(y_gradient).data(), gradient.data());
  check_equal("gradient", gradient, twin.backward(y_gradient));
}

TEST_CASE(
    "attention equals its plain twin for every way to tell positions, with and without bias") {
  const Positions positions = GENERATE(Positions::none, Positions::rotary, Positions::alibi);
  const bool biased = GENERATE(true, false);
  check_against_twin(positions, {}, biased);
  check_against_twin(positions, {"bernoulli", "bernoulli", "bernoulli"}, biased);
}

TEST_CASE(
    "attention equals its plain twin with noise of every form at each site alone and at all") {
  const std::string kind = GENERATE("bernoulli", "gaussian", "additive_gaussian");
  CAPTURE(kind);
  check_against_twin(Positions::none, {kind, "", ""}, true);
  check_against_twin(Positions::none, {"", kind, ""}, true);
  check_against_twin(Positions::none, {"", "", kind}, true);
  check_against_twin(Positions::alibi, {kind, kind, kind}, true);
}

}  // namespace regsweep::causal_attention_test
