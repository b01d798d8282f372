// Which variants of a plan claims speak of: settings, labels and axes become numbers of variants.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sweep/conditions.hpp"

namespace regsweep {

/// Finds the variants that claims speak of while cells become variants.
class ClaimVariants {
 public:
  /// `claims`: from read_claims. ConfigurationError for settings and axes that do not exist.
  ClaimVariants(const Value& claims, const std::vector<Block>& blocks, const Schema& schema);

  /// A cell of the product and the variant that it means.
  void see(const Cell& cell, std::size_t variant, const std::string& label);

  /// After all cells: the claims, in `expect` of each the variants: of_variant, against_variant,
  /// order_variants, or along_variants: [[value, variant], ...], by value. ConfigurationError where
  /// settings pick none or several.
  Value of_variants() const { return resolved("variant"); }

  /// The same for the arms of a tuned comparison, seen in the place of variants: of_arm, ...
  Value of_arms() const { return resolved("arm"); }

 private:
  struct Choice {  // settings, or a label, that pick variants
    std::string what;
    Value given;
    std::vector<Conditions> conditions;  // one, or none: a label, or all cells
    std::set<std::size_t> variants;
  };
  struct Point {
    Value value;  // on the axis
    std::size_t variant;
  };
  struct Resolving {
    std::string name;
    std::vector<Choice> choices;  // of, against, or those of order; of along: where
    std::string axis;             // "": none
    Location axis_where;
    std::vector<Point> points;
  };

  Choice choice(const std::string& what, const Value* given, const std::vector<Block>& blocks,
                const Schema& schema) const;
  Value resolved(const std::string& what) const;
  Value along(const Resolving& each) const;
  std::size_t only(const Choice& choice) const;

  Value claims_;
  std::vector<Resolving> resolving_;
  std::vector<std::string> labels_;  // of variants, by number
};

/// The claims of arms, as those of the variants that their chosen settings became.
Value claims_of_variants(const Value& claims_of_arms, const std::vector<Value>& variant_of_arm);

/// A claim without what was found out of which variants or arms it speaks: as it was written.
Value claim_as_written(Value claim);

}  // namespace regsweep
