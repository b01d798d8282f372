// Members one after another, each at a multiple of 64 bytes: its count of elements, then the
// elements.
#include "data/shared_dataset.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <type_traits>

#include "core/error.hpp"

namespace regsweep {
namespace {

constexpr std::size_t alignment = 64;
constexpr std::uint64_t first_word = 0x3130617461647372;  // "rsdata01"

// Every member of a dataset, in the order of the memory.
template <class Data, class Visit>
void visit_members(Data& data, const Visit& visit) {
  visit(data.name), visit(data.task), visit(data.features), visit(data.outputs),
      visit(data.class_names), visit(data.target_scale);
  visit(data.sequence), visit(data.each_once), visit(data.token_unit), visit(data.vocabulary);
  for (auto* part : {&data.train, &data.validation, &data.test}) {
    visit(part->features), visit(part->labels), visit(part->targets), visit(part->tokens),
        visit(part->next);
  }
}

// Writes to `memory`, or only counts what it would write where that is null.
class Writer {
 public:
  explicit Writer(char* memory = nullptr) : memory_(memory) {}
  std::size_t size() const { return at_; }

  template <class T>
  void operator()(const T& number) requires std::is_arithmetic_v<T> || std::is_enum_v<T> {
    put(&number, 1);
  }
  void operator()(const std::string& text) { put(text.data(), text.size()); }
  void operator()(const std::vector<std::string>& texts) {
    (*this)(texts.size());
    for (const std::string& text : texts) (*this)(text);
  }
  void operator()(const std::vector<std::int32_t>& numbers) { put(numbers.data(), numbers.size()); }
  template <class Rows>
  void operator()(const Rows& rows) requires std::is_same_v<Rows, FeatureTable> ||
      std::is_same_v<Rows, Matrix> {
    (*this)(rows.shape()[0]), (*this)(rows.shape()[1]);
    put(rows.data(), rows.size());
  }

 private:
  template <class T>
  void put(const T* elements, std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (memory_ != nullptr) {
      std::memcpy(memory_ + at_, &count, sizeof count);
      if (count > 0) std::memcpy(memory_ + at_ + alignment, elements, bytes);
    }
    at_ += alignment + (bytes + alignment - 1) / alignment * alignment;
  }

  char* memory_;
  std::size_t at_ = 0;
};

class Reader {
 public:
  Reader(std::shared_ptr<const void> memory, std::size_t size)
      : memory_(std::move(memory)), size_(size) {}

  template <class T>
  void operator()(T& number) requires std::is_arithmetic_v<T> || std::is_enum_v<T> {
    number = *take<T>().first;
  }
  void operator()(std::string& text) {
    const auto [characters, count] = take<char>();
    text.assign(characters, count);
  }
  void operator()(std::vector<std::string>& texts) {
    std::size_t count = 0;
    (*this)(count);
    texts.resize(count);
    for (std::string& text : texts) (*this)(text);
  }
  void operator()(std::vector<std::int32_t>& numbers) {
    const auto [elements, count] = take<std::int32_t>();
    numbers.assign(elements, elements + count);
  }
  void operator()(FeatureTable& rows) {
    std::array<std::size_t, 2> shape{};
    (*this)(shape[0]), (*this)(shape[1]);
    rows = FeatureTable(memory_, take<real>().first, shape);
  }
  void operator()(Matrix& rows) {
    FeatureTable mapped;
    (*this)(mapped);
    rows.resize({mapped.shape()[0], mapped.shape()[1]});
    std::copy(mapped.begin(), mapped.end(), rows.begin());
  }

 private:
  template <class T>
  std::pair<const T*, std::size_t> take() {
    const char* from = static_cast<const char*>(memory_.get()) + at_;
    RS_CHECK(at_ + alignment <= size_, "shared dataset: its memory ends too early");
    std::size_t count = 0;
    std::memcpy(&count, from, sizeof count);
    at_ += alignment + (count * sizeof(T) + alignment - 1) / alignment * alignment;
    RS_CHECK(at_ <= size_, "shared dataset: its memory ends too early");
    return {reinterpret_cast<const T*>(from + alignment), count};
  }

  std::shared_ptr<const void> memory_;
  std::size_t size_, at_ = 0;
};

void write(Writer& writer, const std::string& key, const Dataset& dataset) {
  writer(first_word), writer(key);
  visit_members(dataset, [&](const auto& member) { writer(member); });
}

}  // namespace

int share_dataset(const std::string& key, const Dataset& dataset) {
  Writer counter;
  write(counter, key, dataset);
  const int descriptor = memfd_create("regsweep-data", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  void* memory = MAP_FAILED;
  // Reserved at once: memory that is missing is told here, not by a signal at the first write.
  if (descriptor >= 0 && posix_fallocate(descriptor, 0, static_cast<off_t>(counter.size())) == 0) {
    memory = mmap(nullptr, counter.size(), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  }
  if (memory == MAP_FAILED) {
    if (descriptor >= 0) close(descriptor);
    throw StorageError(
        fmt::format("there is no shared memory for the {} MB of dataset {}; train on fewer "
                    "examples (data.train) or free memory",
                    counter.size() >> 20, dataset.name));
  }
  Writer writer(static_cast<char*>(memory));
  write(writer, key, dataset);
  munmap(memory, counter.size());
  fcntl(descriptor, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
  return descriptor;
}

MappedDataset map_dataset(int descriptor) {
  struct stat about {};
  const bool known = fstat(descriptor, &about) == 0 && about.st_size > 0;
  const auto size = known ? static_cast<std::size_t>(about.st_size) : 0;
  void* memory = known ? mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0) : MAP_FAILED;
  RS_CHECK(memory != MAP_FAILED,
           fmt::format("shared dataset: descriptor {} is no shared memory", descriptor));
  close(descriptor);  // the mapping stays
  Reader reader({memory, [size](const void* mapped) { munmap(const_cast<void*>(mapped), size); }},
                size);
  std::uint64_t word = 0;
  reader(word);
  RS_CHECK(word == first_word,
           fmt::format("shared dataset: descriptor {} holds something else", descriptor));
  MappedDataset mapped;
  reader(mapped.key);
  visit_members(mapped.dataset, [&](auto& member) { reader(member); });
  return mapped;
}

}  // namespace regsweep
