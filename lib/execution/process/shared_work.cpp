#include "execution/process/shared_work.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <optional>

#include "core/pipe.hpp"

namespace regsweep {
namespace {

// Calls some(done), which moves bytes from there on and returns how many, until all `size` are
// moved.
template <class Some>
bool move_all(std::size_t size, const Some& some) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t count = some(done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

bool write_all(int end, const void* bytes, std::size_t size) {
  return move_all(size, [&](std::size_t done) {
    return write(end, static_cast<const char*>(bytes) + done, size - done);
  });
}

bool read_all(int end, void* bytes, std::size_t size) {
  return move_all(size, [&](std::size_t done) {
    return read(end, static_cast<char*>(bytes) + done, size - done);
  });
}

}  // namespace

class SharedWork::Helper {
 public:
  Helper(std::size_t first, std::size_t step, std::size_t count, const Make& make) {
    const pid_t parent = getpid();
    if (pipe_.write_end() >= 0) pid_ = fork();
    if (pid_ == 0) help(parent, first, step, count, make);
    pipe_.close_write();
  }
  ~Helper() { dismiss(); }

  // The next text of its share; nothing if it is gone.
  std::optional<std::string> receive() {
    std::size_t size = 0;
    if (!read_all(pipe_.read_end(), &size, sizeof size)) return std::nullopt;
    std::string text(size, '\0');
    if (!read_all(pipe_.read_end(), text.data(), size)) return std::nullopt;
    return text;
  }

  void dismiss() {
    if (pid_ > 0) kill(pid_, SIGKILL);
    while (pid_ > 0 && waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    pipe_.close_read();
  }

 private:
  // The child's life. It leaves by _exit: what the caller has yet to print or to delete is the
  // caller's business.
  [[noreturn]] void help(pid_t parent, std::size_t first, std::size_t step, std::size_t count,
                         const Make& make) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    try {
      for (std::size_t number = first; number < count; number += step) {
        const std::string text = make(number);
        const std::size_t size = text.size();
        if (!write_all(pipe_.write_end(), &size, sizeof size) ||
            !write_all(pipe_.write_end(), text.data(), size)) {
          break;
        }
      }
    } catch (...) {  // the caller makes this text itself and meets the error there
    }
    _exit(0);
  }

  Pipe pipe_;
  pid_t pid_ = -1;
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
