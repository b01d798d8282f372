#include "execution/directory/failures.hpp"

#include "core/json.hpp"
#include "execution/process/processes.hpp"
#include "results/file_bytes.hpp"
#include "results/publish.hpp"

namespace regsweep {

std::optional<Failure> read_failure(const std::filesystem::path& file) {
  const std::optional<std::string> text = file_bytes_if_there(file);
  if (!text) return std::nullopt;
  Failure failure;
  failure.attempts = 1;
  failure.message = "unknown: the failure file is not readable";
  try {
    const Value record = from_json(*text, file.string());
    const auto take_text = [&](const char* key, std::string& out) {
      if (const Value* member = record.find(key); member != nullptr && member->is_text()) {
        out = member->text();
      }
    };
    const auto take_integer = [&](const char* key, std::int64_t& out) {
      if (const Value* member = record.find(key); member != nullptr && member->is_integer()) {
        out = member->integer();
      }
    };
    take_text("id", failure.id);
    take_text("message", failure.message);
    take_text("host", failure.host);
    take_text("time", failure.time);
    take_integer("attempts", failure.attempts);
    take_integer("step", failure.step);
    if (const Value* lines = record.find("log"); lines != nullptr && lines->is_list()) {
      for (const Value& line : lines->list()) {
        if (line.is_text()) failure.log.push_back(line.text());
      }
    }
  } catch (const StorageError&) {  // counts as one attempt
  }
  return failure;
}

Failure record_failure(const std::filesystem::path& file, const std::string& id,
                       const std::string& message, std::int64_t step,
                       const std::vector<std::string>& log) {
  Failure failure = read_failure(file).value_or(Failure{});
  failure.id = id;
  failure.message = message;
  failure.step = step;
  failure.log = log;
  ++failure.attempts;
  failure.host = this_process().host;
  failure.time = utc_now_text();
  List lines;
  for (const std::string& line : log) lines.push_back(Value(line));
  const Value record(Map{{"id", failure.id, {}},
                         {"attempts", failure.attempts, {}},
                         {"message", failure.message, {}},
                         {"step", failure.step, {}},
                         {"host", failure.host, {}},
                         {"time", failure.time, {}},
                         {"log", Value(std::move(lines)), {}}});
  publish(file, to_json(record) + "\n");
  return failure;
}

}  // namespace regsweep
