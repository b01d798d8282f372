// Arrays of NumPy: every type and order, and what is refused.
#include "data/number_array.hpp"

#include <bit>

#include "numpy_files.hpp"
#include "temporary_files.hpp"

namespace regsweep::number_array_test {

using namespace testing;

std::vector<double> numbers_of(const NumberArray& array) {
  std::vector<double> numbers;
  for (std::int64_t i = 0; i < array.items() * array.item_size(); ++i) {
    numbers.push_back(array.number(i));
  }
  return numbers;
}

TEST_CASE("integers, floats and booleans of any width and order of bytes are numbers") {
  REQUIRE(numbers_of(parse_npy(npy_of("<i2", "3,", std::string("\1\0\xff\xff\0\1", 6)), "x")) ==
          std::vector<double>{1, -1, 256});
  REQUIRE(numbers_of(parse_npy(npy_of(">i4", "1,", std::string("\xff\xff\xff\xfe", 4)), "x")) ==
          std::vector<double>{-2});
  REQUIRE(numbers_of(parse_npy(npy_of("<u8", "1,", std::string("\0\0\0\0\1\0\0\0", 8)), "x")) ==
          std::vector<double>{4294967296.0});
  REQUIRE(numbers_of(parse_npy(npy_of("|b1", "2,", std::string("\0\1", 2)), "x")) ==
          std::vector<double>{0, 1});
  REQUIRE(numbers_of(parse_npy(npy_of_floats("2, 1", {0.1f, -3}), "x")) ==
          std::vector<double>{static_cast<double>(0.1f), -3});
  const std::string pi = little_endian_bytes(std::bit_cast<std::uint64_t>(3.14), 8);
  REQUIRE(numbers_of(parse_npy(npy_of("<f8", "1,", pi), "x")) == std::vector<double>{3.14});
}

TEST_CASE("an array in Fortran's order is read in C's") {
  // numpy.asfortranarray([[0, 1, 2], [3, 4, 5]])
  const NumberArray array =
      parse_npy(npy_of("|u1", "2, 3", std::string("\0\3\1\4\2\5", 6), "True"), "x");
  REQUIRE(numbers_of(array) == std::vector<double>{0, 1, 2, 3, 4, 5});
}

TEST_CASE("items are the numbers one by one, whatever their type and order") {
  const std::string bytes("\1\2\3\xfd\4\5\6\xff\7\x08\x09\xfe\x10\x11\x12\x41", 16);
  for (const std::string type : {"|u1", "|i1", "<u2", ">u2", "<i2", ">i2", "<u4", "<i4", ">i4",
                                 "<f4", ">f4", "<u8", "<i8", ">i8", "<f8", ">f8"}) {
    for (const std::string order : {"False", "True"}) {
      INFO(type << ", order " << order);
      const int width = type[2] - '0';
      const std::string shape = "2, " + std::to_string(16 / width / 2);
      const NumberArray array = parse_npy(npy_of(type, shape, bytes, order), "x");
      std::vector<double> read;
      for (std::int64_t item = 0; item < 2; ++item) {
        std::vector<double> numbers(static_cast<std::size_t>(array.item_size()));
        array.read_item(item, numbers);
        read.insert(read.end(), numbers.begin(), numbers.end());
      }
      REQUIRE(read == numbers_of(array));
    }
  }
}

TEST_CASE("an archive of arrays is asked for one by name") {
  const TemporaryFolder folder;
  const std::string path = folder.write(
      "d.npz",
      zip_of({{"x.npy", npy_of_bytes("2,", "ab")}, {"y.npy", npy_of_bytes("1,", "c")}}, true));
  REQUIRE(numbers_of(read_array(path + ":y")) == std::vector<double>{'c'});
  REQUIRE(sentence<DataError>([&] { read_array(path); }) ==
          path + " holds the arrays x, y; say which: " + path + ":x");
  REQUIRE(sentence<DataError>([&] { read_array(path + ":images"); }) ==
          path + " has no array 'images'; allowed: x, y");
  const std::string one =
      folder.write("one.npz", zip_of({{"x.npy", npy_of_bytes("2,", "ab")}}, false));
  REQUIRE(read_array(one).items() == 2);
}

TEST_CASE("the arrays of a file are listed as they are asked for") {
  const TemporaryFolder folder;
  const std::string alone = folder.write("x.npy", npy_of_bytes("2,", "ab"));
  REQUIRE(arrays_of_file(alone) == std::vector<std::string>{alone});
  const std::string both =
      folder.write("d.npz", zip_of({{"x.npy", npy_of_bytes("2,", "ab")}, {"readme", "c"}}, false));
  REQUIRE(arrays_of_file(both) == std::vector<std::string>{both + ":x"});
  REQUIRE(holds_arrays(npy_of_bytes("2,", "ab")));
  REQUIRE(holds_arrays(std::string("\0\0\x0d\1\0\0\0\0", 8)));
  REQUIRE_FALSE(holds_arrays("1,2\n"));
}

TEST_CASE("arrays that are none, or of no numbers, are refused") {
  const auto refused = [](const std::string& bytes) {
    return sentence<DataError>([&] { parse_npy(bytes, "x"); });
  };
  REQUIRE(refused("1,2\n") == "x is no array of NumPy; save it by numpy.save or numpy.savez");
  REQUIRE(refused(npy_of("|O", "1,", "abcdefgh")).find("numbers of type '|O'") !=
          std::string::npos);
  REQUIRE(refused(npy_of("<U3", "1,", std::string(12, 'x'))).find("not read") != std::string::npos);
  REQUIRE(refused(npy_of("<f2", "1,", "ab")).find("not read") != std::string::npos);
  REQUIRE(refused(npy_of_bytes("3,", "ab")).find("where its header announces") !=
          std::string::npos);
  REQUIRE(refused(npy_of_bytes("", "a")) == "x is a single number, not an array of examples");
  REQUIRE(refused(npy_of_bytes("0,", "")) == "x holds no numbers; save it anew");
}

TEST_CASE("an array cut anywhere, or with any byte of its header changed, is read or refused") {
  const std::string whole = npy_of_bytes("2, 3", "abcdef");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    REQUIRE_THROWS_AS(parse_npy(whole.substr(0, length), "x"), DataError);
  }
  for (std::size_t at = 0; at < whole.size() - 6; ++at) {
    for (int change = 1; change < 256; change += 7) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ change);
      INFO(at << " xor " << change);
      try {
        numbers_of(parse_npy(damaged, "x"));
      } catch (const DataError&) {
      }
    }
  }
}

}  // namespace regsweep::number_array_test
