#include "models/registry.hpp"

#include "models/causal_transformer.hpp"
#include "models/mlp.hpp"

namespace regsweep {
namespace {

bool is_transformer(const Value& normalized) {
  return normalized.at("kind").text() == "causal_transformer";
}

}  // namespace

const Schema& model_schema() {
  static const Schema schema = [] {
    Schema union_of_kinds;
    union_of_kinds.name = "model";
    union_of_kinds.doc = "What is trained";
    union_of_kinds.tag = "kind";
    union_of_kinds.tag_doc = "the model";
    union_of_kinds.alternatives = {std::make_shared<Schema>(mlp_fields().schema()),
                                   std::make_shared<Schema>(transformer_fields().schema())};
    return union_of_kinds;
  }();
  return schema;
}

std::vector<Site> model_sites(const Value& normalized) {
  if (is_transformer(normalized)) return transformer_sites(transformer_fields().take(normalized));
  return mlp_sites(mlp_fields().take(normalized));
}

std::int64_t model_context(const Value& normalized) {
  return is_transformer(normalized) ? transformer_fields().take(normalized).context : 0;
}

std::unique_ptr<Model> make_model(const Value& normalized, std::int64_t features,
                                  std::int64_t outputs, SiteNoises noises,
                                  const Products& products) {
  if (is_transformer(normalized)) {
    return std::make_unique<CausalTransformer>(transformer_fields().take(normalized), outputs,
                                               std::move(noises), products);
  }
  return std::make_unique<Mlp>(mlp_fields().take(normalized), features, outputs, std::move(noises),
                               products);
}

ModelSize model_size(const Value& normalized, std::int64_t features, std::int64_t outputs,
                     std::int64_t rows) {
  const std::unique_ptr<Model> model = make_model(normalized, features, outputs, {});
  return {static_cast<std::int64_t>(model->layout().count()), model->flops_per_step(rows)};
}

}  // namespace regsweep
