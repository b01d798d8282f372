// Signatures as the formats' own documents have them; each with what to do about it.
#include "data/signature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/error.hpp"

namespace regsweep {
namespace {

struct Signature {
  std::string_view bytes;
  std::string_view what;
  std::string_view remedy;
  std::size_t at = 0;
};

using namespace std::string_view_literals;

constexpr std::string_view unpack_it = "unpack it and give the file inside";
constexpr std::string_view array_remedy = "read it with name: arrays";
constexpr std::string_view pixel_remedy =
    "save the pixels of all images as one array (numpy.save) and read that with name: arrays";
constexpr std::string_view png_remedy =
    "read a folder that has a folder of such images for each class with name: images";
constexpr std::string_view recode = "convert it with iconv -t UTF-8";

// Longer ones first where one begins like another.
constexpr std::array signatures{
    Signature{"PK\x03\x04"sv, "a zip archive (as .npz, .xlsx and .pt are)",
              "unpack it (unzip) and give the file inside; of .npz read the arrays with name: "
              "arrays; save a spreadsheet as CSV"},
    Signature{"PK\x05\x06"sv, "an empty zip archive", "give another file"},
    Signature{"\x1f\x8b"sv, "compressed by gzip twice", "unpack it once (gunzip)"},
    Signature{"\x1f\x9d"sv, "compressed by compress", "unpack it (uncompress)"},
    Signature{"1AY&SY"sv, "a bzip2 archive", "unpack it (bunzip2)", 4},
    Signature{"\xfd"
              "7zXZ\0"sv,
              "an xz archive", "unpack it (unxz)"},
    Signature{"\x28\xb5\x2f\xfd"sv, "a Zstandard archive", "unpack it (unzstd)"},
    Signature{"\x04\x22\x4d\x18"sv, "an LZ4 archive", "unpack it (unlz4)"},
    Signature{"7z\xbc\xaf\x27\x1c"sv, "a 7z archive", unpack_it},
    Signature{"Rar!\x1a\x07"sv, "a RAR archive", unpack_it},
    Signature{"ustar"sv, "a tar archive", "unpack it (tar xf) and give the file inside", 257},
    Signature{"\x89HDF\r\n\x1a\n"sv, "an HDF5 file",
              "read its arrays with name: arrays (data.h5:/group/images)"},
    Signature{"\x93NUMPY"sv, "an array of NumPy (.npy)", array_remedy},
    Signature{"PAR1\x15"sv, "a Parquet file",
              "write it as CSV (pandas.read_parquet(...).to_csv(...))"},
    Signature{"ARROW1\0\0"sv, "an Arrow file",
              "write it as CSV (pandas.read_feather(...).to_csv(...))"},
    Signature{"%PDF-"sv, "a PDF document", "give the data themselves, as text"},
    Signature{"\xff\xfe\0\0"sv, "a text in UTF-32", recode},
    Signature{"\0\0\xfe\xff"sv, "a text in UTF-32", recode},
    Signature{"\xff\xfe"sv, "a text in UTF-16", recode},
    Signature{"\xfe\xff"sv, "a text in UTF-16", recode},
    Signature{"\x89PNG\r\n\x1a\n"sv, "a PNG image", png_remedy},
    Signature{"\xff\xd8\xff"sv, "a JPEG image", pixel_remedy},
    Signature{"GIF89a"sv, "a GIF image", pixel_remedy},
    Signature{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "a document of Microsoft Office",
              "save it as CSV or text"},
    Signature{"SQLite format 3\0"sv, "an SQLite database", "write the table as CSV"},
    Signature{"MATLAB 5.0 MAT-file"sv, "a MATLAB file", "write its arrays as .npz (scipy.io)"},
    Signature{"\x80\x02"sv, "a pickle of Python", "write its arrays as .npz (numpy.savez)"},
    Signature{"\x80\x03"sv, "a pickle of Python", "write its arrays as .npz (numpy.savez)"},
    Signature{"\x80\x04"sv, "a pickle of Python", "write its arrays as .npz (numpy.savez)"},
    Signature{"\x80\x05"sv, "a pickle of Python", "write its arrays as .npz (numpy.savez)"},
    Signature{"version https://git-lfs.github.com/"sv, "a pointer of Git LFS",
              "fetch the file itself (git lfs pull)"},
    Signature{"/annex/objects/"sv, "a pointer of git-annex",
              "fetch the file itself (git annex get)"},
    Signature{"\x7f"
              "ELF"sv,
              "a program", "give a data file"},
};

bool begins_with(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

// A page is what a server sends in place of a file that it does not have.
bool is_html(std::string_view beginning) {
  const std::size_t first = beginning.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  const std::string_view text = beginning.substr(first);
  return begins_with(text, "<!doctype html") || begins_with(text, "<html");
}

}  // namespace

void refuse_foreign(std::string_view beginning, const std::string& name,
                    const std::string& wanted) {
  const auto refuse = [&](std::string_view what, std::string_view remedy) {
    throw DataError(fmt::format("{} is {}, where {} is expected; {}", name, what, wanted, remedy));
  };
  for (const Signature& each : signatures) {
    if (beginning.size() > each.at && beginning.substr(each.at).starts_with(each.bytes)) {
      refuse(each.what, each.remedy);
    }
  }
  if (beginning.starts_with("\xef\xbb\xbf")) beginning.remove_prefix(3);
  if (is_html(beginning)) {
    refuse("a page of HTML",
           "fetch the file itself; the page may say why a server did not send it");
  }
}

}  // namespace regsweep
