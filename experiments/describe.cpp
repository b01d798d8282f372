// `regsweep describe [NAME]`: everything that a sweep may name, from the declared fields.
// --markdown writes configs/README.md, and of `regularizers` the tables of
// lib/regularizers/README.md.
#include "core/field_descriptions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "command.hpp"
#include "core/text.hpp"
#include "evaluation/metric.hpp"
#include "execution/display/terminal.hpp"
#include "json_output.hpp"
#include "sweep/keys.hpp"
#include "topics.hpp"

namespace regsweep {
namespace {

struct DescribeArguments {
  std::string name;
  bool markdown = false, json = false;
};

const char* const about_placements =
    "Placements, of which the most specific one wins: a family of sites as listed, or one of its "
    "sites alone, with a number from 0 for <i>";

const char* const about_losses =
    "Recorded losses are those of the data alone: no penalty and no divergence between passes is "
    "in them. train.loss_noisy is the loss of training steps: with noise, of mixed examples, and "
    "against softened targets where a regularizer mixes or softens; all others are without noise, "
    "against the data's own targets.";

// For the terminal.

void show_index(const Terminal& terminal) {
  fmt::print(
      "What a sweep may name. `regsweep describe NAME` tells its fields, defaults, ranges and "
      "equation; of a place of noise (input, ffn) and of a metric, what it is.\n");
  std::string chapter;
  for (const Topic& topic : topics()) {
    if (topic.chapter != chapter) {
      chapter = topic.chapter;
      fmt::print("\n{}\n", terminal.bold(chapter));
    }
    const int room = terminal.width - 22;
    fmt::print("  {}  {}\n", terminal.cyan(fitted(topic.name, 18)),
               wrapped(topic.summary, room, 22));
  }
  fmt::print("\n{}\n", terminal.bold("Metrics"));
  fmt::print("  {}\n", wrapped(join(metric_names(), ", "), terminal.width - 2, 2));
  fmt::print("  {}\n", wrapped(about_losses, terminal.width - 2, 2));
}

void show_placements(const Topic& topic, const Terminal& terminal) {
  if (topic.placements.empty()) return;
  fmt::print("\n  {}\n", wrapped(about_placements, terminal.width - 2, 2));
  for (const PlacementRow& each : topic.placements) {
    const std::string what = fmt::format("{}: {} [{}]", each.meaning, each.sites, each.axes);
    fmt::print("  {}  {}\n", terminal.cyan(fitted(each.placement, 28)),
               wrapped(what, terminal.width - 32, 32));
  }
}

// A long name, such as a form of an axis, has a line of its own.
void show_fact(const std::string& what, const std::string& text, const Terminal& terminal) {
  const std::string meaning = wrapped(text, terminal.width - 14, 14);
  if (what.size() > 10) {
    fmt::print("  {}\n{:14}{}\n", what, "", meaning);
  } else {
    fmt::print("  {}  {}\n", terminal.dim(fitted(what, 10)), meaning);
  }
}

void show_topic(const Topic& topic, const Terminal& terminal) {
  fmt::print("{}  ({}, in YAML: {})\n\n", terminal.bold(topic.name), topic.chapter, topic.place);
  fmt::print("  {}\n", wrapped(topic.summary, terminal.width - 2, 2));
  for (const auto& [what, text] : topic.facts) show_fact(what, text, terminal);
  const std::string fields = fields_text(topic.schema, terminal.width, topic.alternatives);
  if (!fields.empty()) fmt::print("\n{}", fields);
  show_placements(topic, terminal);
  std::vector<std::string> others;
  for (const SchemaPointer& each : topic.schema.alternatives) others.push_back(each->name);
  if (!others.empty() && topic.alternatives == AlternativeFields::elsewhere) {
    fmt::print("\n  {}\n",
               wrapped("More fields with each of: " + join(others, ", "), terminal.width - 2, 2));
  }
  if (!topic.example.empty()) fmt::print("\n  {}  {}\n", terminal.dim("example   "), topic.example);
}

// As Markdown.

std::string markdown_metrics() {
  std::string out =
      "\n## Metrics\n\n| measure | of classes and tokens | of a regression | meaning |\n"
      "|---|---|---|---|\n";
  const auto or_dash = [](const std::string& units) { return units.empty() ? "-" : units; };
  for (const Measure& each : measures()) {
    std::string meaning = each.meaning;
    if (each.of_tokens) meaning += "; of tokens only";
    if (each.of_passes) meaning += "; with evaluation.monte_carlo";
    if (each.of_precision) meaning += " and evaluation.precision";
    if (each.better == Better::higher) meaning += "; higher is better";
    out += fmt::format("| `{}` | {} | {} | {} |\n", each.name, or_dash(each.units),
                       or_dash(each.regression_units), meaning);
  }
  return out +
         fmt::format(
             "\nA metric is a measure of a part, at the last evaluation; `best.` means where "
             "the validation loss is lowest. Errors are fractions; a regression has `rmse` in "
             "the units of its targets. {}\n\nAn analysis may name: `{}`. A plan is refused "
             "if a trial of it would not record its metric.\n",
             about_losses, join(metric_names(), "`, `"));
}

std::string markdown_head() {
  std::string out =
      "# The YAML of a sweep\n\n"
      "<!-- Generated by `regsweep describe --markdown` from the declared fields; a test compares. "
      "Do not edit. -->\n\n"
      "Every key, its default, its range and its meaning. A number `0.5` where a map is expected "
      "means its main field\n"
      "(`hidden: 0.5` is `hidden: {rate: 0.5}`). A dotted path (`optimizer.learning_rate`) names a "
      "field in axes, `exclude`,\n"
      "`analysis.baseline` and `--set`.\n\n## Keys of the file\n\n| key | value | meaning | "
      "example |\n|---|---|---|---|\n";
  for (const SweepKey& each : sweep_keys(trial_grammar())) {
    out += fmt::format("| `{}` | {}{} | {} | `{}` |\n", each.field.key, each.field.kind_text(),
                       each.field.optional ? "" : "; required", each.field.doc, each.example);
  }
  out += "\n## Axes\n\n| written | means |\n|---|---|\n";
  for (const AxisForm& each : axis_forms()) {
    out += fmt::format("| `{}` | {} |\n", each.form, each.meaning);
  }
  return out + markdown_metrics();
}

// An equation as code: backticks inside it would end the code.
std::string as_code(std::string text) {
  std::erase(text, '`');
  return "`" + text + "`";
}

std::string markdown_topic(const Topic& topic) {
  std::string out =
      fmt::format("\n### `{}`\n\n{}. In YAML: `{}`.\n", topic.name, topic.summary, topic.place);
  for (const auto& [what, text] : topic.facts) {
    out += fmt::format("\n- {}: {}", what, what == "equation" ? as_code(text) : text);
  }
  if (!topic.facts.empty()) out += "\n";
  const std::string fields = fields_markdown(topic.schema, topic.alternatives);
  if (!fields.empty()) out += "\n" + fields;
  if (!topic.placements.empty()) {
    out += fmt::format("\n{}.\n\n| placement | sites | their axes | meaning |\n|---|---|---|---|\n",
                       about_placements);
  }
  for (const PlacementRow& each : topic.placements) {
    out += fmt::format("| `{}` | {} | {} | {} |\n", each.placement, markdown_cell(each.sites),
                       each.axes, markdown_cell(each.meaning));
  }
  if (!topic.example.empty()) out += fmt::format("\nExample: `{}`\n", topic.example);
  return out;
}

std::string markdown() {
  std::string out = markdown_head();
  std::string chapter;
  for (const Topic& topic : topics()) {
    if (topic.chapter == chapter_of_keys) continue;  // in the head
    if (topic.chapter != chapter) out += "\n## " + topic.chapter + "\n";
    chapter = topic.chapter;
    out += markdown_topic(topic);
  }
  return out;
}

// The tables of lib/regularizers/README.md: one line per entry.
std::string catalogue() {
  std::string out;
  std::string chapter;
  for (const Topic& topic : topics()) {
    const auto fact = [&](const std::string& what) {
      for (const auto& [each, text] : topic.facts) {
        if (each == what) return text;
      }
      return std::string();
    };
    if (fact("source").empty() || topic.chapter == "Data" || topic.chapter == "Probes") continue;
    const bool preset = !fact("stands for").empty();
    if (topic.chapter != chapter) {
      out += fmt::format("{}### {}\n\n| name | what it does | {} | source |\n|---|---|---|---|\n",
                         chapter.empty() ? "" : "\n", topic.chapter,
                         preset ? "stands for" : "equation");
    }
    chapter = topic.chapter;
    out += fmt::format("| `{}` | {} | {} | {} |\n", topic.name, topic.summary,
                       as_code(fact(preset ? "stands for" : "equation")), fact("source"));
  }
  return out;
}

// For programs.

Value fields_json(const Topic& topic) {
  List fields;
  for (const FieldDescription& each : describe_fields(topic.schema, topic.alternatives)) {
    fields.push_back(Value(Map{{"key", each.path, {}},
                               {"value", each.kind, {}},
                               {"default", each.default_value, {}},
                               {"meaning", each.doc, {}}}));
  }
  return Value(std::move(fields));
}

Value placements_json(const Topic& topic) {
  List placements;
  for (const PlacementRow& each : topic.placements) {
    placements.push_back(Value(Map{{"placement", each.placement, {}},
                                   {"sites", each.sites, {}},
                                   {"axes", each.axes, {}},
                                   {"meaning", each.meaning, {}}}));
  }
  return Value(std::move(placements));
}

Value topic_json(const Topic& topic, bool whole) {
  Value told(Map{{"name", topic.name, {}},
                 {"chapter", topic.chapter, {}},
                 {"in_yaml", topic.place, {}},
                 {"summary", topic.summary, {}}});
  if (!whole) return told;
  Value facts{Map{}};
  for (const auto& [what, text] : topic.facts) facts.set(what, Value(text));
  told.set("facts", std::move(facts));
  told.set("fields", fields_json(topic));
  told.set("placements", placements_json(topic));
  told.set("example", text_or_null(topic.example));
  return told;
}

// All topics without a name, else those of that name with all that is known of them.
void print_topics_json(const std::string& name) {
  List told;
  for (const Topic& topic : name.empty() ? topics() : topics_named(name)) {
    told.push_back(topic_json(topic, !name.empty()));
  }
  Value all(Map{{"topics", Value(std::move(told)), {}}});
  if (name.empty()) {
    List metrics;
    for (const std::string& each : metric_names()) metrics.emplace_back(each);
    all.set("metrics", Value(std::move(metrics)));
  }
  print_json("describe", all);
}

void refuse_unknown_topic(const std::string& name) {
  if (!topics_named(name).empty()) return;
  throw ConfigurationError(
      fmt::format("nothing is called '{}'; {}", name, suggestion(name, topic_names())));
}

ExitCode describe(const DescribeArguments& arguments) {
  const auto& [name, as_markdown, json] = arguments;
  if (as_markdown) {
    fmt::print("{}", name == "regularizers" ? catalogue() : markdown());
    return ExitCode::done;
  }
  if (!name.empty()) refuse_unknown_topic(name);
  if (json) {
    print_topics_json(name);
    return ExitCode::done;
  }
  const Terminal terminal = terminal_of(1);
  if (name.empty()) show_index(terminal);
  bool first = true;
  for (const Topic& topic : topics_named(name)) {
    if (!first) fmt::print("\n");
    show_topic(topic, terminal);
    first = false;
  }
  return ExitCode::done;
}

}  // namespace

ExitCode describe_topic(const std::string& name) { return describe({name}); }

void add_describe(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand(
      "describe", "Any key, model, place, noise, regularizer, data set, probe, metric: what it is");
  command->footer("regsweep describe bernoulli");
  const auto arguments = std::make_shared<DescribeArguments>();
  command->add_option("name", arguments->name, "one of them; without it, a list")
      ->type_name("NAME");
  command->add_flag("--json", arguments->json, "for programs: experiments/docs/json.md");
  command->add_flag("--markdown", arguments->markdown,
                    "everything as Markdown: configs/README.md; with the name regularizers: the "
                    "tables of lib/regularizers/README.md");
  command->callback(
      [arguments, &chosen] { chosen = [arguments] { return describe(*arguments); }; });
}

}  // namespace regsweep
