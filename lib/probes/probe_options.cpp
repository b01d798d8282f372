#include "probes/probe_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "models/registry.hpp"
#include "probes/layers.hpp"
#include "probes/probed.hpp"

namespace regsweep {
namespace {

const char* const at_form = "a list of numbers of steps, `last` and `best`";

Value at_json_form() {
  const Value steps(Map{{"type", "integer", {}}, {"minimum", 0, {}}});
  const Value words(Map{{"enum", Value(List{"last", "best"}), {}}});
  const Value one(Map{{"anyOf", Value(List{steps, words}), {}}});
  const Value several(Map{{"type", "array", {}}, {"items", one, {}}, {"minItems", 1, {}}});
  return Value(Map{{"anyOf", Value(List{steps, words, several}), {}}});
}

ProbeTime time_of(const Value& item) {
  if (item.is_integer()) return {ProbeTime::Kind::after_steps, item.integer()};
  return {item.text() == "best" ? ProbeTime::Kind::best : ProbeTime::Kind::last};
}

bool is_time(const Value& item) {
  return (item.is_integer() && item.integer() >= 0) ||
         (item.is_text() && (item.text() == "last" || item.text() == "best"));
}

// A single time is a list of one; each once.
void finish_at(Value& normalized, const Value& /*given*/, const std::string& path) {
  Value& at = *normalized.find("at");
  if (!at.is_list()) at = Value(List{at}, at.where());
  if (at.list().empty()) {
    throw ConfigurationError(
        at.where(),
        fmt::format("{}.at is empty, so nothing would be measured; write [last]", path));
  }
  for (std::size_t i = 0; i < at.list().size(); ++i) {
    const Value& item = at.list()[i];
    if (!is_time(item)) {
      throw ConfigurationError(
          item.where(), fmt::format("{}.at has {}, but it must be {}; write for example [0, last]",
                                    path, item.shown(), at_form));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (at.list()[j] == item) {
        throw ConfigurationError(item.where(),
                                 fmt::format("{}.at has {} twice; delete one", path, item.shown()));
      }
    }
  }
}

Field at_field() {
  Field at;
  at.key = "at";
  at.kind = FieldKind::anything;
  at.default_value = Value(List{"last"});
  at.doc =
      "when to measure: after these numbers of steps, at the end, or with the weights of the "
      "lowest "
      "validation loss";
  at.form = at_form;
  at.json_form = at_json_form;
  return at;
}

Field on_field(const ProbeEntry& entry) {
  Field on;
  on.key = "on";
  on.kind = FieldKind::choice;
  on.choices = {"train", "validation", "test"};
  on.optional = true;
  on.doc = fmt::format("part of the data; default: {}", join(entry.needs.parts, ", else "));
  return on;
}

Field examples_field(const ProbeEntry& entry) {
  Field examples;
  examples.key = "examples";
  examples.kind = FieldKind::integer;
  examples.range = at_least(1);
  examples.default_value = Value(entry.examples);
  examples.doc =
      "at most so many, the first of the part, the same for all trials; of a text: windows of the "
      "model's context";
  return examples;
}

ProbedExamples examples_of(const ProbeRequest& request, const Value& model,
                           const DatasetFacts& facts) {
  return probed_examples(facts.task, facts.sequence, facts.count(part_of(request, facts)),
                         model_context(model), request.examples);
}

}  // namespace

Schema probe_schema(const ProbeEntry& entry) {
  Schema schema = entry.schema;
  schema.name = entry.name;
  if (schema.doc.empty()) schema.doc = entry.summary;
  schema.fields.push_back(at_field());
  schema.fields.push_back(on_field(entry));
  schema.fields.push_back(examples_field(entry));
  const auto own = schema.finish;
  schema.finish = [own](Value& normalized, const Value& given, const std::string& path) {
    finish_at(normalized, given, path);
    if (own) own(normalized, given, path);
  };
  return schema;
}

const Schema& probes_schema() {
  static const Schema schema = [] {
    Schema all;
    all.name = "probes";
    all.doc = "Measurements of the trained model, by name";
    all.names_suffice = true;
    for (const ProbeEntry& entry : probe_entries()) {
      if (!entry.measure) continue;
      Field field;
      field.key = entry.name;
      field.kind = FieldKind::section;
      field.doc = entry.summary;
      field.optional = true;
      field.section = std::make_shared<Schema>(probe_schema(entry));
      all.fields.push_back(field);
    }
    return all;
  }();
  return schema;
}

std::string ProbeTime::word() const {
  if (kind == Kind::after_steps) return std::to_string(steps);
  return kind == Kind::best ? "best" : "last";
}

std::string ProbeRequest::text() const { return canonical_text(options); }

Value checked_probes(const Value& given) {
  if (given.is_null()) return Value();
  Value checked = probes_schema().normalize(given, "probes");
  return checked.map().empty() ? Value() : checked;
}

std::vector<ProbeRequest> probe_requests(const Value& checked) {
  std::vector<ProbeRequest> requests;
  if (checked.is_null()) return requests;
  for (const ProbeEntry& entry : probe_entries()) {
    const Value* options = entry.measure ? checked.find(entry.name) : nullptr;
    if (options == nullptr) continue;
    ProbeRequest request{&entry, *options, {}, {}, options->at("examples").integer()};
    for (const Value& item : options->at("at").list()) request.at.push_back(time_of(item));
    if (const Value* on = options->find("on")) request.on = on->text();
    requests.push_back(std::move(request));
  }
  return requests;
}

std::string part_of(const ProbeRequest& request, const DatasetFacts& facts) {
  if (request.on) return facts.count(*request.on) > 0 ? *request.on : "";
  for (const std::string& part : request.entry->needs.parts) {
    if (facts.count(part) > 0) return part;
  }
  return "";
}

namespace {

std::int64_t rows_of_a_piece(const DatasetFacts& facts, const ProbedExamples& examples) {
  const bool tokens = facts.task == Task::next_token;
  return std::min(examples.count, examples_of_a_piece(tokens ? examples.time : 0)) * examples.time;
}

// What a request finds in a trial.
template <class Use>
auto with_size(const ProbeRequest& request, const Value& canonical, const DatasetFacts& facts,
               std::int64_t batch, const Use& use) {
  const Value& model = canonical.at("model");
  const std::unique_ptr<Model> made = make_model(model, facts.features, facts.outputs, {});
  const NoiseChoices noises = noise_choices(canonical.at("dropout"));
  const ProbedExamples examples = examples_of(request, model, facts);
  const ProbedExamples validation = probed_examples(facts.task, facts.sequence, facts.validation,
                                                    model_context(model), request.examples);
  const bool running = facts.task == Task::next_token && facts.sequence == 0;
  return use(ProbedSize{*made, examples.count, examples.time, rows_of_a_piece(facts, examples),
                        facts.outputs, batch, validation.count, noises, running});
}

}  // namespace

std::string request_obstacle(const ProbeRequest& request, const Value& canonical,
                             const DatasetFacts& facts, std::int64_t steps) {
  const Value& model = canonical.at("model");
  const std::string key = "probes." + request.entry->name;
  if (request.on && facts.count(*request.on) == 0) {
    return fmt::format(
        "{0}.on = '{1}', but the data have no {1} part; name another part or add "
        "data.{1}: <count>",
        key, *request.on);
  }
  DatasetFacts asked = facts;  // a part that is named stands for those of the entry
  if (request.on) asked.validation = asked.test = facts.count(*request.on);
  const std::string obstacle =
      probe_obstacle(*request.entry, asked, placements(model_sites(model)));
  if (!obstacle.empty()) return obstacle;
  if (examples_of(request, model, facts).count == 0) {
    return fmt::format("{} finds no example in the {} part; take more data", key,
                       part_of(request, facts));
  }
  for (const ProbeTime& each : request.at) {
    if (each.kind == ProbeTime::Kind::after_steps && each.steps > steps) {
      return fmt::format(
          "{}.at = {} never comes: the training has {} steps; give at most that, or "
          "write last",
          key, each.steps, steps);
    }
    if (each.kind == ProbeTime::Kind::best && facts.validation == 0) {
      return fmt::format("{}.at = best needs a validation part; add data.validation: <count>", key);
    }
  }
  if (!request.entry->obstacle) return "";
  return with_size(request, canonical, facts, 1, [&](const ProbedSize& size) {
    return request.entry->obstacle(request.options, facts, size);
  });
}

RequestCost request_cost(const ProbeRequest& request, const Value& canonical,
                         const DatasetFacts& facts, std::int64_t batch) {
  return with_size(request, canonical, facts, batch, [&](const ProbedSize& size) {
    const ProbeCost once = request.entry->cost(request.options, size);
    const auto times = static_cast<double>(request.at.size());
    RequestCost cost{once.forward * times, once.backward * times, once.bytes};
    const std::int64_t time = std::max<std::int64_t>(1, size.time);
    const BufferSizes buffers = size.model.buffer_sizes({size.rows / time, time});
    cost.bytes += (buffers.forward + size.rows * size.outputs) * std::int64_t{sizeof(real)};
    if (once.backward > 0) {
      const auto weights = static_cast<std::int64_t>(size.model.layout().size());
      cost.bytes += buffers.backward * std::int64_t{sizeof(real)} +
                    weights * std::int64_t{sizeof(real) + sizeof(double)};
    }
    return cost;
  });
}

}  // namespace regsweep
