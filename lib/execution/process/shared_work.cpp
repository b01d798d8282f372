#include "execution/process/shared_work.hpp"

#include <optional>
#include <string_view>

#include "core/descriptor_io.hpp"
#include "core/pipe.hpp"
#include "core/subprocess.hpp"

namespace regsweep {
namespace {

bool hand_over(int end, const std::string& text) {
  const std::size_t size = text.size();
  const std::string_view head(reinterpret_cast<const char*>(&size), sizeof size);
  return write_all(end, head) && write_all(end, text);
}

}  // namespace

class SharedWork::Helper {
 public:
  Helper(std::size_t first, std::size_t step, std::size_t count, const Make& make) {
    if (pipe_.write_end() < 0) return;
    // An error ends the helper: the caller makes this text itself and meets the error there.
    process_ = Subprocess::fork([&] {
      for (std::size_t number = first; number < count; number += step) {
        if (!hand_over(pipe_.write_end(), make(number))) break;
      }
      return 0;
    });
    pipe_.close_write();
  }

  // The next text of its share; nothing if it is gone.
  std::optional<std::string> receive() {
    std::size_t size = 0;
    if (!take(&size, sizeof size)) return std::nullopt;
    std::string text(size, '\0');
    if (!take(text.data(), size)) return std::nullopt;
    return text;
  }

  void dismiss() {
    process_ = Subprocess();
    pipe_.close_read();
  }

 private:
  bool take(void* bytes, std::size_t size) {
    return read_all(pipe_.read_end(), bytes, size) == static_cast<ssize_t>(size);
  }

  Pipe pipe_;
  Subprocess process_;
};

SharedWork::SharedWork(std::size_t count, std::size_t processes, Make make)
    : make_(std::move(make)) {
  for (std::size_t first = 0; first < processes; ++first) {
    helpers_.push_back(std::make_unique<Helper>(first, processes, count, make_));
  }
}

SharedWork::~SharedWork() = default;

std::string SharedWork::next() {
  const std::size_t number = next_++;
  if (helpers_.empty()) return make_(number);
  Helper& helper = *helpers_[number % helpers_.size()];
  if (std::optional<std::string> text = helper.receive()) return std::move(*text);
  helper.dismiss();
  return make_(number);
}

}  // namespace regsweep
