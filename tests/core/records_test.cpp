// Records: finding things in the tree, and what the digest notices.
#include "core/records.hpp"

#include <catch2/catch.hpp>
#include <functional>

using namespace regsweep;

namespace {

Group tree() {
  Group root;
  root.set_attribute("id", Value("abc"));
  root.child("curves").arrays.push_back({"step", std::vector<std::int64_t>{0, 5}, {2}, {"step"}, "steps", "steps done"});
  root.child("curves").arrays.push_back({"test.error", std::vector<double>{0.5, 0.25}, {2}, {"step"}, "1", "test error"});
  root.child("final").add_scalar("test.error", 0.25, "1", "test error");
  root.child("provenance").set_attribute("host", Value("here"));
  return root;
}

}  // namespace

TEST_CASE("records: children, arrays and attributes by name") {
  Group root = tree();
  REQUIRE(root.groups.size() == 3);
  REQUIRE(root.group("curves")->array("test.error")->size() == 2);
  REQUIRE(root.group("final")->array("test.error")->size() == 1);
  REQUIRE(root.group("nothing") == nullptr);
  REQUIRE(root.group("curves")->array("nothing") == nullptr);
  root.set_attribute("id", Value("def"));
  REQUIRE(root.attributes.size() == 1);
  REQUIRE(root.attribute("id")->text() == "def");
}

TEST_CASE("digest: provenance, order and the digest itself do not count") {
  Group other = tree();
  std::swap(other.groups[0], other.groups[2]);
  std::swap(other.groups[2].arrays[0], other.groups[2].arrays[1]);
  other.child("provenance").set_attribute("host", Value("there"));
  other.set_attribute("digest", Value("0123"));
  REQUIRE(digest(other) == digest(tree()));
  REQUIRE(digest(tree()).size() == 32);
}

TEST_CASE("digest: every other part counts") {
  const auto changed = [](const std::function<void(Group&)>& change) {
    Group root = tree();
    change(root);
    return digest(root) != digest(tree());
  };
  REQUIRE(changed([](Group& root) { root.set_attribute("id", Value("abd")); }));
  REQUIRE(changed([](Group& root) { std::get<std::vector<double>>(root.child("curves").arrays[1].data)[1] = 0.25000000000000006; }));
  REQUIRE(changed([](Group& root) { root.child("curves").arrays[1].name = "test.loss"; }));
  REQUIRE(changed([](Group& root) { root.child("curves").arrays[1].units = "nats"; }));
  REQUIRE(changed([](Group& root) { root.child("curves").arrays[1].shape = {1, 2}; }));
  REQUIRE(changed([](Group& root) { root.child("curves").arrays.pop_back(); }));
  REQUIRE(changed([](Group& root) { root.child("more"); }));
  REQUIRE(changed([](Group& root) { root.child("curves").child("provenances").add_scalar("x", 1, "1", "x"); }));
}
