// Checkpoints of foreign content: whole, with the right seal, digest, trial and version, but with
// members that are absent, renamed, of another type, length or value than the program's own. They
// test what Trainer::restore refuses after the seal has been verified.
#pragma once

#include <string>

#include "core/records.hpp"

namespace regsweep {

/// `checkpoint` after edits by a small program of which `code` is the text: each byte is an edit,
/// followed by its choices. Any bytes are a program; an edit that finds nothing to change changes
/// nothing. No code, no edit.
Group edited_checkpoint(Group checkpoint, const std::string& code);

}  // namespace regsweep
