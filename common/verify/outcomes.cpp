#include "common/verify/outcomes.h"

#include <algorithm>
#include <iterator>
#include <variant>

#include "common/verify/matcher.h"

namespace verify {
namespace {

constexpr std::size_t most_kept = 1'000;

}  // namespace

void Outcomes::keep(const Fact& fact, std::size_t lines) {
  auto& kept = kept_[host_of(fact)];
  const std::string words = in_words(fact);
  const auto same =
      std::count_if(kept.begin(), kept.end(), [&](const Kept& one) {
        return one.words == words && one.fact.connection == fact.connection;
      });
  if (static_cast<std::size_t>(same) >= lines || kept.size() == most_kept)
    return;
  kept.push_back({*fact.event, fact, words});
  kept.back().fact.event = &kept.back().event;
}

bool Outcomes::use(const Expectation& e, double& t) {
  auto& kept = kept_[e.host];
  const auto found =
      std::find_if(kept.begin(), kept.end(),
                   [&](const Kept& one) { return matches(e, one.fact); });
  if (found == kept.end()) return false;
  t = std::visit([](const auto& any) { return any.t; }, found->event);
  if (found->fact.deed && e.block != Expectation::Block::together) {
    const auto behind = std::next(found);
    for (auto one = kept.begin(); one != behind;)
      one = one->fact.deed ? kept.erase(one) : std::next(one);
  } else {
    kept.erase(found);
  }
  return true;
}

void Outcomes::forget_deeds(trace::Host host) {
  kept_[host].remove_if([](const Kept& one) { return one.fact.deed; });
}

}  // namespace verify
