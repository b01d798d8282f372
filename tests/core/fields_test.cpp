// Fields: one declaration reads every kind of member.
#include "core/fields.hpp"

#include <catch2/catch.hpp>

namespace regsweep::fields_test {

enum class Shape { round, square };

struct Inner {
  double x = 1.5;
};

struct Options {
  bool flag = true;
  int small = 3;
  std::int64_t large = 4;
  std::uint32_t natural = 5;
  double number = 0.5;
  std::string text = "t";
  std::vector<std::int64_t> integers{1, 2};
  std::vector<double> numbers{0.5};
  std::vector<std::string> texts{"a"};
  Shape shape = Shape::square;
  Inner inner;
  std::optional<double> maybe;
  std::optional<std::int64_t> maybe_integer;
};

Fields<Options> declared() {
  using O = Options;
  return Fields<O>("options", "all kinds")
      .add("flag", &O::flag, "f")
      .add("small", &O::small, "s")
      .add("large", &O::large, "l")
      .add("natural", &O::natural, "n", at_least(0))
      .add("number", &O::number, "x", from_below(0, 1))
      .add("text", &O::text, "t")
      .add("integers", &O::integers, "i")
      .add("numbers", &O::numbers, "n")
      .add("texts", &O::texts, "t")
      .choice("shape", &O::shape, {{"round", Shape::round}, {"square", Shape::square}}, "form")
      .section("inner", &O::inner, Fields<Inner>("inner", "in").add("x", &Inner::x, "x"), "in")
      .add("maybe", &O::maybe, "m")
      .add("maybe_integer", &O::maybe_integer, "m");
}

Value map(std::initializer_list<std::pair<const char*, Value>> members) {
  Map made;
  for (const auto& [key, value] : members) made.push_back(Member{key, value, {}});
  return Value(made);
}

struct Kinds {
  std::string kind = "one";
  double shared = 0, first = 1, second = 2;
};

Fields<Kinds> kinds() {
  return Fields<Kinds>("kinds", "")
      .tag("kind", &Kinds::kind, "which")
      .shorthand("kind")
      .alternative(Fields<Kinds>("one", "").add("first", &Kinds::first, ""))
      .alternative(Fields<Kinds>("two", "").add("second", &Kinds::second, ""))
      .add("shared", &Kinds::shared, "");
}

TEST_CASE("an empty map gives the struct's own initializers") {
  const Options options = declared().read(Value(), "o");
  CHECK((options.flag && options.small == 3 && options.large == 4 && options.natural == 5 &&
         options.number == 0.5 && options.text == "t"));
  CHECK(options.integers == std::vector<std::int64_t>{1, 2});
  CHECK(options.shape == Shape::square);
  CHECK(options.inner.x == 1.5);
  CHECK_FALSE(options.maybe);
}

TEST_CASE("what is given arrives, typed") {
  const Options options = declared().read(map({{"flag", false},
                                               {"small", -1},
                                               {"natural", Value(std::int64_t{4294967295})},
                                               {"number", 0},
                                               {"integers", Value(List{})},
                                               {"texts", Value(List{Value("x"), Value("y")})},
                                               {"shape", "round"},
                                               {"inner", map({{"x", 2}})},
                                               {"maybe", 1},
                                               {"maybe_integer", 7}}),
                                          "o");
  CHECK_FALSE(options.flag);
  CHECK((options.small == -1 && options.natural == 4294967295u && options.number == 0));
  CHECK(options.integers.empty());
  CHECK(options.texts == std::vector<std::string>{"x", "y"});
  CHECK(options.shape == Shape::round);
  CHECK(options.inner.x == 2);
  CHECK((options.maybe == 1.0 && options.maybe_integer == 7));
}

TEST_CASE("the normal form holds every default and reads back to the same options") {
  const Value normal = declared().normalize(map({{"shape", "round"}}), "o");
  CHECK(normal.at("shape").text() == "round");
  CHECK(normal.at("inner").shown() == "{x: 1.5}");
  CHECK(normal.find("maybe") == nullptr);
  CHECK(declared().take(normal).shape == Shape::round);
}

TEST_CASE("a tagged union reads the chosen fields; the others keep their initializers") {
  const Kinds two = kinds().read(map({{"kind", "two"}, {"second", 9}, {"shared", 8}}), "k");
  CHECK((two.kind == "two" && two.second == 9 && two.shared == 8 && two.first == 1));
  CHECK(kinds().read(Value("two"), "k").kind == "two");  // shorthand
  CHECK(kinds().read(Value(), "k").kind == "one");       // the initializer is the default
  CHECK_THROWS_WITH(kinds().read(map({{"second", 9}}), "k"),
                    "unknown key 'second' in k (kind: one); allowed: kind, first, shared");
}

TEST_CASE("required fields and refused keys") {
  const Fields<Inner> fields = Fields<Inner>("inner", "")
                                   .required("x", &Inner::x, "the x", above(0))
                                   .refuse("y", "there is no y");
  CHECK_THROWS_WITH(fields.read(Value(), "i"),
                    "i.x is missing; add 'x:' with a number with x > 0: the x");
  CHECK_THROWS_WITH(fields.read(map({{"x", 1}, {"y", 2}}), "i"), "i.y: there is no y");
}

TEST_CASE("a rule between fields may rewrite them") {
  Fields<Inner> fields = Fields<Inner>("inner", "")
                             .add("x", &Inner::x, "")
                             .finish([](Value& normalized, const Value&, const std::string&) {
                               normalized.set("x", Value(2 * normalized.at("x").number()));
                             });
  CHECK(fields.read(map({{"x", 4}}), "i").x == 8);
}

}  // namespace regsweep::fields_test
