#include "data/image_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/bytes.hpp"
#include "data/named_files.hpp"
#include "data/png_file.hpp"
#include "data/signature.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_classes = 256;
constexpr ImageShape cifar_shape{32, 32, 3, false};
constexpr std::size_t cifar_pixels = 3072;

bool is_png(const fs::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](char each) { return each >= 'A' && each <= 'Z' ? each + 32 : each; });
  return ending == ".png";
}

// The shape after the change, which is that of all.
ImageShape shape_of_all(const fs::path& path, const ImageShape& read, const ImageReading& reading,
                        ImageFiles& files) {
  const ImageShape shape = changed_shape(read, reading.change, path.string());
  if (files.shape.height == 0) files.shape = shape;
  if (!(shape == files.shape)) {
    throw DataError(fmt::format(
        "{} is {} where the images before it are {}; say data.size: [height, width], and "
        "data.channels: grey or rgb",
        path.string(), shape.text(), files.shape.text()));
  }
  return shape;
}

// One picture more; its header alone says what it is like.
void add_picture(const fs::path& path, const ImageReading& reading, ImageFiles& files) {
  if (reading.facts_alone) {
    if (const auto read = png_shape(read_first_bytes(path, png_header_bytes))) {
      shape_of_all(path, *read, reading, files);
      return;
    }
  }
  const Picture picture = parse_png(read_bytes(path), path.string());
  const ImageShape shape = shape_of_all(path, picture.shape, reading, files);
  if (reading.facts_alone) return;
  add_changed(reinterpret_cast<const std::uint8_t*>(picture.pixels.data()), picture.shape, shape,
              files.pixels);
}

ImageFiles read_folder(const std::string& root, const ImageReading& reading) {
  ImageFiles files;
  files.name = root;
  for (const fs::path& path : files_at(root)) {
    const fs::path inside = path.lexically_relative(root);
    if (!is_png(path)) continue;
    if (std::distance(inside.begin(), inside.end()) != 2) {
      throw DataError(
          fmt::format("{} lies in no folder of a class; put each image into a folder "
                      "of {} that has the name of its class",
                      path.string(), root));
    }
    const std::string label = inside.begin()->string();
    if (files.class_names.empty() || files.class_names.back() != label) {
      files.class_names.push_back(label);
    }
    if (files.class_names.size() > most_classes) {
      throw DataError(fmt::format("{} has more than {} classes; give fewer", root, most_classes));
    }
    files.labels.push_back(static_cast<std::uint8_t>(files.class_names.size() - 1));
    ++files.items;
    add_picture(path, reading, files);
  }
  if (files.items == 0) {
    throw DataError(
        fmt::format("{} has no images; put PNG images into a folder of it for each "
                    "class",
                    root));
  }
  return files;
}

// Bytes of labels before the pixels of an image: 1 of CIFAR-10, 2 of CIFAR-100.
std::size_t label_bytes(const std::string& content, const std::string& path) {
  for (const std::size_t bytes : {1U, 2U}) {
    if (!content.empty() && content.size() % (bytes + cifar_pixels) == 0) return bytes;
  }
  refuse_foreign(std::string_view(content).substr(0, signature_bytes), path,
                 "a file of CIFAR's images (.bin)");
  throw DataError(
      fmt::format("{} has {} bytes, and files of CIFAR-10 have 3,073 for each image, "
                  "those of CIFAR-100 3,074; fetch it anew",
                  path, with_thousands(static_cast<long long>(content.size()))));
}

std::size_t label_place(std::size_t bytes, const ImageReading& reading, const std::string& path) {
  if (bytes == 1 && reading.label) {
    throw DataError(fmt::format("{} has one label for each image; delete data.label", path));
  }
  return bytes == 2 && reading.label != CifarLabel::coarse ? 1 : 0;
}

void add_cifar(const std::string& path, const ImageReading& reading, ImageFiles& files) {
  const std::string content = read_bytes(path);
  const std::size_t bytes = label_bytes(content, path);
  const std::size_t place = label_place(bytes, reading, path);
  for (std::size_t at = 0; at < content.size(); at += bytes + cifar_pixels) {
    files.labels.push_back(static_cast<std::uint8_t>(content[at + place]));
    ++files.items;
    if (reading.facts_alone) continue;
    add_changed(reinterpret_cast<const std::uint8_t*>(content.data()) + at + bytes, cifar_shape,
                files.shape, files.pixels);
  }
}

ImageFiles read_cifar(const std::vector<std::string>& paths, const ImageReading& reading) {
  ImageFiles files;
  files.name = paths.front();
  files.shape = changed_shape(cifar_shape, reading.change, files.name);
  for (const std::string& path : paths) add_cifar(path, reading, files);
  for (int label = 0; label <= std::ranges::max(files.labels); ++label) {
    files.class_names.push_back(std::to_string(label));
  }
  return files;
}

}  // namespace

ImageFiles read_image_files(const std::vector<std::string>& paths, const ImageReading& reading) {
  std::error_code failure;
  if (paths.size() == 1 && fs::is_directory(paths.front(), failure)) {
    return read_folder(paths.front(), reading);
  }
  return read_cifar(paths, reading);
}

std::optional<ImageShape> first_image_shape(const std::string& folder) {
  for (const fs::path& path : files_at(folder)) {
    if (is_png(path)) return png_shape(read_first_bytes(path, png_header_bytes));
  }
  return std::nullopt;
}

}  // namespace regsweep
