#include "common/verify/nearest.h"

#include <array>
#include <cstdio>
#include <utility>
#include <variant>

#include "common/verify/matcher.h"

namespace verify {
namespace {

using Verb = Expectation::Verb;

double moment_of(const Fact& fact) {
  return std::visit([](const auto& any) { return any.t; }, *fact.event);
}

std::string called(const std::string& call) {
  return call.substr(0, call.find_first_of("(."));
}

// Data that are not told are near to none.
bool is_near(const Expectation& e, const Fact& fact) {
  if (!fact.deed || fact.deed->kind != Deed::Kind::sends_data)
    return matches(e, fact);
  if (!fact.deed->data) return false;
  Fact told = fact;
  told.deed->data_alone = false;
  return matches(e, told);
}

}  // namespace

void Nearest::add(std::string how, const Expectation& variant, bool last) {
  variants_.push_back({variant, std::move(how), last});
}

// The words in which a fact may differ from it, the least important first.
Nearest::Nearest(const Expectation& e) {
  const auto vary = [&](bool has, std::string how, auto change) {
    if (!has) return;
    Expectation variant = e;
    change(variant);
    add(std::move(how), variant);
  };
  const bool segment = e.verb == Verb::sends || e.verb == Verb::retransmits;
  vary(e.verb == Verb::returns || e.verb == Verb::reads, "another result",
       [](auto& v) { v.compare = Expectation::Result::any; });
  vary(e.verb == Verb::call && !called(e.pattern).empty(), "other arguments",
       [](auto& v) { v.pattern = called(v.pattern); });
  vary(e.verb == Verb::sends_data && !e.pattern.empty(), "other data",
       [](auto& v) { v.pattern.clear(); });
  vary(!e.protocol.empty() && !e.pattern.empty(), "another message",
       [](auto& v) { v.pattern.clear(); });
  vary(e.fate.has_value(), "another fate", [](auto& v) { v.fate.reset(); });
  vary(e.length.has_value(), "another length",
       [](auto& v) { v.length.reset(); });
  vary(e.window.has_value(), "another window",
       [](auto& v) { v.window.reset(); });
  vary(!e.frames.empty() && e.data, "other frames",
       [](auto& v) { v.frames.clear(); });
  vary(e.verb == Verb::sends && e.protocol.empty() && !e.kind,
       "a retransmission", [](auto& v) { v.verb = Verb::retransmits; });
  vary(e.verb == Verb::retransmits, "no retransmission",
       [](auto& v) { v.verb = Verb::sends; });
  vary(e.connection != 0, "not #" + std::to_string(e.connection),
       [](auto& v) { v.connection = 0; });
  vary(e.verb != Verb::note, "not the " + std::string{name(e.host)},
       [](auto& v) { v.host = trace::other(v.host); });
  early_ = variants_.size();
  add("too early", e);
  // SYN of SYN ACK, FIN of FIN DATA.
  vary(segment && e.flags != packet::ACK && e.flags != 0, "other flags",
       [](auto& v) {
         for (const auto flag : {packet::SYN, packet::FIN, packet::RST})
           if ((v.flags & flag) != 0) {
             v.flags = flag;
             break;
           }
         v.data = false;
         v.length.reset();
         v.frames.clear();
       });
  if (e.verb != Verb::state) return;
  Expectation any = e;
  any.pattern.clear();
  add("the last state", any, true);
}

void Nearest::take(const Fact& fact) {
  for (std::size_t i = 0; i < variants_.size(); ++i) {
    if (found_ &&
        (found_->rank < i || (found_->rank == i && !variants_[i].last)))
      return;
    if (i == early_ || !is_near(variants_[i].e, fact)) continue;
    found_ = {i, moment_of(fact), in_words(fact), variants_[i].how};
    const bool call = std::holds_alternative<trace::Call>(*fact.event) ||
                      std::holds_alternative<trace::Return>(*fact.event);
    if (call && fact.connection == 0 && variants_[early_].e.connection != 0)
      found_->how = "its connection is not known";
    return;
  }
}

void Nearest::take_early(const Fact& fact) {
  if (matches(variants_[early_].e, fact))
    found_ = {early_, moment_of(fact), in_words(fact), variants_[early_].how};
}

std::optional<double> Nearest::at() const {
  return found_ ? std::optional{found_->t} : std::nullopt;
}

std::string Nearest::words() const {
  if (!found_) return "";
  std::array<char, 32> time{};
  std::snprintf(time.data(), time.size(), "%.3f", found_->t);
  return std::string{time.data()} + "  " + found_->words + " (" + found_->how +
         ")";
}

}  // namespace verify
