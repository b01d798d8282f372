#include "sweep/data_file.hpp"

#include <tuple>

namespace regsweep {
namespace {

auto written_parts(const DataFile& file) {
  return std::tie(file.content, file.bytes, file.path, file.from_directory, file.set, file.name);
}

}  // namespace

bool operator==(const DataFile& a, const DataFile& b) {
  return written_parts(a) == written_parts(b);
}

Value as_value(const DataFile& file) {
  Map map{{"content", Value(file.content), {}}, {"bytes", Value(file.bytes), {}}};
  for (const auto& [key, text] :
       {std::pair("path", &file.path), std::pair("from_directory", &file.from_directory),
        std::pair("set", &file.set), std::pair("file", &file.name)}) {
    if (!text->empty()) map.push_back({key, Value(*text), {}});
  }
  return Value(std::move(map));
}

DataFile data_file_of(const Value& map) {
  const auto text = [&](const char* key) {
    const Value* value = map.find(key);
    return value == nullptr ? std::string() : value->text();
  };
  return {map.at("content").text(),
          map.at("bytes").integer(),
          text("path"),
          text("from_directory"),
          text("set"),
          text("file"),
          ""};
}

Value as_value(const std::vector<DataFile>& files) {
  List list;
  for (const DataFile& file : files) list.push_back(as_value(file));
  return Value(std::move(list));
}

std::vector<DataFile> data_files_of(const Value& list) {
  std::vector<DataFile> files;
  for (const Value& each : list.list()) files.push_back(data_file_of(each));
  return files;
}

}  // namespace regsweep
