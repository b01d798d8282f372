#include "training/batches.hpp"

#include <algorithm>

#include "core/hash.hpp"
#include "random/draws.hpp"
#include "tensor/kernels/elementwise.hpp"

namespace regsweep {
namespace {

// Beginnings of the windows of a step; a function of the contract's words.
std::vector<std::int64_t> drawn_windows(std::uint32_t seed, std::int64_t step, std::int64_t count,
                                        std::int64_t tokens, std::int64_t context) {
  std::vector<std::int64_t> first;
  for (const std::uint32_t word :
       words(stream_key(seed, "order"), static_cast<std::uint32_t>(step), 0, count)) {
    first.push_back(static_cast<std::int64_t>(
        (static_cast<std::uint64_t>(word) * static_cast<std::uint64_t>(tokens - context)) >> 32));
  }
  return first;
}

}  // namespace

std::int64_t examples_for(Task task, std::int64_t sequence, std::int64_t count,
                          std::int64_t context) {
  return task == Task::next_token && sequence == 0
             ? std::max<std::int64_t>(0, (count - 1) / context)
             : count;
}

Batches::Batches(std::shared_ptr<const Dataset> data, std::int64_t context, std::int64_t batch,
                 std::uint32_t seed)
    : data_(std::move(data)),
      context_(data_->sequence > 0 ? data_->sequence : context),
      batch_size_(batch),
      examples_(examples_for(data_->task, data_->sequence, data_->count(data_->train), context_)),
      seed_(seed),
      text_(data_->task == Task::next_token && data_->sequence == 0) {
  RS_CHECK(examples_ > 0, "a training part with examples");
  const auto rows = static_cast<std::size_t>(largest());
  if (data_->task == Task::next_token) {
    batch_.time = context_;
    batch_.tokens.reserve(rows * static_cast<std::size_t>(context_));
    batch_.labels.reserve(rows * static_cast<std::size_t>(context_));
  } else {
    batch_.features.resize({rows, static_cast<std::size_t>(data_->features)});
    if (data_->task == Task::regression) {
      batch_.targets.resize({rows, static_cast<std::size_t>(data_->outputs)});
    }
  }
}

std::int64_t Batches::largest() const {
  return text_ && !data_->each_once ? batch_size_ : std::min(batch_size_, examples_);
}

void Batches::choose(std::int64_t step) {
  if (text_ && !data_->each_once) {
    chosen_ = drawn_windows(seed_, step, batch_size_, data_->count(data_->train), context_);
    return;
  }
  const std::int64_t epoch = step / steps_per_epoch(),
                     first = step % steps_per_epoch() * batch_size_;
  if (epoch != order_epoch_) {
    order_ = epoch_order(seed_, static_cast<std::uint32_t>(epoch), examples_);
    order_epoch_ = epoch;
  }
  chosen_.assign(order_.begin() + first, order_.begin() + std::min(examples_, first + batch_size_));
  if (text_) {
    for (std::int64_t& each : chosen_) each *= context_;
  }
}

const Batch& Batches::at(std::int64_t step) {
  choose(step);
  batch_.rows = static_cast<std::int64_t>(chosen_.size());
  if (data_->task == Task::next_token) {
    copy_windows();
  } else {
    copy_rows();
  }
  return batch_;
}

void Batches::copy_rows() {
  kernels::gather_rows(batch_.rows, data_->features, data_->train.features.data(), chosen_.data(),
                       batch_.features.data());
  batch_.targets_in_loss = batch_.rows;
  if (data_->task == Task::regression) {
    return kernels::gather_rows(batch_.rows, data_->outputs, data_->train.targets.data(),
                                chosen_.data(), batch_.targets.data());
  }
  batch_.labels.clear();
  for (const std::int64_t each : chosen_) {
    batch_.labels.push_back(data_->train.labels[static_cast<std::size_t>(each)]);
  }
}

void Batches::copy_windows() {
  batch_.tokens.clear();
  batch_.labels.clear();
  for (const std::int64_t each : chosen_) {
    const auto first = data_->train.tokens.begin() + (text_ ? each : each * context_);
    const auto targets = text_ ? first + 1 : data_->train.next.begin() + each * context_;
    batch_.tokens.insert(batch_.tokens.end(), first, first + context_);
    batch_.labels.insert(batch_.labels.end(), targets, targets + context_);
  }
  batch_.targets_in_loss = std::count_if(batch_.labels.begin(), batch_.labels.end(),
                                         [](std::int32_t label) { return label >= 0; });
}

std::string Batches::certificate() const {
  const std::vector<std::int64_t> first =
      text_ && !data_->each_once
          ? drawn_windows(seed_, 0, batch_size_, data_->count(data_->train), context_)
          : epoch_order(seed_, 0, examples_);
  return xxh3_128(first.data(), first.size() * sizeof(std::int64_t));
}

}  // namespace regsweep
