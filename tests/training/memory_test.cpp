// Memory of training: what is reserved in the first steps serves all later ones. Replaces the global operators new and delete of this
// test program by ones that count.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "support/small_trial.hpp"

using namespace regsweep;
using namespace regsweep::testing;

namespace {

std::int64_t held = 0, largest = 0;  // bytes that are allocated now; the largest piece since it was last set to 0

constexpr std::size_t header = 64;  // in front of each piece: its length, and room that keeps any alignment up to 64

void* counted(std::size_t bytes) {
  void* memory = nullptr;
  if (posix_memalign(&memory, header, bytes + header) != 0) throw std::bad_alloc();
  *static_cast<std::size_t*>(memory) = bytes;
  held += static_cast<std::int64_t>(bytes), largest = std::max(largest, static_cast<std::int64_t>(bytes));
  return static_cast<char*>(memory) + header;
}

void release(void* pointer) {
  if (pointer == nullptr) return;
  void* memory = static_cast<char*>(pointer) - header;
  held -= static_cast<std::int64_t>(*static_cast<std::size_t*>(memory));
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new(std::size_t bytes, std::align_val_t) { return counted(bytes); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

TEST_CASE("after three steps, 200 more hold not a byte more and reserve no array; dropout at every site") {
  const bool text = GENERATE(true, false);
  std::vector<std::pair<std::string, Value>> changes{{text ? "training.steps" : "training.epochs", Value(100000)}};
  if (text)
    for (const char* site : {"embedding", "attention", "residual", "ffn", "head", "output"})
      changes.emplace_back(std::string("dropout.") + site, Value(0.37));
  Trainer trainer(text ? small_transformer_trial(changes) : small_trial(changes), 2, text ? small_text() : small_classes());
  for (int step = 0; step < 3; ++step) trainer.step();
  const std::int64_t before = held;
  largest = 0;
  for (int step = 0; step < 200; ++step) trainer.step();
  CHECK(held == before);
  CHECK(largest <= 1024);  // lists of a batch's rows
}
