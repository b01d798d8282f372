// The keys of a sweep file: the JSON Schema for editors accepts what the reader accepts.
#include "sweep/keys.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "fake_grammar.hpp"
#include "support/json_schema_check.hpp"

namespace regsweep::keys_test {

constexpr const char* absent = "(absent)";

// What may or may not stand at each key that lib/sweep reads.
const std::map<std::string, std::vector<std::string>>& values_of_keys() {
  static const std::map<std::string, std::vector<std::string>> values{
      {"sweep",
       {absent, "", "a", "a-1", "1-a", "2024", "0", "-1", "-x", "A", "a_b", "a.b", "''", "true",
        "1.5", "[a]", "{a: 1}", std::string(100, 'a'), std::string(101, 'a')}},
      {"description", {absent, "", "text", "'5'", "5", "true", "[a]", "{a: 1}"}},
      {"base",
       {absent, "{model: {kind: mlp}}", "{model: {kind: mlp}, data: moons}", "5", "[]", "text",
        "{model: {kind: mlp}, dat: moons}", "{model: {kind: mlp, hidden: 5}}",
        "{model: {kind: mlp}, data: null, dropout: null, rules: null}",
        "{model: {kind: mlp, hidden: null, bias: null}, data: {name: null, train: null}}",
        "{model: {kind: mlp}, dropout: {hidden: null, input: {rate: null}}, rules: {decay: null}}",
        "{model: {kind: mlp}, rules: {decay: {rate: null}}, optimizer: {learning_rate: null}}",
        "{model: {kind: mlp, hiden: null}}",
        "{model: {kind: mlp}, optimizer: {kind: sgd, learning_rate: 0}}"}},
      {"axes",
       {absent,
        "",
        "{}",
        "[]",
        "[{}]",
        "[5]",
        "5",
        "text",
        "{data.train: [1, 2]}",
        "[{data.train: [1, 2]}, {model.bias: [true]}]",
        "{data.train: 5}",
        "{data.train: []}",
        "{data.train: null}",
        "{data.train: {range: [1, 3, 1]}}",
        "{data.train: {log: [1, 100, 3]}}",
        "{data.train: {log: [1, 100, 3], range: [1, 3, 1]}}",
        "{data.train: {}}",
        "{data.train: {range: [1, 3]}}",
        "{data.train: {lgo: [1, 100, 3]}}",
        "{optimizer: [sgd]}",
        "{dropout.hidden.rate: [0, 0.5]}",
        "{train: [1]}",
        "{dat.train: [1]}",
        "{zip: {}}",
        "{zip: 5}",
        "{zip: {data.train: [1, 2], optimizer.momentum: [0, 0.5]}}",
        "{zip: {variants: {a: {}}}}",
        "{variants: {}}",
        "{variants: [a]}",
        "{variants: {a: {}, b: null, c: {data.train: 1}}}",
        "{variants: {a: 5}}",
        "{placements: {of: [input, hidden], choose: powerset, rate: 0.2}}",
        "{placements: {of: [input], choose: leave_one_out, rate: [0.2, 0.3]}}",
        "{placements: {of: [input, input], choose: powerset, rate: 0.2}}",
        "{placements: {of: [], choose: powerset, rate: 0.2}}",
        "{placements: {of: [5], choose: powerset, rate: 0.2}}",
        "{placements: {of: [input], choose: some, rate: 0.2}}",
        "{placements: {of: [input], rate: 0.2}}",
        "{placements: {choose: powerset, rate: 0.2}}",
        "{placements: {of: [input], choose: powerset}}",
        "{placements: [input]}"}},
      {"exclude", {absent, "", "[]", "{data.train: 1}", "[5]", "[{}]", "5"}},
      {"seeds",
       {absent, "", "1", "100000", "100001", "0", "-1", "1.5", "text", "[]", "[0]",
        "[4294967295, 7]", "[4294967296]", "[-1]", "[1, 1]", "[a]", "{a: 1}"}},
      {"analysis",
       {absent,
        "",
        "{}",
        "5",
        "text",
        "[]",
        "{metric: test.error}",
        "{metric: test.eror}",
        "{metric: null}",
        "{baseline: {}}",
        "{baseline: 5}",
        "{baseline: [a]}",
        "{baseline: null}",
        "{baseline: {data.name: moons}}",
        "{compare: all_pairs}",
        "{compare: pairs}",
        "{compare: null}",
        "{pairing: seed}",
        "{pairing: 5}",
        "{alpha: 0.05}",
        "{alpha: 0}",
        "{alpha: 1}",
        "{test: permutation}",
        "{test: z}",
        "{test: null}",
        "{margin: 0.1}",
        "{margin: 0}",
        "{margin: null}",
        "{tasks: 5}",
        "{tasks: null}",
        "{metrics: test.error}"}},
      {"tune", {absent}},
      {"claims",
       {absent, "", "[]", "{}", "5", "[5]", "[{}]",
        "[{name: a, says: b, expect: {metric: test.error, of: base, value: 1, tolerance: 1}}]",
        "[{says: b, expect: {metric: test.error, of: base, value: 1, tolerance: 1}}]",
        "[{name: a, expect: {metric: test.error, of: base, value: 1, tolerance: 1}}]",
        "[{name: a, says: b, expect: {metric: test.eror, of: base, value: 1, tolerance: 1}}]",
        "[{name: a, says: b, expect: {metric: probes.x, of: base, value: 1, tolerance: 1}}]",
        "[{name: a, says: b, expect: {metric: test.error, of: [a], value: 1, tolerance: 1}}]",
        "[{name: a, says: b, expect: {metric: test.error, of: base, value: 1, tolerance: 0}}]",
        "[{name: a, says: b, published: {x: 1}, expect: {metric: test.error, of: base, value: 1, "
        "tolerance: 1}}]",
        "[{name: a, says: b, published: {x: y}, expect: {metric: test.error, of: base, value: 1, "
        "tolerance: 1}}]",
        "[{name: a, says: b, expect: {metric: test.error, order: [base]}}]",
        "[{name: a, says: b, expect: {metric: test.error, order: 5}}]"}}};
  return values;
}

std::string document(const std::string& key, const std::string& value) {
  std::map<std::string, std::string> keys{
      {"sweep", "s"}, {"base", "{model: {kind: mlp}, data: moons}"}, {"seeds", "1"}};
  keys[key] = value;
  std::string text;
  for (const auto& [each, what] : keys) {
    if (what != absent) text += each + ": " + what + "\n";
  }
  return text;
}

bool is_read(const std::string& text) {
  try {
    make_plan(read_yaml(text, "f"), fake::grammar());
    return true;
  } catch (const ConfigurationError&) {
    return false;
  }
}

TEST_CASE("editors accept exactly the values of each key that the reader accepts") {
  const Value schema = sweep_json_schema(fake::grammar());
  std::set<std::string> tried;
  for (const auto& [key, values] : values_of_keys()) {
    tried.insert(key);
    for (const std::string& value : values) {
      const std::string text = document(key, value);
      INFO(text);
      CHECK(json_schema_check::fits(read_yaml(text, "f"), schema) == is_read(text));
    }
  }
  for (const SweepKey& block : fake::grammar().blocks) tried.insert(block.field.key);
  const std::vector<std::string> keys = schema.at("properties").keys();
  CHECK(tried == std::set<std::string>(keys.begin(), keys.end()));
}

TEST_CASE("editors refuse a key that there is not") {
  const Value schema = sweep_json_schema(fake::grammar());
  for (const char* extra : {"seed: 1\n", "dropout.hidden: 0\n", "model: {kind: mlp}\n"}) {
    const std::string text = document("description", "text") + extra;
    INFO(text);
    CHECK_FALSE(is_read(text));
    CHECK_FALSE(json_schema_check::fits(read_yaml(text, "f"), schema));
  }
}

TEST_CASE("blocks that others read have their declared fields") {
  const Value schema = sweep_json_schema(fake::grammar());
  for (const char* block : {"execution", "slurm"}) {
    const std::string text = document("description", "text") + block;
    CHECK(json_schema_check::fits(read_yaml(text + ": {blas_kernel: Zen}\n", "f"), schema));
    CHECK(json_schema_check::fits(read_yaml(text + ":\n", "f"), schema));
    CHECK_FALSE(json_schema_check::fits(read_yaml(text + ": {blas_kernal: Zen}\n", "f"), schema));
    CHECK_FALSE(json_schema_check::fits(read_yaml(text + ": 5\n", "f"), schema));
  }
}

TEST_CASE("the whole file is declared, for editors and descriptions") {
  const Schema schema = sweep_schema(fake::grammar());
  CHECK(schema.keys_for(nullptr) == std::vector<std::string>{"sweep", "description", "base", "axes",
                                                             "exclude", "seeds", "analysis", "tune",
                                                             "claims", "execution", "slurm"});
  CHECK(schema.field("base")->section->field("optimizer") != nullptr);
  CHECK(schema.field("analysis")->section->field("metric")->choices ==
        std::vector<std::string>{"test.error", "test.loss"});
}

}  // namespace regsweep::keys_test
