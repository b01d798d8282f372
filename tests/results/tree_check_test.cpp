// Mistakes in a tree are found before HDF5 sees it.
#include "results/tree_check.hpp"

#include <catch2/catch.hpp>

#include "example_trees.hpp"

namespace regsweep::tree_check_test {

using Catch::Matchers::Contains;

void check_refused(const Group& root, const std::string& words) {
  CHECK_THROWS_WITH(check_tree(root), Contains(words));
}

Group with(Array array, Group root = {}) {
  root.arrays.push_back(std::move(array));
  return root;
}

TEST_CASE("Whole trees pass") {
  CHECK_NOTHROW(check_tree(every_type()));
  CHECK_NOTHROW(check_tree(example_trial()));
  CHECK_NOTHROW(check_tree(Group{}));
}

TEST_CASE("Arrays hold what their shape says") {
  check_refused(with({"a", std::vector<double>{1, 2}, {3}, {"x"}, "", ""}),
                "/a holds 2 elements, not 3");
  check_refused(with({"a", std::vector<double>{}, {}, {}, "", ""}), "/a holds 0 elements, not 1");
  check_refused(with({"a", std::vector<double>{1}, {1}, {}, "", ""}),
                "/a needs one dimension name per axis");
  check_refused(with({"a", std::vector<double>{1}, {-1, -1}, {"x", "y"}, "", ""}),
                "/a has a negative length");
}

TEST_CASE("Names are legal and unique") {
  for (const char* name : {"", "a/b", "."}) {
    check_refused(with(series<double>(name, {1}, "x")), "cannot be a name in HDF5");
  }
  CHECK_THROWS_AS(check_tree(with(series<double>(std::string("a\0b", 3), {1}, "x"))),
                  ContractError);
  check_refused(with(series<double>("a", {1}, "x"), with(series<double>("a", {2}, "x"))),
                "'a' twice in /");
  Group root = with(series<double>("a", {1}, "x"));
  root.child("a");
  check_refused(root, "'a' twice in /");
}

TEST_CASE("A dimension has one length and one meaning in a group") {
  check_refused(with(series<double>("a", {1}, "x"), with(series<double>("b", {1, 2}, "x"))),
                "'x' has two lengths in /");
  check_refused(with({"square", std::vector<double>{1}, {1, 1}, {"x", "x"}, "", ""}),
                "/square has the dimension 'x' twice");
  Group root = with(series<double>("a", {1}, "x"));
  root.add_scalar("x", 1, "1", "");
  check_refused(root, "'x' in / is a dimension and something else");
  Group other = with(series<double>("a", {1}, "x"));
  other.child("x");
  check_refused(other, "'x' in / is a dimension and something else");
}

TEST_CASE("Attributes are scalars, unique and without zero bytes") {
  Group root;
  root.set_attribute("list", Value(List{Value(1)}));
  check_refused(root, "attribute 'list' in / is a list, not a scalar");
  Group twice;
  twice.attributes = {Member{"a", Value(1), {}}, Member{"a", Value(2), {}}};
  check_refused(twice, "attribute 'a' twice in /");
  Group zero;
  zero.child("inner").set_attribute("a", Value(std::string("x\0y", 3)));
  check_refused(zero, "a text in /inner/ has a zero byte");
}

}  // namespace regsweep::tree_check_test
