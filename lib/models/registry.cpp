#include "models/registry.hpp"

#include "models/mlp.hpp"

namespace regsweep {

const Schema& model_schema() {
  static const Schema schema = [] {
    Schema union_of_kinds;
    union_of_kinds.name = "model";
    union_of_kinds.doc = "What is trained";
    union_of_kinds.tag = "kind";
    union_of_kinds.tag_doc = "the model";
    union_of_kinds.alternatives = {std::make_shared<Schema>(mlp_fields().schema())};
    return union_of_kinds;
  }();
  return schema;
}

std::vector<Site> model_sites(const Value& normalized) { return mlp_sites(mlp_fields().take(normalized)); }

std::unique_ptr<Model> make_model(const Value& normalized, std::int64_t features, std::int64_t outputs, SiteNoises noises) {
  return std::make_unique<Mlp>(mlp_fields().take(normalized), features, outputs, std::move(noises));
}

ModelSize model_size(const Value& normalized, std::int64_t features, std::int64_t outputs, std::int64_t rows) {
  const Mlp model(mlp_fields().take(normalized), features, outputs, {});
  ModelSize size;
  for (const ParameterInfo& parameter : model.layout().all()) size.parameters += static_cast<std::int64_t>(parameter.size);
  size.flops_per_step = model.flops_per_step(rows);
  return size;
}

}  // namespace regsweep
