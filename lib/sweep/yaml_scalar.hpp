// What a plain (unquoted) YAML scalar means. Rules in yaml.hpp.
#pragma once

#include <string>

#include "core/value.hpp"

namespace regsweep {

Value plain_scalar(const std::string& text, const Location& where);

}  // namespace regsweep
