// Files of other formats are named, with what to do about them, wherever a text, a table or an IDX
// file is expected.
#include "data/signature.hpp"

#include "data/csv_file.hpp"
#include "data/idx_file.hpp"
#include "data/tokenized_text.hpp"
#include "temporary_files.hpp"

namespace regsweep::signature_test {

using namespace testing;

struct Foreign {
  std::string bytes, named, remedy;
};

std::string tar_of(const std::string& content) {
  std::string header(257, '\0');
  header.replace(0, 5, "a.txt");
  return header + std::string("ustar\0", 6) + std::string(249, '\0') + content;
}

const std::vector<Foreign>& foreign() {
  static const std::vector<Foreign> all{
      {"PK\x03\x04" + std::string(30, '\x14'), "zip archive", "unzip"},
      {"BZh91AY&SY...", "bzip2", "bunzip2"},
      {std::string("\xfd"
                   "7zXZ\0\0\4",
                   8),
       "xz archive", "unxz"},
      {"\x28\xb5\x2f\xfd\x04", "Zstandard", "unzstd"},
      {gzip_of("x"), "gzip twice", "gunzip"},
      {tar_of("1,2\n"), "tar archive", "tar xf"},
      {"\x89HDF\r\n\x1a\n", "HDF5", "name: arrays"},
      {std::string("\x93NUMPY\1\0", 8), "NumPy", "name: arrays"},
      {"PAR1\x15\x04", "Parquet", "read_parquet"},
      {"%PDF-1.7\n", "PDF", "as text"},
      {std::string("\xff\xfe\x31\0", 4), "UTF-16", "iconv"},
      {std::string("\xfe\xff\0\x31", 4), "UTF-16", "iconv"},
      {std::string("\xff\xfe\0\0", 4), "UTF-32", "iconv"},
      {"\n <!DOCTYPE HTML>\n<title>404</title>", "page of HTML", "fetch the file itself"},
      {"<html lang=en>", "page of HTML", "fetch the file itself"},
      {"\x89PNG\r\n\x1a\n", "PNG", "name: images"},
      {"\x80\x04\x95\x01", "pickle", "savez"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", "Git LFS",
       "git lfs pull"},
      {"/annex/objects/SHA256E-s12--4d7a.csv\n", "git-annex", "git annex get"}};
  return all;
}

TEST_CASE("a file of another format is named with a remedy by every reader of text") {
  for (const Foreign& each : foreign()) {
    INFO(each.named);
    for (const std::string& said :
         {sentence<DataError>([&] { Table(each.bytes, {}, "f"); }),
          sentence<DataError>([&] { tokenize(each.bytes, TextUnit::character, "f"); }),
          sentence<DataError>([&] { tokenize(each.bytes, TextUnit::byte, "f"); }),
          sentence<DataError>([&] { parse_idx(each.bytes, IdxContent::images, "f"); })}) {
      REQUIRE(said.starts_with("f is "));
      REQUIRE(said.find(each.named) != std::string::npos);
      REQUIRE(said.find(each.remedy) != std::string::npos);
    }
  }
}

TEST_CASE("what only begins alike is no other format") {
  for (const std::string text :
       {"P,K\n1,2\n", "PK,x\n", "Rarely", "the <html> tag", "ORD 1", "%PD"}) {
    REQUIRE_NOTHROW(refuse_foreign(text, "f", "a text"));
  }
  REQUIRE_NOTHROW(refuse_foreign("", "f", "a text"));
}

}  // namespace regsweep::signature_test
