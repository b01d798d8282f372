// --set path=value.
#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "fake_grammar.hpp"

namespace regsweep::settings_test {

const char* const sweep =
    "sweep: s\nbase: {model: {kind: mlp}, dropout: {input: 0.2}}\naxes: {dropout.hidden: [0, 0.5], "
    "zip: {data.train: [1, 2], "
    "optimizer.momentum: [0, "
    "0.1]}}\nseeds: 3\n";

Value set(const std::vector<std::string>& arguments, const std::string& yaml = sweep) {
  return apply_settings(read_yaml(yaml, "s.yaml"), arguments, fake::grammar());
}

TEST_CASE("fields of base are set with or without base. in front, in their order") {
  CHECK(set({"optimizer.learning_rate=0.5"}).at("base").at("optimizer").shown() ==
        "{learning_rate: 0.5}");
  CHECK(set({"base.optimizer.learning_rate=0.5", "optimizer.learning_rate=1e-3"})
            .at("base")
            .at("optimizer")
            .shown() == "{learning_rate: 0.001}");
  CHECK(set({"dropout.input=0.7"}).at("base").at("dropout").shown() == "{input: {rate: 0.7}}");
  CHECK(set({"model.hidden=[4, 4]", "model.bias=false"}).at("base").at("model").shown() ==
        "{kind: mlp, hidden: [4, 4], bias: false}");
  CHECK(set({"dropout={hidden.1: 0.1}"}).at("base").at("dropout").shown() ==
        "{hidden.1: {rate: 0.1}}");
}

TEST_CASE("the rest of the file can be set too") {
  const Value all =
      set({"seeds=[5, 6]", "sweep=other", "description=a = b", "analysis.alpha=0.01",
           "analysis.baseline={dropout.hidden: 0}", "analysis.baseline.data.train=1"});
  CHECK(all.at("seeds").shown() == "[5, 6]");
  CHECK(all.at("sweep").text() == "other");
  CHECK(all.at("description").text() == "a = b");
  CHECK(all.at("analysis").shown() ==
        "{alpha: 0.01, baseline: {dropout.hidden: 0, data.train: 1}}");
}

TEST_CASE("axes are replaced by any spelling of their path, also inside zip, or added") {
  CHECK(set({"axes.dropout.hidden.rate=[0.1]"}).at("axes").at("dropout.hidden").shown() == "[0.1]");
  CHECK(set({"axes.data.train=[7, 8]"}).at("axes").at("zip").at("data.train").shown() == "[7, 8]");
  CHECK(set({"axes.model.bias=[true, false]"}).at("axes").at("model.bias").shown() ==
        "[true, false]");
  CHECK(set({"axes.model.bias=[true, false]"}, "sweep: s\n").at("axes").shown() ==
        "{model.bias: [true, false]}");
  CHECK(set({"axes.variants={b: {}}"}, "axes: [{data.train: [1]}, {variants: {a: {}}}]")
            .at("axes")
            .shown() == "[{data.train: [1]}, {variants: {b: {}}}]");
}

TEST_CASE("null takes a setting or an axis away") {
  const auto base = [](const Value& tree) {
    return canonical_text(fake::grammar().resolve(tree.at("base")));
  };
  const std::string with = "base: {model: {kind: mlp}, rules: {decay: 0.1}, data: {train: 7}}\n";
  const std::string without = base(read_yaml("base: {model: {kind: mlp}}", "f"));
  CHECK(base(set({"rules.decay=null", "data.train=null"}, with)) == without);
  CHECK(base(set({"rules.decay.rate=null", "data.train=~"}, with)) == without);
  CHECK(base(set({"rules=null", "data.train=null"}, with)) == without);
  CHECK(base(set({"dropout.input=null", "optimizer.momentum=null"},
                 "base: {model: {kind: mlp}}")) == without);
  CHECK(set({"axes.dropout.hidden.rate=null"}).at("axes").keys() ==
        std::vector<std::string>{"zip"});
  CHECK(set({"axes.data.train=null"}).at("axes").at("zip").keys() ==
        std::vector<std::string>{"optimizer.momentum"});
  CHECK(set({"axes.data.train=null", "axes.optimizer.momentum=null"}).at("axes").keys() ==
        std::vector<std::string>{"dropout.hidden"});
  CHECK(set({"axes.variants=null"}, "axes: [{data.train: [1]}, {variants: {a: {}}}]")
            .at("axes")
            .shown() == "[{data.train: [1]}, {}]");
  CHECK_THROWS_WITH(set({"axes.model.bias=null"}),
                    "--set axes.model.bias=null:1:1: the file has no axis model.bias to take away; "
                    "its axes are dropout.hidden, zip");
}

TEST_CASE("what the axes decide cannot be set beside them") {
  const std::string rest =
      " is swept by the axes of the file, so setting it would change nothing; shorten the axis "
      "instead: --set 'axes.";
  CHECK_THROWS_WITH(
      set({"dropout.hidden=0.3"}),
      "--set dropout.hidden=0.3:1:1: dropout.hidden.rate" + rest + "dropout.hidden.rate=[0.3]'");
  CHECK_THROWS_WITH(
      set({"optimizer.momentum=0.3"}),
      "--set optimizer.momentum=0.3:1:1: optimizer.momentum" + rest + "optimizer.momentum=[0.3]'");
  const std::string variants =
      "base: {}\naxes: {variants: {none: {}, decay: {rules.decay: 0.1}}}\n";
  CHECK_NOTHROW(set({"rules.decay=0.2"}, variants));  // the variant `none` sees it
}

TEST_CASE("mistakes are told at their place in the argument") {
  CHECK_THROWS_WITH(set({"optimizer.learning_rat=1"}),
                    "--set optimizer.learning_rat=1:1:1: 'optimizer.learning_rat' names no field: "
                    "there is no 'learning_rat' in optimizer; did you mean "
                    "'learning_rate'?");
  CHECK_THROWS_WITH(set({"optimiser.learning_rate=1"}),
                    "--set optimiser.learning_rate=1:1:1: there is no 'optimiser' to set; did you "
                    "mean 'optimizer'?");
  CHECK_THROWS_WITH(set({"seed=1"}),
                    "--set seed=1:1:1: there is no 'seed' to set; did you mean 'seeds'?");
  CHECK_THROWS_WITH(
      set({"seeds"}),
      "--set seeds sets nothing; write --set path=value, for example --set training.epochs=5");
  CHECK_THROWS_WITH(
      set({"seeds="}),
      "--set seeds= has no value; write --set seeds=<value>, or null to take a setting away");
  CHECK_THROWS_WITH(set({"analysis.alpah=1"}),
                    "--set analysis.alpah=1:1:1: 'alpah' names no field: there is no 'alpah'; did "
                    "you mean 'alpha'?");
  CHECK_THROWS_WITH(set({"seeds=[1"}),
                    "--set seeds=[1:1:7: a key is a list, but keys must be words; write a word "
                    "before the colon, or close the bracket");
  CHECK_THROWS_WITH(make_plan(set({"dropout.input=1.5"}), fake::grammar()),
                    "--set dropout.input=1.5:1:15: dropout.input.rate = 1.5 violates 0 <= rate < "
                    "1; give a number with 0 <= rate < 1");
}

TEST_CASE("the execution block is set whole or by its fields") {
  CHECK(set({"execution.blas_kernel=Haswell"}).at("execution").shown() == "{blas_kernel: Haswell}");
  CHECK(set({"execution={blas_kernel: Zen}", "execution.blas_kernel=Haswell"})
            .at("execution")
            .shown() == "{blas_kernel: Haswell}");
}

}  // namespace regsweep::settings_test
