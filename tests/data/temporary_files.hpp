// What tests of data share: a folder that goes away, files in it, environment variables that come
// back, the sentence of an error.
#pragma once

#include <zlib.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "data/dataset.hpp"
#include "support/scratch_folder.hpp"

namespace regsweep::testing {

namespace fs = std::filesystem;

/// A folder that files are written into.
class TemporaryFolder : public ScratchFolder {
 public:
  std::string operator/(const std::string& name) const {
    return (path() / name).string();
  }  // as YAML has it
  /// Writes a file (and the folders above it) and returns its path.
  std::string write(const std::string& name, const std::string& content) const {
    fs::create_directories((path() / name).parent_path());
    std::ofstream(path() / name, std::ios::binary) << content;
    return *this / name;
  }
};

/// Sets a variable and puts back what was there.
class Environment {
 public:
  Environment(const char* name, const std::optional<std::string>& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~Environment() { set(before_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  void set(const std::optional<std::string>& value) {
    value ? setenv(name_, value->c_str(), 1) : unsetenv(name_);
  }
  const char* name_;
  std::optional<std::string> before_;
};

inline std::string gzip_of(const std::string& content) {
  std::string out(compressBound(static_cast<uLong>(content.size())) + 64, '\0');
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// The bytes of an IDX file of unsigned bytes.
inline std::string idx_of(const std::vector<std::uint32_t>& shape, const std::string& values) {
  std::string out{'\0', '\0', '\x08', static_cast<char>(shape.size())};
  for (const std::uint32_t size : shape) {
    for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(size >> shift & 0xff);
  }
  return out + values;
}

/// The sentence of the error E that `action` throws; another error or none fails the test.
template <class E, class Action>
std::string sentence(Action&& action) {
  try {
    action();
  } catch (const E& error) {
    return error.what();
  }
  FAIL("no error was thrown");
  return "";
}

inline Value normalized(const Map& given) {
  return dataset_schema().normalize(Value(given), "data");
}
inline Dataset load(const Map& given) { return load_dataset(normalized(given)); }

inline Member member(const std::string& key, Value value) {
  return Member{key, std::move(value), {}};
}

/// The facts of a configuration and what loading it gives agree.
inline void require_facts(const Map& given, const Dataset& dataset) {
  const DatasetFacts facts = dataset_facts(normalized(given));
  const DatasetFacts loaded = facts_of_dataset(dataset);
  REQUIRE(facts.task == loaded.task);
  REQUIRE(facts.features == loaded.features);
  REQUIRE(facts.outputs == loaded.outputs);
  REQUIRE(facts.train == loaded.train);
  REQUIRE(facts.validation == loaded.validation);
  REQUIRE(facts.test == loaded.test);
  REQUIRE(facts.sequence == loaded.sequence);
  REQUIRE(facts.each_once == loaded.each_once);
  REQUIRE(facts.has_characters == loaded.has_characters);
  if (dataset.task == Task::next_token) {
    REQUIRE(static_cast<std::int64_t>(dataset.vocabulary.size()) == dataset.outputs);
    return;
  }
  for (const Split* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    REQUIRE(static_cast<std::int64_t>(split->features.shape()[1]) == dataset.features);
    if (dataset.task == Task::classification) {
      REQUIRE(static_cast<std::int64_t>(split->labels.size()) == split->count());
    }
    if (dataset.task == Task::regression) {
      REQUIRE(static_cast<std::int64_t>(split->targets.shape()[0]) == split->count());
    }
  }
}

struct Moments {
  double mean, deviation;
};
inline Moments moments(const FeatureTable& values) {
  double sum = 0, squares = 0;
  for (const real value : values) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const double count = static_cast<double>(values.size()), mean = sum / count;
  return {mean, std::sqrt(std::max(0.0, squares / count - mean * mean))};
}

inline std::vector<int> label_counts(const Labels& labels, std::size_t classes) {
  std::vector<int> counts(classes);
  for (const std::int32_t label : labels) ++counts.at(static_cast<std::size_t>(label));
  return counts;
}

}  // namespace regsweep::testing
