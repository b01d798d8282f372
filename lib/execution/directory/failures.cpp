#include "execution/directory/failures.hpp"

#include "core/json.hpp"
#include "execution/process/processes.hpp"
#include "results/file_bytes.hpp"
#include "results/publish.hpp"

namespace regsweep {
namespace {

// The keys of a file in their order, for reading and for writing.
template <class Record, class Act>
void each_key(Record& failure, const Act& act) {
  act("id", failure.id);
  act("attempts", failure.attempts);
  act("message", failure.message);
  act("step", failure.step);
  act("host", failure.host);
  act("time", failure.time);
  act("log", failure.log);
}

// What has another kind than it should stays as it is.
void take(const Value& value, std::string& out) {
  if (value.is_text()) out = value.text();
}
void take(const Value& value, std::int64_t& out) {
  if (value.is_integer()) out = value.integer();
}
void take(const Value& value, std::vector<std::string>& out) {
  if (!value.is_list()) return;
  for (const Value& line : value.list()) {
    if (line.is_text()) out.push_back(line.text());
  }
}

Value value_of(const std::string& text) { return Value(text); }
Value value_of(std::int64_t integer) { return Value(integer); }
Value value_of(const std::vector<std::string>& lines) {
  return Value(List(lines.begin(), lines.end()));
}

std::string file_text(const Failure& failure) {
  Value record(Map{});
  each_key(failure,
           [&](const char* key, const auto& member) { record.set(key, value_of(member)); });
  return to_json(record) + "\n";
}

}  // namespace

std::optional<Failure> read_failure(const std::filesystem::path& file) {
  const std::optional<std::string> text = file_bytes_if_there(file);
  if (!text) return std::nullopt;
  Failure failure;
  failure.attempts = 1;
  failure.message = "unknown: the failure file is not readable";
  try {
    const Value record = from_json(*text, file.string());
    each_key(failure, [&](const char* key, auto& member) {
      if (const Value* value = record.find(key)) take(*value, member);
    });
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
  publish(file, file_text(failure));
  return failure;
}

}  // namespace regsweep
