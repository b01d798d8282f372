// Tables of the user: what is refused and told about the data themselves, and which columns, rows
// and categories are used.
#include "data/own_table.hpp"

#include <algorithm>
#include <cmath>

#include "data/columns.hpp"
#include "temporary_files.hpp"

namespace regsweep::own_table_test {

using namespace testing;

const TemporaryFolder& folder() {
  static const TemporaryFolder made;
  return made;
}

Map classes_in(const std::string& path) {
  return {member("name", "csv"), member("path", path), member("task", "classification")};
}

// A table of `rows` lines: two numbers that say nothing, and a target.
template <class TargetOf>
std::string written(const std::string& name, int rows, const TargetOf& target_of) {
  std::string text = "a,b,y\n";
  for (int row = 0; row < rows; ++row) {
    text += std::to_string(row * 37 % 11) + "," + std::to_string(row * row % 7) + "," +
            target_of(row) + "\n";
  }
  return folder().write(name, text);
}

bool told(const Map& given, const std::string& words) {
  const DatasetDescription found = describe_dataset(normalized(given));
  return std::ranges::any_of(
      found.notes, [&](const std::string& note) { return note.find(words) != std::string::npos; });
}

Map with(Map given, std::initializer_list<Member> more) {
  given.insert(given.end(), more);
  return given;
}

std::string refused(const Map& given) {
  const std::string said = sentence<DataError>([&] { load(given); });
  REQUIRE(sentence<DataError>([&] { dataset_facts(normalized(given)); }) == said);
  return said;
}

TEST_CASE("a target that is none of classes is refused with what to do") {
  const auto classes = [](const std::string& said, const auto& target_of) {
    const std::string path = written("target.csv", 40, target_of);
    REQUIRE(refused(classes_in(path)) == "the target, column 'y' of " + path + ", " + said);
  };
  classes(
      "holds fractions such as 0.25, which are no classes; say data.task: regression, or write "
      "the classes as words or whole numbers",
      [](int row) { return row % 2 == 0 ? "0.25" : "1"; });
  classes("has one class alone ('7'), so there is nothing to learn; name another data.target",
          [](int row) { return row % 2 == 0 ? "7" : "7.0"; });
  classes(
      "has 40 classes in 40 rows, nearly as many; say data.task: regression, or name another "
      "data.target",
      [](int row) { return std::to_string(1000 + row * row); });
  classes("has 36 classes in 40 rows, nearly as many; name another data.target",
          [](int row) { return "name" + std::to_string(row % 36); });
  const std::string constant = written("constant.csv", 40, [](int) { return "3"; });
  REQUIRE(refused({member("name", "csv"), member("path", constant)}) ==
          "the target, column 'y' of " + constant +
              ", is 3 in every row, so there is nothing to learn; name another data.target");
  const std::string words = written("words.csv", 40, [](int row) { return row % 2 ? "x" : "z"; });
  REQUIRE(refused({member("name", "csv"), member("path", words)}) ==
          words +
              ":2: 'z' in column 'y' is no number, and column 'y' is the target of a "
              "regression; name another data.target, or say data.task: classification (columns "
              "are delimited by ',')");
}

TEST_CASE("a missing label is no class") {
  const std::string path = written("marks.csv", 40, [](int row) {
    return row == 5 ? "?" : row % 2 ? "x" : "z";
  });
  REQUIRE(refused(classes_in(path)) ==
          path +
              ":7: '?' in column 'y' is missing (1 in that column, delimited by ','); say "
              "data.missing: mean or drop, or leave out the column");
  const Map dropped = with(classes_in(path), {member("missing", "drop")});
  require_facts(dropped, load(dropped));
  REQUIRE(load(dropped).outputs == 2);
  REQUIRE(told(dropped, "1 row without a target is left out"));
  const Map kept = with(classes_in(path), {member("missing_marks", List{"-9"})});
  REQUIRE(load(kept).class_names == std::vector<std::string>{"?", "x", "z"});
}

TEST_CASE("classes are counted, and what a model could learn from the order of rows is told") {
  std::string text = ",a,y\n";
  for (int row = 0; row < 30; ++row) {
    text += std::to_string(row) + "," + std::to_string(row % 7) + (row < 20 ? ",x\n" : ",z\n");
  }
  const std::string path = folder().write("index.csv", text);
  const DatasetDescription facts = describe_dataset(normalized(classes_in(path)));
  REQUIRE(facts.classes.size() == 2);
  REQUIRE(facts.classes[0].name == "x");
  REQUIRE(facts.classes[0].examples == 20);
  REQUIRE(facts.classes[1].examples == 10);
  REQUIRE(told(classes_in(path),
               "column '' counts the rows, so the order of the file is a feature; "
               "to leave it out, say data.columns: {all_but: [0]}"));
  const Map without = with(classes_in(path), {member("columns", Map{member("all_but", List{0})})});
  REQUIRE_FALSE(told(without, "counts the rows"));
  REQUIRE(load(without).features == 1);
}

TEST_CASE("a name that two columns have is refused where it is used") {
  const std::string path = folder().write("twice.csv", "x,x,y\n1,2,3\n4,5,6\n7,9,8\n");
  REQUIRE(sentence<ConfigurationError>([&] {
            load({member("name", "csv"), member("path", path), member("columns", List{"x"})});
          }) == path + " has two columns called 'x' (0 and 1); name one by its index");
  REQUIRE(told({member("name", "csv"), member("path", path)}, "two columns are called 'x'"));
}

TEST_CASE("the training file is no test file, whatever its name") {
  const std::string path =
      written("train.csv", 20, [](int row) { return std::to_string(row % 3); });
  const std::string copy = written("copy.csv", 20, [](int row) { return std::to_string(row % 3); });
  const Map given = with(classes_in(path), {member("test_path", copy)});
  REQUIRE(refused(given) == copy + " has the same content as the training file " + path +
                                "; give data.test_path another file, or delete it, so that the "
                                "test part is drawn");
}

TEST_CASE("the validation file is no test file") {
  const auto target = [](int row) { return std::to_string(row % 3); };
  const std::string train = written("v-train.csv", 20, target);
  const std::string valid = written("v-valid.csv", 10, target);
  const std::string test = written("v-test.csv", 10, target);
  REQUIRE(refused(with(classes_in(train),
                       {member("validation_path", valid), member("test_path", test)})) ==
          test + " has the same content as the validation file " + valid +
              "; give data.test_path another file, or delete it, so that the test part is drawn");
}

TEST_CASE("parts may have files of their own; classes and categories are those of all") {
  const std::string train =
      folder().write("p-train.csv", "k,x,y\nu,1,a\nv,2,b\nu,3,c\nv,4,a\nu,5,b\nu,6,c\n");
  const std::string valid = folder().write("p-valid.csv", "k,x,y\nw,2,b\nu,9,b\n");
  const std::string test = folder().write("p-test.csv", "k,x,y\nv,7,c\nw,8,d\nv,2,b\n");
  const Map given = with(
      classes_in(train),
      {member("validation_path", valid), member("test_path", test), member("standardise", false)});
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.train.count() == 6);
  REQUIRE(dataset.class_names == std::vector<std::string>{"a", "b", "c", "d"});
  REQUIRE(dataset.validation.labels == Labels{1, 1});
  REQUIRE(dataset.test.labels == Labels{2, 3, 1});
  REQUIRE(dataset.features == 3);  // k=u, k=v, x: w is no category of the training part
  REQUIRE(std::vector<real>(dataset.test.features.begin(), dataset.test.features.end()) ==
          std::vector<real>{0, 1, 7, 0, 0, 8, 0, 1, 2});
  REQUIRE(told(given, "class 'd' occurs in no row of " + train));
  REQUIRE(told(given, "1 of the 3 rows of the test file " + test + " is in " + train + " too"));
  const Map fewer = with(given, {member("validation", 1)});
  require_facts(fewer, load(fewer));
  REQUIRE(load(fewer).validation.count() == 1);
  const UnderstoodDataset understood = understand_dataset(normalized(fewer));
  REQUIRE(understood.facts.validation == 1);
  REQUIRE(understood.facts.features == 3);
  REQUIRE(understood.description.notes == describe_dataset(normalized(fewer)).notes);
  REQUIRE(understood.description.classes.size() == 4);
}

TEST_CASE("files of another shape are no parts of one table") {
  const std::string train = folder().write("s-train.csv", "x,y\n1,2\n3,5\n");
  const auto said = [&](const std::string& content) {
    const std::string test = folder().write("s-test.csv", content);
    const std::string whole =
        refused({member("name", "csv"), member("path", train), member("test_path", test)});
    return whole;
  };
  REQUIRE(said("x,z\n1,2\n").find("column 1 is called 'z' in ") == 0);
  REQUIRE(said("x,y,z\n1,2,3\n").find("has 3 columns but") != std::string::npos);
  REQUIRE(said("1,2\n").find("does not; say data.header, or complete the file") !=
          std::string::npos);
}

TEST_CASE("a few words among numbers are mistakes, and columns of names are no categories") {
  std::string text = "age,name,y\n";
  for (int row = 0; row < 30; ++row) {
    text += (row == 11 ? std::string("old") : std::to_string(row * 7 % 13)) + ",n" +
            std::to_string(row) + "," + std::to_string(row % 5) + "\n";
  }
  const std::string path = folder().write("mixed.csv", text);
  const Map age{member("name", "csv"), member("path", path), member("columns", List{"age"})};
  REQUIRE(refused(age) == path +
                              ":13: 'old' in column 'age' is not a finite number; correct it, "
                              "leave out the column, or remove the row");
  const Map name{member("name", "csv"), member("path", path), member("columns", List{"name"})};
  REQUIRE(refused(name) ==
          "column 'name' of " + path +
              " has 30 different words in 30 rows, like a name of each; leave it out "
              "(data.columns: {all_but: [1]}), or list it under data.categorical");
  REQUIRE_NOTHROW(load(with(name, {member("categorical", List{"name"})})));
}

TEST_CASE("several targets, and empty columns and rows at the end") {
  const std::string path = folder().write(
      "air.csv", "t;CO;T;AH;;\r\n1;-1,5;2,5;-4;;\r\n4;0,5;0,5;1;;\r\n3;2,5;1;2;;\r\n;;;;;\r\n");
  const Map given{member("name", "csv"), member("path", path), member("decimal", ","),
                  member("target", List{"T", "AH"})};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.features == 2);
  REQUIRE(dataset.outputs == 2);
  REQUIRE(told(given, "column 4 is left out, being empty and without a name"));
  REQUIRE(told(given, "1 row is left out, being empty"));
  REQUIRE(refused({member("name", "csv"), member("path", path), member("columns", List{"CO"}),
                   member("target", "AH")}) ==
          path +
              ":2: '-1,5' in column 'CO' is not a finite number; if commas are its decimal "
              "marks, say data.decimal: ','");
}

TEST_CASE("a one-hot, imputed, standardised table is that of scikit-learn's ColumnTransformer") {
  // scikit-learn 1.2.1: of age, gain and hours StandardScaler, then SimpleImputer of the constant 0
  // with indicator; of work OneHotEncoder, which ignores what it does not know.
  const std::string training =
      "age,work,gain,hours,y\n39,State,2174.5,40,1\n50,Self,0,13,2\n,Private,0,40,3\n"
      "53,Private,14.25,40,4\n28,,0,40,5\n37,Private,100,40,6\n49,Self,3.5,16,7\n"
      "52,State,0,45,8\n31,Private,14084,50,9\n42,Self,5178,40,10\n";
  const Map given{
      member("name", "csv"), member("path", folder().write("sk_train.csv", training)),
      member("test_path",
             folder().write("sk_test.csv", "age,work,gain,hours,y\n25,Never,1,,1\n,Self,2,60,2\n")),
      member("missing", "mean"), member("subset_seed", 0)};
  // age, gain, hours, age is missing, Private, Self, State, no work
  const std::vector<std::vector<double>> expected{
      {-0.382359556, 0.004453533, 0.315692323, 0, 0, 0, 1, 0},
      {0.87942698, -0.503237583, -2.052000097, 0, 0, 1, 0, 0},
      {0, -0.503237583, 0.315692323, 1, 1, 0, 0, 0},
      {1.223550581, -0.499910566, 0.315692323, 0, 1, 0, 0, 0},
      {-1.644146093, -0.503237583, 0.315692323, 0, 0, 0, 0, 1},
      {-0.61177529, -0.479890096, 0.315692323, 0, 1, 0, 0, 0},
      {0.764719113, -0.502420421, -1.788923162, 0, 0, 1, 0, 0},
      {1.108842714, -0.503237583, 0.754153882, 0, 0, 0, 1, 0},
      {-1.300022492, 2.78502256, 1.192615441, 0, 1, 0, 0, 0},
      {-0.038235956, 0.705695321, 0.315692323, 0, 0, 1, 0, 0},
      {-1.988269694, -0.503004108, 0, 0, 0, 0, 0, 0},
      {0, -0.502770633, 2.06953856, 1, 0, 1, 0, 0}};
  const std::vector<std::size_t> theirs{0, 4, 5, 6, 7, 1, 2, 3};  // ours keep a column's features
  const Dataset data = load(given);
  REQUIRE(data.features == 8);
  const auto require_row = [&](const FeatureTable& part, std::size_t row, std::size_t source) {
    for (std::size_t feature = 0; feature < theirs.size(); ++feature) {
      REQUIRE(part(row, feature) ==
              Approx(expected[source][theirs[feature]]).epsilon(0).margin(1e-6));
    }
  };
  // Training rows are in the order of the draw; the target, 1 to 10, tells which is which.
  for (std::size_t row = 0; row < 10; ++row) {
    const double target = static_cast<double>(data.train.targets(row, 0)) * data.target_scale + 5.5;
    require_row(data.train.features, row, static_cast<std::size_t>(std::lround(target)) - 1);
  }
  require_row(data.test.features, 0, 10);
  require_row(data.test.features, 1, 11);
}

}  // namespace regsweep::own_table_test
