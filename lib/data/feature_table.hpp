// FeatureTable: rows of numbers that change no more, in memory of its own or in memory that other
// processes hold too (data/shared_dataset.hpp). Copies share the memory.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "tensor/tensor.hpp"

namespace regsweep {

class FeatureTable {
 public:
  FeatureTable() = default;  // [0, 0]

  FeatureTable(Matrix own) {  // NOLINT: a matrix that is done is a table
    auto kept = std::make_shared<const Matrix>(std::move(own));
    shape_ = {kept->shape()[0], kept->shape()[1]};
    data_ = kept->data();
    memory_ = std::move(kept);
  }

  /// `memory` keeps the shape's numbers alive, which begin at `data`, row after row.
  FeatureTable(std::shared_ptr<const void> memory, const real* data,
               std::array<std::size_t, 2> shape)
      : memory_(std::move(memory)), data_(data), shape_(shape) {}

  const std::array<std::size_t, 2>& shape() const { return shape_; }  // rows, columns
  std::size_t size() const { return shape_[0] * shape_[1]; }
  const real* data() const { return data_; }
  const real* begin() const { return data_; }
  const real* end() const { return data_ + size(); }
  real operator()(std::size_t row, std::size_t column) const {
    return data_[row * shape_[1] + column];
  }

  friend bool operator==(const FeatureTable& a, const FeatureTable& b) {
    return a.shape_ == b.shape_ && std::equal(a.begin(), a.end(), b.begin());
  }

 private:
  std::shared_ptr<const void> memory_;
  const real* data_ = nullptr;
  std::array<std::size_t, 2> shape_{0, 0};
};

}  // namespace regsweep
