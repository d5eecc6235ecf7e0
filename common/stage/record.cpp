#include "common/stage/record.h"

#include <stdexcept>
#include <utility>
#include <variant>

namespace stage {
namespace {

trace::TraceReader reader_of(int websocket) {
  if (websocket == 0) return trace::TraceReader{};
  return trace::TraceReader{
      trace::Frames{static_cast<std::uint16_t>(websocket)}};
}

}  // namespace

Record::Record(const Plan& plan, std::function<void(std::string_view)> print)
    : print_{std::move(print)},
      reader_{reader_of(plan.websocket)},
      rows_{ladder::has_no_utf8() ? "..." : "…"} {
  if (!plan.expected.empty())
    verdict_.emplace(plan.expected, plan.wire, plan.websocket != 0);
  if (!plan.saved.empty()) saved_.open(plan.saved);
  if (plan.wire)
    ladder_.emplace(ladder::TextStyle{.ascii = ladder::has_no_utf8()});
}

void Record::begin() {
  if (ladder_) print_(ladder_->head(""));
}

trace::Event Record::take(std::string_view line) {
  auto read = reader_.read(line);
  if (const auto* bad = std::get_if<trace::BadLine>(&read))
    throw std::runtime_error{"the wire's trace: " + bad->reason};
  auto& moment = std::get<trace::Moment>(read);
  if (saved_.is_open()) saved_ << line << "\n" << std::flush;
  if (verdict_) verdict_->take(moment.event);
  draw(rows_.take(moment));
  return std::move(moment.event);
}

void Record::take(const trace::Event& event) {
  if (saved_.is_open()) saved_ << trace::to_json(event) << "\n" << std::flush;
  if (verdict_) verdict_->take(event);
}

verify::Verdict::Words Record::verdict() const {
  return verdict_ ? verdict_->end() : verify::Verdict::Words{};
}

void Record::draw(const std::vector<ladder::Row>& rows) {
  if (!ladder_) return;
  std::string text;
  for (const ladder::Row& row : rows) text += ladder_->draw(row);
  if (!text.empty()) print_(text);
}

}  // namespace stage
