// HDF5 files of foreign content: whole and well-formed for HDF5, but with types, shapes, layouts,
// filters, links and attributes that regsweep never writes. HDF5 1.10 itself crashes on damaged
// bytes, which is why a seal is verified before it reads; these files test what our reader refuses
// after the seal has been verified.
#pragma once

#include <string>

namespace regsweep {

/// The sealed bytes of such a file, built by a small program of which `code` is the text: each byte
/// is an operation, followed by its choices. Any bytes are a program; operations that HDF5 refuses
/// change nothing.
std::string foreign_tree(const std::string& code);

}  // namespace regsweep
