#include "models/registry.hpp"

namespace regsweep {

const Schema& model_schema() {
  static const Schema schema = [] {
    Schema union_of_kinds;
    union_of_kinds.name = "model";
    union_of_kinds.doc = "What is trained";
    union_of_kinds.tag = "kind";
    union_of_kinds.tag_doc = "the model";
    for (const bool of_tokens : {false, true}) {
      for (const ModelEntry& entry : model_entries()) {
        if (of_tokens != (entry.context != nullptr)) continue;
        union_of_kinds.alternatives.push_back(std::make_shared<Schema>(entry.schema));
      }
    }
    return union_of_kinds;
  }();
  return schema;
}

const ModelEntry& model_entry(const Value& normalized) {
  const std::string& kind = normalized.at("kind").text();
  for (const ModelEntry& entry : model_entries()) {
    if (entry.name == kind) return entry;
  }
  throw ContractError("there is no model named " + kind);
}

std::vector<Site> model_sites(const Value& normalized) {
  return model_entry(normalized).sites(normalized);
}

std::int64_t model_context(const Value& normalized) {
  const ModelEntry& entry = model_entry(normalized);
  return entry.context == nullptr ? 0 : entry.context(normalized);
}

std::int64_t tokens_per_example(const Value& normalized, std::int64_t sequence) {
  const std::int64_t context = model_context(normalized);
  if (context == 0) return 1;
  return sequence > 0 ? sequence : context;
}

std::unique_ptr<Model> make_model(const Value& normalized, std::int64_t features,
                                  std::int64_t outputs, SiteNoises noises,
                                  const Products& products) {
  return model_entry(normalized).make(normalized, {features, outputs}, std::move(noises), products);
}

ModelSize model_size(const Value& normalized, std::int64_t features, std::int64_t outputs,
                     std::int64_t rows) {
  const std::unique_ptr<Model> model = make_model(normalized, features, outputs, {});
  return {static_cast<std::int64_t>(model->layout().count()), model->flops_per_step(rows)};
}

}  // namespace regsweep
