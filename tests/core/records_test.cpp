// Records: the tree, and the digest that finds any change of it.
#include "core/records.hpp"

#include <catch2/catch.hpp>
#include <functional>

namespace regsweep::records_test {

Group example() {
  Group root;
  root.set_attribute("id", Value("abc"));
  Group& curves = root.child("curves");
  curves.arrays.push_back(
      Array{"step", std::vector<std::int64_t>{0, 5}, {2}, {"step"}, "steps", "steps done"});
  curves.arrays.push_back(
      Array{"loss", std::vector<double>{0.5, 0.25}, {2}, {"step"}, "nats", "loss"});
  root.child("final").add_scalar("loss", 0.25, "nats", "loss");
  root.child("names").arrays.push_back(
      Array{"n", std::vector<std::string>{"ab", "c"}, {2}, {"x"}, "", ""});
  root.child("weights").arrays.push_back(
      Array{"w", std::vector<float>{1, 2}, {1, 2}, {"o", "i"}, "1", ""});
  return root;
}

std::string changed(const std::function<void(Group&)>& change) {
  Group root = example();
  change(root);
  return digest(root);
}

TEST_CASE("parts are found by name; child makes what is absent, once") {
  Group root = example();
  CHECK(root.group("curves")->array("loss")->size() == 2);
  CHECK(root.group("nothing") == nullptr);
  CHECK(root.group("curves")->array("nothing") == nullptr);
  const std::size_t groups = root.groups.size();
  CHECK(&root.child("curves") == root.group("curves"));
  CHECK(root.groups.size() == groups);
  CHECK(*root.attribute("id") == Value("abc"));
  CHECK(root.attribute("nothing") == nullptr);
  root.set_attribute("id", Value("new"));
  CHECK(root.attributes.size() == 1);
  CHECK(*root.attribute("id") == Value("new"));
}

TEST_CASE("a scalar has no axes and one element") {
  const Group root = example();
  const Array& scalar = root.group("final")->arrays[0];
  CHECK(scalar.shape.empty());
  CHECK(scalar.size() == 1);
  CHECK(std::get<std::vector<double>>(scalar.data) == std::vector<double>{0.25});
}

TEST_CASE("the digest finds any change of content") {
  const std::string before = digest(example());
  CHECK(before == digest(example()));
  CHECK(changed([](Group& root) { root.set_attribute("id", Value("abd")); }) != before);
  CHECK(changed([](Group& root) { root.set_attribute("more", Value(1)); }) != before);
  CHECK(changed([](Group& root) {
          root.child("curves").arrays[1].data = std::vector<double>{0.5, 0.25000000000000006};
        }) != before);
  CHECK(changed([](Group& root) { root.child("curves").arrays[1].units = "1"; }) != before);
  CHECK(changed([](Group& root) { root.child("curves").arrays[1].name = "lose"; }) != before);
  CHECK(changed([](Group& root) { root.child("curves").arrays[1].dimensions = {"epoch"}; }) !=
        before);
  CHECK(changed([](Group& root) { root.child("weights").arrays[0].shape = {2, 1}; }) != before);
  CHECK(changed([](Group& root) {
          root.child("names").arrays[0].data = std::vector<std::string>{"a", "bc"};
        }) != before);
  CHECK(changed([](Group& root) { root.child("final").name = "last"; }) != before);
  CHECK(changed([](Group& root) { root.child("empty"); }) != before);
}

TEST_CASE("order, provenance and the digest itself do not count") {
  const std::string before = digest(example());
  CHECK(changed([](Group& root) { std::swap(root.groups[0], root.groups[1]); }) == before);
  CHECK(changed([](Group& root) {
          std::swap(root.child("curves").arrays[0], root.child("curves").arrays[1]);
        }) == before);
  CHECK(changed([](Group& root) {
          root.child("provenance").set_attribute("host", Value("node7"));
        }) == before);
  CHECK(changed([](Group& root) { root.set_attribute("digest", Value("x")); }) == before);
  CHECK(changed([](Group& root) { root.child("curves").set_attribute("digest", Value("x")); }) !=
        before);  // only the root's
}

}  // namespace regsweep::records_test
