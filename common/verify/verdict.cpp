#include "common/verify/verdict.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>
#include <utility>
#include <variant>

#include "common/verify/deed.h"
#include "common/verify/file.h"

namespace verify {
namespace {

std::string count(std::size_t n, const std::string& what) {
  return std::to_string(n) + what + (n == 1 ? "" : "s");
}

// "   0.055", the seconds of a trace.
std::string time_column(const trace::Event& event) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%8.3f",
                std::visit([](const auto& e) { return e.t; }, event));
  return text.data();
}

}  // namespace

Verdict::Verdict(const std::string& path, bool wire, bool frames)
    : path_{path}, lines_{read_expectations(path)} {
  const auto named =
      std::find_if(lines_.begin(), lines_.end(),
                   [](const auto& e) { return !e.frames.empty(); });
  if (named != lines_.end() && wire && !frames)
    throw std::runtime_error{
        path + ", line " + std::to_string(named->line) +
        ": to see frames, verify needs --websocket PORT or --tls PORT; in a "
        "play: the line 'websocket' or 'tls' before the first start"};
  judge_ = std::make_unique<Judge>(lines_, !wire);
}

void Verdict::take(const trace::Event& event) {
  // No line speaks of them.
  if (std::holds_alternative<trace::QueueChange>(event)) return;
  judge_->take(event);
  ++events_;
}

Verdict::Words Verdict::end() const {
  const auto unmet = judge_->unmet();
  if (!unmet) return {0, met()};
  if (!judge_->slow().empty())
    return {77, "this machine was too slow: " + judge_->slow() + "\n"};
  return {1, not_met(*unmet)};
}

// "8 of 8 lines met; 3 for the wire": without it they cannot be judged.
std::string Verdict::met() const {
  const std::size_t judged = judge_->judged();
  const std::size_t left = lines_.size() - judged;
  if (judged == 0 && left > 0)
    return count(left, " line") + " for the wire alone\n";
  return std::to_string(judged) + " of " + count(judged, " line") + " met" +
         (left > 0 ? "; " + std::to_string(left) + " for the wire" : "") + "\n";
}

std::string Verdict::not_met(const Unmet& unmet) const {
  std::string text;
  if (unmet.expectation != nullptr)
    text += path_ + ", line " + std::to_string(unmet.expectation->line) +
            ": not met: " + unmet.expectation->text + "\n";
  if (!unmet.nearest.empty()) text += "nearest: " + unmet.nearest + "\n";
  text += unmet.reason + "; there was:\n";
  for (const trace::Event& event : unmet.events)
    text += "  " + time_column(event) + "  " + in_words(event) + "\n";
  const std::size_t shown = unmet.from + unmet.events.size();
  if (shown == events_) text += "  (the end)\n";
  if (shown < unmet.to)
    text += "  (and " + std::to_string(unmet.to - shown) + " more)\n";
  return text;
}

}  // namespace verify
