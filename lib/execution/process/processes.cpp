#include "execution/process/processes.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "core/text.hpp"

namespace regsweep {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream stream(path);
  std::string line;
  std::getline(stream, line);
  return line;
}

std::string host_name() {
  char name[256] = "";
  return gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

std::string machine_name() {
  char space[64] = "";
  const ssize_t length = readlink("/proc/self/ns/pid", space, sizeof space - 1);
  return first_line("/proc/sys/kernel/random/boot_id") + "/" +
         std::string(space, length > 0 ? static_cast<std::size_t>(length) : 0);
}

}  // namespace

std::optional<std::int64_t> process_start(std::int64_t pid) {
  const std::string line = first_line(fmt::format("/proc/{}/stat", pid));
  const std::size_t after_name =
      line.rfind(')');  // the name may contain anything, blanks and parentheses too
  if (after_name == std::string::npos || after_name + 2 > line.size()) return std::nullopt;
  const std::vector<std::string> fields =
      split(std::string_view(line).substr(after_name + 2), ' ');  // from field 3, the state
  if (fields.size() < 20 || fields[0] == "Z" || fields[0] == "X") return std::nullopt;
  return parse_integer(fields[19]);  // field 22: starttime
}

bool is_running(const ProcessIdentity& process) {
  return process_start(process.pid) == process.start;
}

ProcessIdentity this_process() {
  const std::int64_t pid = getpid();
  return {host_name(), machine_name(), pid, process_start(pid).value_or(-1)};
}

std::string own_program() {
  std::error_code failure;
  const std::string self = std::filesystem::read_symlink("/proc/self/exe", failure).filename();
  const char* launcher = std::getenv("REGSWEEP_PROGRAM");
  const bool by_loader = self.starts_with("ld-linux") && launcher != nullptr;
  return by_loader ? launcher : "/proc/self/exe";
}

std::string utc_now_text() {
  return fmt::format(
      "{:%Y-%m-%dT%H:%M:%SZ}",
      fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

double utc_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace regsweep
