// SparseRowsMap: a linear map between the units that are not dropped, where a mask is shared by the
// batch: gather their rows and columns of W, multiply small matrices, scatter the gradient. The
// same numbers as the whole map with dropped units at 0, up to the order of additions.
#pragma once

#include <vector>

#include "models/linear_map.hpp"

namespace regsweep {

/// Numbers of the units that are kept, ascending.
using KeptUnits = std::vector<std::int64_t>;

/// Finds the columns in which a mask row of `columns` multipliers is not 0, and returns the
/// multiplier that they share. `kept` becomes empty when every column is kept, none is, or
/// multipliers differ: then nothing can be left out.
real find_kept(const real* multipliers, std::int64_t columns, KeptUnits& kept);

/// x [rows, kept.size()] in the places of the kept units of [rows, columns], zeros elsewhere.
std::vector<real> with_dropped(std::int64_t rows, const real* x, const KeptUnits& kept,
                               std::int64_t columns);

class SparseRowsMap : public LayerMap {
 public:
  /// `bias` may be null.
  SparseRowsMap(const ParameterInfo* weight, const ParameterInfo* bias, Products products = {})
      : LayerMap(weight, bias),
        all_units_(weight, bias, nullptr, products),
        multiply_(std::move(products)) {}

  /// From now on x [rows, in->size()] and y [rows, out->size()] hold these units only, and the
  /// lists live until backward. Null (both): all units, as at first.
  void choose(const KeptUnits* in, const KeptUnits* out);

  void forward(std::int64_t rows, const real* x, const Flat& weights, const NoisePass& pass,
               real* y) override;
  /// Writes the whole gradients of weight and bias, zeros where a unit was dropped.
  void backward(std::int64_t rows, const real* x, const real* y_gradient, const Flat& weights,
                Flat& gradient, real* x_gradient) override;

 private:
  LinearMap all_units_;
  Products multiply_;
  const KeptUnits* kept_in_ = nullptr;
  const KeptUnits* kept_out_ = nullptr;
  Buffer kept_weight_, kept_gradient_;  // [kept out, kept in]
  Buffer kept_bias_;                    // [kept out]: the bias, then its gradient
};

}  // namespace regsweep
