// Modular arithmetic: every equation a o b = c modulo a prime, once (Power et al. 2022, "Grokking",
// arXiv 2201.02177).
//
//   tokens    a o b =      numbers are 0 .. p - 1, then "o", then "="
//   targets   at "=": c
//
// Addition, subtraction and multiplication have p^2 equations, division p (p - 1): a / b with
// b > 0. Equation number i is a = i / p, b = i mod p (division: a = i / (p - 1),
// b = 1 + i mod (p - 1)). There is no test part: `validation` and `test` are drawn from them.
#include <fmt/format.h>

#include "data/sequences.hpp"

namespace regsweep {
namespace {

enum class Operation { addition, subtraction, multiplication, division };

struct ModularOptions {
  Operation operation = Operation::addition;
  std::int64_t modulus = 97;
  std::int64_t equations() const {
    return modulus * (operation == Operation::division ? modulus - 1 : modulus);
  }
};

bool is_prime(std::int64_t n) {
  for (std::int64_t d = 2; d * d <= n; ++d) {
    if (n % d == 0) return false;
  }
  return n > 1;
}

void check_prime(const Value& normalized, const Value& /*given*/, const std::string& path) {
  const Value& modulus = normalized.at("modulus");
  if (!is_prime(modulus.integer())) {
    throw ConfigurationError(
        modulus.where(),
        fmt::format("{}.modulus = {} is no prime, but every number must have an inverse; give for "
                    "example 97",
                    path, modulus.shown()));
  }
}

Fields<ModularOptions> modular_fields(const std::string& summary) {
  return Fields<ModularOptions>("modular_arithmetic", summary)
      .choice("operation", &ModularOptions::operation,
              {{"addition", Operation::addition},
               {"subtraction", Operation::subtraction},
               {"multiplication", Operation::multiplication},
               {"division", Operation::division}},
              "what o is")
      .add("modulus", &ModularOptions::modulus, "the prime p", between(2, 1999))
      .finish(check_prime);
}

std::int64_t result(Operation operation, std::int64_t a, std::int64_t b, std::int64_t p) {
  if (operation == Operation::addition) return (a + b) % p;
  if (operation == Operation::subtraction) return (a - b + p) % p;
  if (operation == Operation::multiplication) return a * b % p;
  for (std::int64_t c = 0; c < p; ++c) {
    if (b * c % p == a) return c;
  }
  return 0;  // not reached: p is prime and b > 0
}

Dataset load_modular(const Value& normalized) {
  const ModularOptions options = modular_fields("").take(normalized);
  const std::int64_t p = options.modulus,
                     columns = options.operation == Operation::division ? p - 1 : p;
  SequenceSource source{"modular_arithmetic", 4, numbered(p), {}, {}};
  source.vocabulary.insert(source.vocabulary.end(), {"o", "="});
  for (std::int64_t i = 0; i < options.equations(); ++i) {
    const std::int64_t a = i / columns, b = i % columns + (p - columns);
    for (const std::int64_t token : {a, p, b, p + 1}) {
      source.train.tokens.push_back(static_cast<std::int32_t>(token));
    }
    source.train.next.insert(
        source.train.next.end(),
        {-1, -1, -1, static_cast<std::int32_t>(result(options.operation, a, b, p))});
  }
  return make_sequence_dataset(normalized, source);
}

}  // namespace

DatasetEntry dataset_entry_modular_arithmetic() {
  DatasetEntry entry =
      sequence_entry("modular_arithmetic", "Every equation a o b = c modulo a prime, once");
  entry.schema = modular_fields(entry.summary).schema();
  entry.load = load_modular;
  entry.facts = [](const Value& normalized) {
    const ModularOptions options = modular_fields("").take(normalized);
    return sequence_facts(normalized, "modular_arithmetic", 4, options.modulus + 2,
                          options.equations(), 0);
  };
  return entry;
}

}  // namespace regsweep
