#include "results/trial_reading.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "core/binary.hpp"

namespace regsweep {

auto binary_parts(SameType<Array> auto& array) {
  return std::tie(array.name, array.data, array.shape, array.dimensions, array.units,
                  array.long_name);
}
auto binary_parts(SameType<Group> auto& group) {
  return std::tie(group.name, group.attributes, group.arrays, group.groups);
}
auto binary_parts(SameType<TrialReading> auto& reading) {
  return std::tie(reading.state, reading.tree, reading.problem);
}

namespace {

// The others may be large (parameters, examples), and results.h5 has nothing of them.
constexpr std::array<std::string_view, 4> kept_groups{"final", "probes", "curves", "provenance"};

}  // namespace

TrialReading read_for_results(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return {};
  try {
    Group tree = read_trial(file);
    std::erase_if(tree.groups, [](const Group& group) {
      return std::ranges::find(kept_groups, group.name) == kept_groups.end();
    });
    return {FileState::finished, std::move(tree), ""};
  } catch (const DamagedFile& failure) {
    return {FileState::damaged, {}, failure.what()};
  }
}

std::string packed(const TrialReading& reading) {
  BinaryWriter<ByteString> writer;
  writer.put(reading);
  return std::move(writer.sink.bytes);
}

TrialReading unpacked(std::string_view bytes) {
  TrialReading reading;
  BinaryReader(bytes, "a packed trial").take(reading);
  return reading;
}

}  // namespace regsweep
