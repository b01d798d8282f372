// Buffers of a model's layers. A layer declares each of its buffers once, in a member function
//
//   void buffers(const CallShape& call, BufferVisitor& visit) { visit.array(z_, call.rows() * C_);
//   }
//
// and this one declaration serves both ends: GrowBuffers makes the buffers long enough for a call,
// CountBuffers adds up what a call needs without allocating anything (the estimate of a trial's
// memory). Buffers never shrink: the largest call decides, and later steps allocate nothing.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep {

/// What a model is called with: examples of `time` tokens; time is 1 in a model of features.
struct CallShape {
  std::int64_t examples = 0, time = 1;
  std::int64_t rows() const { return examples * time; }
};

/// Makes the buffer at least this long; new elements are 0.
inline void grow(Buffer& buffer, std::int64_t elements) {
  if (buffer.size() < static_cast<std::size_t>(elements)) {
    buffer.resize(static_cast<std::size_t>(elements));
  }
}

class BufferVisitor {
 public:
  virtual ~BufferVisitor() = default;

  /// Activations or their gradients: so many elements for this call.
  virtual void array(Buffer& buffer, std::int64_t elements) = 0;

  /// Small beside the arrays: the tiles of one attention head, or two numbers per row. The estimate
  /// leaves these out.
  virtual void scratch(Buffer& buffer, std::int64_t elements) = 0;
};

class GrowBuffers : public BufferVisitor {
 public:
  void array(Buffer& buffer, std::int64_t elements) override { grow(buffer, elements); }
  void scratch(Buffer& buffer, std::int64_t elements) override { grow(buffer, elements); }
};

class CountBuffers : public BufferVisitor {
 public:
  void array(Buffer& /*buffer*/, std::int64_t elements) override { counted += elements; }
  void scratch(Buffer& /*buffer*/, std::int64_t /*elements*/) override {}
  std::int64_t counted = 0;
};

}  // namespace regsweep
