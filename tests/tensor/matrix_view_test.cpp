// Views of matrices: which element is where.
#include "tensor/matrix_view.hpp"

#include <catch2/catch.hpp>

namespace regsweep::matrix_view_test {

TEST_CASE("matrix view: a transpose has the same elements in the same memory") {
  const Buffer memory{1, 2, 3, -1, 4, 5, 6, -1};  // [2, 3], rows 4 apart
  const MatrixView matrix(memory.data(), 2, 3, 4);
  const MatrixView turned = matrix.transpose();
  CHECK(*matrix.at(1, 2) == 6);
  CHECK(turned.rows == 3);
  CHECK(turned.columns == 2);
  for (std::int64_t i = 0; i < 2; ++i) {
    for (std::int64_t j = 0; j < 3; ++j) CHECK(turned.at(j, i) == matrix.at(i, j));
  }
  CHECK(turned.transpose().at(1, 2) == matrix.at(1, 2));
}

TEST_CASE("matrix view: rows in memory are those of the matrix or of its transpose") {
  const Buffer memory(12);
  const MatrixView matrix(memory.data(), 3, 4);
  CHECK(matrix.stride == 4);
  CHECK(matrix.stored_rows() == 3);
  CHECK(matrix.stored_columns() == 4);
  CHECK(matrix.transpose().stored_rows() == 3);
  CHECK(matrix.transpose().stored_columns() == 4);
  CHECK(matrix.transpose().stride == 4);
}

}  // namespace regsweep::matrix_view_test
