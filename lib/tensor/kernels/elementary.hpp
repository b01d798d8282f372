// Vector forms of exp, log, tanh and erf for the loops of the kernels: the C library's (libmvec, at
// most 4 units in the last place). The redeclarations tell the compiler that they exist; without
// fast-math, so that non-finite numbers stay visible. Only glibc on x86-64 is known to have all of
// them; elsewhere the loops call the scalar functions.
#pragma once

#include <cmath>

#include "core/simd.hpp"
#include "tensor/tensor.hpp"

#if defined(REGSWEEP_X86)
extern "C" {
float expf(float) noexcept __attribute__((__simd__("notinbranch")));
float logf(float) noexcept __attribute__((__simd__("notinbranch")));
float tanhf(float) noexcept __attribute__((__simd__("notinbranch")));
float erff(float) noexcept __attribute__((__simd__("notinbranch")));
double exp(double) noexcept __attribute__((__simd__("notinbranch")));
double log(double) noexcept __attribute__((__simd__("notinbranch")));
double tanh(double) noexcept __attribute__((__simd__("notinbranch")));
double erf(double) noexcept __attribute__((__simd__("notinbranch")));
}
#endif

namespace regsweep::kernels {

#ifdef REGSWEEP_DOUBLE
inline real exponential(real x) { return ::exp(x); }
inline real logarithm(real x) { return ::log(x); }
inline real hyperbolic_tangent(real x) { return ::tanh(x); }
inline real error_function(real x) { return ::erf(x); }
#else
inline real exponential(real x) { return ::expf(x); }
inline real logarithm(real x) { return ::logf(x); }
inline real hyperbolic_tangent(real x) { return ::tanhf(x); }
inline real error_function(real x) { return ::erff(x); }
#endif

}  // namespace regsweep::kernels
