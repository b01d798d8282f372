// The seal: a last line behind the HDF5 bytes with a hash of all bytes before it. HDF5 readers
// ignore it.
//
//     "\nregsweep-seal 1 <subject> <32 hexadecimal digits>\n"      subject: "<format>" or
//     "<format>:<id>"
//
// The content digest tells whether two runs agree; the seal tells, before a parser sees the bytes
// and without HDF5, whether the bytes are those that were published. Without it damage would have
// to be found by HDF5 itself, which crashes on it.
#pragma once

#include <string>
#include <string_view>

namespace regsweep {

enum class SealState { intact, broken, absent };

struct Sealed {
  SealState state = SealState::absent;
  std::string subject;    // empty if absent
  std::string_view body;  // the bytes before the seal; everything if absent
};

/// Appends the seal. The subject has no spaces or line ends.
void seal(std::string& bytes, std::string_view subject);

Sealed unseal(std::string_view bytes);

}  // namespace regsweep
