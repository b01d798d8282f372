// ThinMap: a linear map between the units that a thinned network keeps: gather the kept rows and
// columns of W, multiply small matrices, scatter the gradient. The same numbers as the whole map
// with dropped units at 0, up to the order of additions.
#pragma once

#include <vector>

#include "tensor/gemm.hpp"
#include "tensor/parameters.hpp"

namespace regsweep {

/// Units that are kept, ascending.
using Kept = std::vector<std::int64_t>;

/// The columns in which a mask row of `columns` multipliers is not 0, and the multiplier that they
/// share. Empty when every column is kept, none is, or multipliers differ: then nothing can be left
/// out.
struct Thinning {
  Kept kept;
  real scale = 1;
};
Thinning thinning_of(const real* multipliers, std::int64_t columns);

/// x [rows, kept.size()] in the places of the kept units of [rows, columns], zeros elsewhere.
std::vector<real> spread(std::int64_t rows, const real* x, const Kept& kept, std::int64_t columns);

class ThinMap {
 public:
  explicit ThinMap(Products products = {}) : gemm_(std::move(products)) {}

  /// x [rows, in.size()] -> y [rows, out.size()]. `bias` may be null. The lists must live until
  /// backward.
  void forward(std::int64_t rows, const real* x, const Flat& weights, const ParameterInfo& weight,
               const ParameterInfo* bias, const Kept& in, const Kept& out, real* y);

  /// Writes the whole gradients of weight and bias, zeros where a unit was dropped, and that of x
  /// unless x_gradient is null.
  void backward(std::int64_t rows, const real* x, const real* y_gradient,
                const ParameterInfo& weight, const ParameterInfo* bias, const Kept& in,
                const Kept& out, Flat& gradient, real* x_gradient);

 private:
  Products gemm_;
  Buffer weight_, gradient_, bias_;  // of the kept units
};

}  // namespace regsweep
