// Labels of variants.
#include "sweep/labels.hpp"

#include <catch2/catch.hpp>

namespace regsweep::labels_test {

using Names = std::vector<std::string>;

Names names(const std::vector<Names>& words) {
  std::vector<Axis> axes;
  for (const Names& each : words) axes.push_back(Axis{"", each});
  return label_names(axes);
}

TEST_CASE("an axis is called by its last word, or by as many as tell it from the others") {
  CHECK(names({{"dropout", "hidden"}, {"dropout", "input"}}) == Names{"hidden", "input"});
  CHECK(names({{"optimizer", "kind"}, {"model", "kind"}, {"data", "train"}}) ==
        Names{"optimizer.kind", "model.kind", "train"});
  CHECK(names({{"a", "x", "kind"}, {"b", "x", "kind"}, {"kind"}}) ==
        Names{"a.x.kind", "b.x.kind", "kind"});
  CHECK(names({{"dropout", "hidden.0"}, {}}) == Names{"hidden.0", ""});
  CHECK(names({}).empty());
}

TEST_CASE("a label says the settings in the order of the axes") {
  CHECK(label_of({Member{"", Value(0.5), {}}, Member{"", Value("decay"), {}},
                  Member{"", Value(List{Value(8), Value(4)}), {}}},
                 {"hidden", "", "widths"}) == "hidden 0.5, decay, widths [8, 4]");
  CHECK(label_of({}, {}) == "base");
}

TEST_CASE("a label shows maps as people write them") {
  const Value rate(Map{{"rate", Value(0.37), {}}}), choice(Map{{"noise", Value("gaussian"), {}}});
  const Value dropout(
      Map{{"attention", rate, {}},
          {"ffn", choice, {}},
          {"head", Value(Map{{"rate", Value(0.1), {}}, {"share", Value("x"), {}}}), {}}});
  CHECK(label_of({Member{"", dropout, {}}}, {"dropout"}) ==
        "dropout {attention: 0.37, ffn: {noise: gaussian}, head: {rate: 0.1, share: x}}");
}

}  // namespace regsweep::labels_test
