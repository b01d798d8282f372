// Windows-1252 becomes UTF-8 as iconv has it.
#include "data/encoding.hpp"

#include "temporary_files.hpp"

namespace regsweep::encoding_test {

TEST_CASE("UTF-8 is known from what is none") {
  REQUIRE(is_utf8(""));
  REQUIRE(is_utf8("plain"));
  REQUIRE(is_utf8("caf\u00e9 \u4e16"));
  REQUIRE_FALSE(is_utf8("caf\xe9"));
  REQUIRE_FALSE(is_utf8("plain and a cut \xe4\xb8"));
}

TEST_CASE("bytes of Windows-1252 become the characters that they mean") {
  REQUIRE(utf8_of_windows_1252("caf\xe9 \x80 5 \x96 \x93ja\x94") ==
          "caf\u00e9 \u20ac 5 \u2013 \u201cja\u201d");
}

}  // namespace regsweep::encoding_test
