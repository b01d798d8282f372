// A metric: a number that a trial records at every evaluation.
#pragma once

#include <string>

namespace regsweep {

struct Metric {
  std::string name;       // "test.error"
  std::string units;      // "nats", "1", ...
  std::string long_name;  // "test error"
};

}  // namespace regsweep
