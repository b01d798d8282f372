// Images of the user in a folder or in CIFAR's files, for `regsweep data show`.
#pragma once

#include <string>
#include <string_view>

#include "core/value.hpp"

namespace regsweep {

/// Of a folder with a folder of PNG images for each class, of one that has such folders as `train`,
/// `val` (validation, valid, dev) and `test`, or of a file of CIFAR: path, kind "images", shape of
/// the first image; parts with name, path, images and classes with their counts; notes; and `yaml`,
/// lines to copy. DataError as read_image_files().
Value shown_images(const std::string& path);

/// Whether a content is a file of CIFAR-10 or CIFAR-100: as long as whole images, each with labels
/// that these have.
bool holds_cifar(std::string_view content);

}  // namespace regsweep
