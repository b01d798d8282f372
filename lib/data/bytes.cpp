// Reading whole files, plain or gzip. zlib checks the length and the CRC of each member; what
// follows the last one is damage.
#include "data/bytes.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"

namespace regsweep {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_file(const std::filesystem::path& path) {
  std::error_code failure;
  if (std::filesystem::exists(path, failure) && !std::filesystem::is_regular_file(path, failure)) {
    throw DataError(
        fmt::format("{} is not a regular file; give the path of a data file", path.string()));
  }
  File file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (file == nullptr) {
    throw DataError(
        fmt::format("cannot open the data file {}: {}; check the path and its permissions",
                    path.string(), std::strerror(errno)));
  }
  return file;
}

void check_read(const File& file, const std::filesystem::path& path) {
  if (std::ferror(file.get()) != 0) {
    throw DataError(fmt::format("reading {} failed: {}; copy the file anew", path.string(),
                                std::strerror(errno)));
  }
}

bool is_gzip(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

// zlib's state for gzip members; released on every way out.
class Inflater {
 public:
  Inflater() { RS_CHECK(inflateInit2(&stream_, 15 + 16) == Z_OK, "zlib cannot start"); }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
};

[[noreturn]] void damaged(const std::filesystem::path& path, const std::string& what) {
  throw DataError(fmt::format("{} is a damaged gzip file: {}; fetch it anew", path.string(), what));
}

// Takes compressed pieces, appends to `out` until `wanted` bytes are there. State across pieces: a
// member may end anywhere.
class Gunzip {
 public:
  Gunzip(const std::filesystem::path& path, std::uint64_t wanted, std::string& out)
      : path_(path), wanted_(wanted), out_(out) {}

  bool enough() const { return filled_ >= wanted_; }
  void add(std::string_view piece) {
    z_stream& stream = inflater_.stream();
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream.avail_in = static_cast<uInt>(piece.size());
    while (stream.avail_in > 0 && !enough()) step();
  }
  // Hands out what came out so far.
  void take(const std::function<void(std::string_view)>& use) {
    if (filled_ > 0) use({out_.data(), static_cast<std::size_t>(filled_)});
    filled_ = 0;
  }
  // All input is there: what zlib still holds comes out, and the last member must have ended.
  void finish() {
    while (!between_members_ && !enough() && step()) {
    }
    if (!between_members_ && !enough()) damaged(path_, "it ends in the middle");
    out_.resize(static_cast<std::size_t>(std::min(filled_, wanted_)));
  }

 private:
  bool step() {
    z_stream& stream = inflater_.stream();
    if (between_members_) {
      inflateReset(&stream);
      between_members_ = false;
    }
    if (filled_ == out_.size()) {
      out_.resize(static_cast<std::size_t>(
          std::min(wanted_, std::max<std::uint64_t>(1 << 16, 2 * filled_))));
    }
    const auto room = static_cast<uInt>(std::min<std::uint64_t>(out_.size() - filled_, 1u << 30));
    stream.next_out = reinterpret_cast<Bytef*>(out_.data()) + filled_;
    stream.avail_out = room;
    const int result = inflate(&stream, Z_NO_FLUSH);
    const uInt made = room - stream.avail_out;
    filled_ += made;
    if (result == Z_STREAM_END) {
      between_members_ = true;
    } else if (result == Z_NEED_DICT || (result != Z_OK && result != Z_BUF_ERROR)) {
      damaged(path_, stream.msg != nullptr ? stream.msg : "it cannot be decoded");
    }
    return made > 0;
  }

  const std::filesystem::path& path_;
  const std::uint64_t wanted_;
  std::string& out_;
  std::uint64_t filled_ = 0;
  bool between_members_ = false;
  Inflater inflater_;
};

// The uncompressed size that a gzip file claims in its last four bytes, if that is possible at all
// (deflate shrinks at most 1032 times): a good first guess for the buffer, nothing more.
std::uint64_t claimed_size(std::FILE* file, std::uint64_t compressed) {
  unsigned char last[4] = {};
  if (std::fseek(file, -4, SEEK_END) != 0 || std::fread(last, 1, 4, file) != 4) last[3] = 0;
  std::rewind(file);
  const std::uint64_t claim =
      last[0] | last[1] << 8 | last[2] << 16 | static_cast<std::uint64_t>(last[3]) << 24;
  return std::min(claim, 1032 * compressed) +
         1;  // room for one more byte, so that the end is seen without growing
}

std::string gunzip(const File& file, const std::filesystem::path& path, std::uint64_t wanted,
                   std::uint64_t guess) {
  std::string out(static_cast<std::size_t>(std::min(guess, wanted)), '\0');
  Gunzip gunzip(path, wanted, out);
  std::vector<char> piece(1 << 17);
  while (!gunzip.enough()) {
    const std::size_t count = std::fread(piece.data(), 1, piece.size(), file.get());
    check_read(file, path);
    if (count == 0) break;
    gunzip.add({piece.data(), count});
  }
  gunzip.finish();
  return out;
}

// Whether an open file, of which nothing was read, is gzip.
bool holds_gzip(const File& file, const std::filesystem::path& path) {
  char magic[2] = {};
  const std::size_t begun = std::fread(magic, 1, 2, file.get());
  check_read(file, path);
  std::rewind(file.get());
  return is_gzip({magic, begun});
}

// At most `wanted` bytes of the uncompressed content.
std::string read_up_to(const std::filesystem::path& path, std::uint64_t wanted) {
  const File file = open_file(path);
  const bool packed = holds_gzip(file, path);
  std::error_code failure;
  const std::uint64_t size = std::filesystem::file_size(path, failure);
  if (packed) {
    return gunzip(file, path, wanted, failure ? 0 : claimed_size(file.get(), size));
  }
  std::string out(static_cast<std::size_t>(failure ? 0 : std::min(size, wanted)), '\0');
  out.resize(std::fread(out.data(), 1, out.size(), file.get()));
  check_read(file, path);
  return out;
}

}  // namespace

std::string read_bytes(const std::filesystem::path& path, std::uint64_t largest) {
  std::string out = read_up_to(path, largest + 1);
  if (out.size() > largest) {
    throw DataError(
        fmt::format("{} holds more than the {} bytes that belong there; give another file",
                    path.string(), with_thousands(static_cast<long long>(largest))));
  }
  return out;
}

FileBytes::FileBytes(std::string content) {
  auto kept = std::make_shared<const std::string>(std::move(content));
  content_ = *kept;
  memory_ = std::move(kept);
}

void FileBytes::let_go(std::size_t begin, std::size_t end) const {
  static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t first = begin / page * page;
  const std::size_t last = std::min(end, content_.size()) / page * page;
  if (!mapped_ || last <= first) return;
  madvise(const_cast<char*>(content_.data()) + first, last - first, MADV_DONTNEED);
}

FileBytes map_bytes(const std::filesystem::path& path) {
  const File file = open_file(path);
  struct stat about {};
  const bool packed = holds_gzip(file, path);
  if (packed || fstat(fileno(file.get()), &about) != 0 || about.st_size == 0) {
    return FileBytes(read_bytes(path));
  }
  const auto size = static_cast<std::size_t>(about.st_size);
  void* const begin = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fileno(file.get()), 0);
  if (begin == MAP_FAILED) return FileBytes(read_bytes(path));  // a file system without it
  const std::shared_ptr<const void> mapping(
      begin, [size](const void* mapped) { munmap(const_cast<void*>(mapped), size); });
  return {mapping, std::string_view(static_cast<const char*>(begin), size)};
}

void read_pieces(const std::filesystem::path& path,
                 const std::function<void(std::string_view)>& use) {
  const File file = open_file(path);
  std::vector<char> piece(1 << 17);
  std::optional<Gunzip> gunzip;
  std::string content;  // what came out of the last compressed piece
  for (bool first = true;; first = false) {
    const std::size_t count = std::fread(piece.data(), 1, piece.size(), file.get());
    check_read(file, path);
    const std::string_view bytes(piece.data(), count);
    if (first && is_gzip(bytes)) gunzip.emplace(path, ~std::uint64_t{0}, content);
    if (!gunzip) {
      if (count == 0) return;
      use(bytes);
      continue;
    }
    if (count > 0) {
      gunzip->add(bytes);
    } else {
      gunzip->finish();
    }
    gunzip->take(use);
    if (count == 0) return;
  }
}

std::string read_first_bytes(const std::filesystem::path& path, std::uint64_t count) {
  return read_up_to(path, count);
}

}  // namespace regsweep
