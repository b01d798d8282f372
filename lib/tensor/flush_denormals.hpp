// FlushDenormals: while it lives, this thread takes numbers below the smallest normal one (1.2e-38)
// for 0.
//
// Moments of weights that rarely see a gradient (a border pixel of MNIST) decay for ever and get
// stuck there, because rounding keeps 0.9 x the smallest number at the smallest number. Arithmetic
// on such numbers is many times slower on Intel CPUs; on an AMD EPYC no difference was measured.
#pragma once

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace regsweep {

class FlushDenormals {
 public:
#if defined(__SSE2__)
  FlushDenormals() : before_(_mm_getcsr()) {
    _mm_setcsr(before_ | 0x8040u);
  }  // results (bit 15) and operands (bit 6)
  ~FlushDenormals() { _mm_setcsr(before_); }
#else
  FlushDenormals() {}  // other processors: slower, and equal but for numbers below 1.2e-38
#endif
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
#if defined(__SSE2__)
  unsigned before_;
#endif
};

}  // namespace regsweep
