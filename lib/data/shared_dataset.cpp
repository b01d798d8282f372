// A first word, the key, the dataset without its rows, then the rows of each part, which begin at
// multiples of 64 bytes.
#include "data/shared_dataset.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "core/binary.hpp"

namespace regsweep {

// The parts of a dataset in the order of the memory. Features are written apart: they are used
// where they stand.
auto binary_parts(SameType<Split> auto& split) {
  return std::tie(split.labels, split.tokens, split.next, split.characters);
}
auto binary_parts(SameType<Dataset> auto& data) {
  return std::tie(data.name, data.task, data.features, data.outputs, data.class_names,
                  data.target_scale, data.sequence, data.each_once, data.token_unit,
                  data.vocabulary, data.train, data.validation, data.test);
}

namespace {

constexpr std::size_t alignment = 64;
constexpr std::uint64_t first_word = 0x3330617461647372;  // "rsdata03"
constexpr const char* shared_memory = "shared dataset: its memory";

template <class Writer, class Rows>
void put_rows(Writer& writer, const Rows& rows) {
  writer.put(static_cast<std::uint64_t>(rows.shape()[0]));
  writer.put(static_cast<std::uint64_t>(rows.shape()[1]));
  writer.put_aligned(rows.data(), rows.size(), alignment);
}

template <class Writer>
void put_dataset(Writer& writer, const std::string& key, const Dataset& dataset) {
  writer.put(first_word);
  writer.put(key);
  writer.put(dataset);
  for (const Split* part : {&dataset.train, &dataset.validation, &dataset.test}) {
    put_rows(writer, part->features);
    put_rows(writer, part->targets);
  }
}

FeatureTable take_rows(BinaryReader& reader, const std::shared_ptr<const void>& memory) {
  std::uint64_t rows = 0;
  std::uint64_t columns = 0;
  reader.take(rows);
  reader.take(columns);
  return {memory, reader.in_place<real>(rows * columns, alignment), {rows, columns}};
}

Matrix copied(const FeatureTable& rows) {
  Matrix copy = Matrix::from_shape(rows.shape());
  std::copy(rows.begin(), rows.end(), copy.begin());
  return copy;
}

}  // namespace

int share_dataset(const std::string& key, const Dataset& dataset) {
  BinaryWriter<ByteCount> counter;
  put_dataset(counter, key, dataset);
  const std::size_t size = counter.sink.size();
  const int descriptor = memfd_create("regsweep-data", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  void* memory = MAP_FAILED;
  // Reserved at once, so that missing memory is an error here and not a signal at the first write.
  if (descriptor >= 0 && posix_fallocate(descriptor, 0, static_cast<off_t>(size)) == 0) {
    memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  }
  if (memory == MAP_FAILED) {
    if (descriptor >= 0) close(descriptor);
    throw StorageError(
        fmt::format("there is no shared memory for the {} MB of dataset {}; train on fewer "
                    "examples (data.train) or free memory",
                    size >> 20, dataset.name));
  }
  BinaryWriter<ByteRange> writer{{static_cast<char*>(memory), size}};
  put_dataset(writer, key, dataset);
  munmap(memory, size);
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
  const std::shared_ptr<const void> kept(
      memory, [size](const void* mapped) { munmap(const_cast<void*>(mapped), size); });
  BinaryReader reader({static_cast<const char*>(memory), size}, shared_memory);
  std::uint64_t word = 0;
  reader.take(word);
  RS_CHECK(word == first_word,
           fmt::format("shared dataset: descriptor {} holds something else", descriptor));
  MappedDataset mapped;
  reader.take(mapped.key);
  reader.take(mapped.dataset);
  for (Split* part : {&mapped.dataset.train, &mapped.dataset.validation, &mapped.dataset.test}) {
    part->features = take_rows(reader, kept);
    part->targets = copied(take_rows(reader, kept));
  }
  return mapped;
}

}  // namespace regsweep
