// Bytes as a list of choices: each byte chooses one of so many possibilities. Any bytes are such a
// list, and after its end every choice is 0.
#pragma once

#include <cstddef>
#include <string>

namespace regsweep {

class Choices {
 public:
  explicit Choices(const std::string& code) : code_(code) {}  // which must outlive this
  bool left() const { return at_ < code_.size(); }
  unsigned choose(std::size_t count) {
    return left() ? static_cast<unsigned>(static_cast<unsigned char>(code_[at_++]) % count) : 0;
  }

 private:
  const std::string& code_;
  std::size_t at_ = 0;
};

}  // namespace regsweep
