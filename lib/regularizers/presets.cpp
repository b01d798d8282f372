#include "regularizers/presets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "regularizers/site_noise.hpp"

namespace regsweep {
namespace {

Member share(std::vector<std::string> axes) {
  List list;
  for (std::string& axis : axes) list.emplace_back(std::move(axis));
  return {"share", Value(std::move(list)), {}};
}

Member choice(const std::string& key, const std::string& word) { return {key, Value(word), {}}; }

}  // namespace

const std::vector<MethodPreset>& method_presets() {
  static const std::vector<MethodPreset> all{
      {"standard",
       "any",
       "Each element is dropped by itself, and kept ones are divided by keep",
       "Hinton et al. 2012, arXiv 1207.0580",
       {}},
      {"classic",
       "any",
       "Each element is dropped by itself, and evaluation multiplies by keep",
       "Srivastava et al. 2014, JMLR 15:1929-1958",
       {choice("scaling", "inference")}},
      {"thinned",
       "input, hidden",
       "One thinned network per step: a batch shares its mask",
       "deepnet and others: structured dropout",
       {share({"batch"})}},
      {"approximate_random",
       "hidden",
       "One regular pattern per step",
       "Song et al. 2018, arXiv 1805.08939",
       {choice("noise", "regular"), share({"batch"})}},
      {"gaussian_dropout",
       "any",
       "Multiplies by normal numbers with the mean and variance of dropout",
       "Srivastava et al. 2014, JMLR 15:1929-1958, section 10",
       {choice("noise", "gaussian")}},
      {"concrete_dropout",
       "input, hidden, ffn, output",
       "Dropout whose rate is learned",
       "Gal, Hron & Kendall 2017, arXiv 1705.07832",
       {choice("noise", "concrete")}},
      {"drop_block",
       "input, hidden, ffn",
       "Neighbouring units are dropped together; give size",
       "Ghiasi, Lin & Le 2018, arXiv 1810.12890",
       {choice("noise", "block")}},
      {"early_dropout",
       "any",
       "Dropout at the start of training only, against underfitting",
       "Liu et al. 2023, arXiv 2303.01500",
       {choice("schedule", "early")}},
      {"late_dropout",
       "any",
       "Dropout at the end of training only",
       "Liu et al. 2023, arXiv 2303.01500",
       {choice("schedule", "late")}},
      {"curriculum_dropout",
       "any",
       "Dropout that rises from 0 to its rate",
       "Morerio et al. 2017, arXiv 1703.06229",
       {choice("schedule", "curriculum")}},
      {"alpha_dropout",
       "hidden",
       "Dropout that keeps SELU's mean and variance",
       "Klambauer et al. 2017, arXiv 1706.02515",
       {choice("noise", "alpha")}},
      {"spatial",
       "embedding, residual, ffn",
       "Whole channels of an example are dropped at all positions",
       "Tompson et al. 2015, arXiv 1411.4280",
       {share({"time"})}},
      {"locked",
       "embedding, residual, ffn",
       "One mask for all positions of an example (variational dropout); the same choices as "
       "spatial",
       "Gal & Ghahramani 2016, arXiv 1512.05287; Merity et al. 2017, arXiv 1708.02182",
       {share({"time"})}},
      {"token_dropout",
       "embedding",
       "Whole vectors of single positions are dropped",
       "word dropout: Iyyer et al. 2015; Dettmers 2020",
       {share({"feature"})}},
      {"word_embedding",
       "token",
       "A word type is dropped wherever it occurs: rows of the embedding matrix",
       "Gal & Ghahramani 2016, arXiv 1512.05287; Merity et al. 2017, arXiv 1708.02182",
       {share({"feature"})}},
      {"neftune",
       "embedding",
       "Uniform noise on embeddings; give magnitude, the paper's alpha",
       "Jain et al. 2023, arXiv 2310.05914",
       {choice("noise", "additive_uniform")}},
      {"drop_connect",
       "weights",
       "Weights are dropped, one mask per step; evaluation multiplies by keep (mean inference)",
       "Wan et al. 2013, Regularization of neural networks using DropConnect, ICML",
       {choice("scaling", "inference")}},
      {"drop_connect_examples",
       "example_weights",
       "Weights are dropped, one mask for each example; evaluation averages activations over "
       "normal pre-activations",
       "Wan et al. 2013, Regularization of neural networks using DropConnect, ICML",
       {choice("scaling", "moments")}},
      {"weight_drop",
       "weights",
       "Weights are dropped, one mask per step, and kept ones are divided by keep",
       "Merity et al. 2017, arXiv 1708.02182",
       {}},
      {"weight_drop_rows",
       "weights",
       "Rows of weight matrices are dropped",
       "Merity et al. 2017, arXiv 1708.02182 (variational)",
       {share({"in"})}},
      {"weight_noise",
       "weights",
       "Normal noise on weights; give deviation",
       "Graves 2011, NIPS 24",
       {choice("noise", "additive_gaussian")}},
      {"drop_key",
       "attention_logits",
       "Keys are hidden before the softmax",
       "Li et al. 2022, arXiv 2208.02646",
       {choice("noise", "drop_key")}},
      {"drop_key_falling",
       "attention_logits",
       "DropKey with the paper's schedule: the deeper, the fewer keys are hidden",
       "Li et al. 2022, arXiv 2208.02646",
       {choice("noise", "drop_key"), choice("schedule", "falling_in_depth")}},
      {"drop_attention",
       "attention_logits",
       "Keys are hidden from all queries at once, and rows renormalized: dropped columns",
       "Lin et al. 2019, DropAttention, arXiv 1907.11065",
       {choice("noise", "drop_key"), share({"query"})}},
      {"drop_head",
       "head",
       "Whole heads are dropped; the kept ones weigh H / kept",
       "Zhou et al. 2020, arXiv 2004.13342",
       {share({"time", "feature"}), choice("scaling", "renormalize")}},
      {"drop_path",
       "path",
       "Whole residual branches are dropped, for each example by itself",
       "Larsson et al. 2017, arXiv 1605.07648",
       {share({"time", "feature"})}},
      {"stochastic_depth",
       "path",
       "Whole residual branches are dropped for the batch, deeper ones more; evaluation multiplies "
       "by keep",
       "Huang et al. 2016, arXiv 1603.09382",
       {share({"batch", "time", "feature"}), choice("scaling", "inference"),
        choice("schedule", "linear_in_depth")}},
      {"layer_drop",
       "layer",
       "Whole blocks are skipped for the batch, and nothing is rescaled",
       "Fan et al. 2020, arXiv 1909.11556",
       {share({"batch", "time", "feature"}), choice("scaling", "none")}},
  };
  return all;
}

const std::vector<SchemePreset>& scheme_presets() {
  static const std::vector<SchemePreset> all{
      {"nanogpt",
       "nanoGPT's `dropout`",
       "github.com/karpathy/nanoGPT",
       {"embedding", "attention", "residual"}},
      {"gpt2",
       "GPT-2's embd_pdrop, attn_pdrop and resid_pdrop",
       "Radford et al. 2019; transformers",
       {"embedding", "attention", "residual"}},
      {"fairseq",
       "fairseq's `dropout`; its attention_dropout and activation_dropout are the placements "
       "attention and ffn",
       "github.com/facebookresearch/fairseq",
       {"embedding", "residual"}},
      {"textbook",
       "the two places that texts on transformers name most: attention weights, and after the "
       "activation",
       "fairseq's attention_dropout and activation_dropout",
       {"attention", "ffn"}},
      {"all_places",
       "every place of the above",
       "-",
       {"embedding", "attention", "residual", "ffn"}},
  };
  return all;
}

namespace {

template <class Preset>
std::vector<std::string> names_of(const std::vector<Preset>& presets) {
  std::vector<std::string> names;
  for (const Preset& each : presets) names.push_back(each.name);
  return names;
}

template <class Preset>
const Preset* found(const std::vector<Preset>& presets, const std::string& name) {
  for (const Preset& each : presets) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

[[noreturn]] void unknown(const Value& name, const std::string& path,
                          const std::vector<std::string>& known, const std::string& other) {
  const std::string shown = name.is_text() ? name.text() : name.shown();
  throw ConfigurationError(
      name.where(), fmt::format("{}.preset = '{}' {}", path, shown,
                                other.empty() ? "is unknown; " + suggestion(shown, known) : other));
}

// A sweep writes every scalar below `dropout` as {rate: scalar}, which is right for placements
// only.
const Value& bare(const Value& value) {
  const Value* inside = value.is_map() && value.map().size() == 1 ? value.find("rate") : nullptr;
  return inside == nullptr ? value : *inside;
}

Value expand_method(const Value& written, const std::string& path) {
  const Value* name = written.find("preset");
  if (name == nullptr) return written;
  const MethodPreset* preset = name->is_text() ? found(method_presets(), name->text()) : nullptr;
  if (preset == nullptr) {
    const bool scheme = name->is_text() && found(scheme_presets(), name->text()) != nullptr;
    unknown(*name, path, names_of(method_presets()),
            scheme ? fmt::format("names placements itself; write dropout: {{preset: {}, ...}}",
                                 name->text())
                   : "");
  }
  Value out = written;
  out.erase("preset");
  for (const Member& member : preset->choices) {
    if (written.find(member.key) == nullptr) {
      Value value = member.value;
      value.set_where(name->where());
      out.set(member.key, std::move(value));
    }
  }
  return out;
}

bool is_choice(const std::string& key) {
  const Schema& noise = site_noise_schema();
  if (key == noise.tag || noise.field(key) != nullptr) return true;
  return std::any_of(noise.alternatives.begin(), noise.alternatives.end(),
                     [&](const SchemaPointer& each) { return each->field(key); });
}

}  // namespace

Value expand_presets(const Value& dropout) {
  if (!dropout.is_map()) return dropout;
  const Value* written = dropout.find("preset");
  Map placed, common;
  for (const Member& member : dropout.map()) {
    if (member.key == "preset") continue;
    if (written != nullptr && is_choice(member.key)) {
      common.push_back({member.key, bare(member.value), member.key_where});
    } else {
      placed.push_back(
          {member.key, expand_method(member.value, "dropout." + member.key), member.key_where});
    }
  }
  if (written == nullptr) return Value(std::move(placed), dropout.where());
  const Value& name = bare(*written);
  const SchemePreset* scheme = name.is_text() ? found(scheme_presets(), name.text()) : nullptr;
  if (scheme == nullptr) {
    const MethodPreset* method = name.is_text() ? found(method_presets(), name.text()) : nullptr;
    unknown(
        name, "dropout", names_of(scheme_presets()),
        method == nullptr
            ? ""
            : fmt::format("is for one placement; write dropout: {{{}: {{preset: {}, ...}}}}",
                          method->where == "any" ? "<placement>"
                                                 : method->where.substr(0, method->where.find(',')),
                          method->name));
  }
  const Value out(std::move(placed), dropout.where());
  Value all = out;
  for (const std::string& placement : scheme->placements) {
    if (out.find(placement) == nullptr) all.set(placement, Value(common, name.where()));
  }
  return all;
}

}  // namespace regsweep
