#include "common/stage/record.h"

#include <cerrno>
#include <iostream>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <variant>

namespace stage {
namespace {

void say_unsaved() {
  std::cerr << "stage: the trace cannot be saved: "
            << std::generic_category().message(errno) << "\n";
}

}  // namespace

Record::Record(const Plan& plan, std::function<void(std::string_view)> print)
    : print_{std::move(print)},
      marker_{plan.marker},
      reader_{plan.frames},
      rows_{ladder::has_no_utf8() ? "..." : "…"} {
  if (!plan.expected.empty())
    verdict_.emplace(plan.expected, plan.wire, plan.frames.has_value());
  if (!plan.saved.empty()) {
    errno = 0;
    saved_.open(plan.saved);
    if (!saved_) say_unsaved();
    if (!plan.wire) keep(trace::to_json(trace::Version{}) + "\n");
  }
  if (plan.wire)
    ladder_.emplace(
        ladder::TextStyle{
            .ascii = ladder::has_no_utf8(), .data = plan.data, .why = plan.why},
        plan.width);
}

void Record::begin() {
  if (ladder_) print_(ladder_->head(""));
}

trace::Event Record::take(std::string_view line) {
  auto read = reader_.read(line);
  if (const auto* bad = std::get_if<trace::BadLine>(&read))
    throw std::runtime_error{"the wire's trace: " + bad->reason};
  auto& moment = std::get<trace::Moment>(read);
  keep(std::string{line} + "\n");
  if (verdict_) verdict_->take(moment.event);
  if (marker_ != nullptr) marker_->take(moment.event);
  queues_.take(moment);
  draw(rows_.take(moment));
  return std::move(moment.event);
}

void Record::take(const trace::Event& event) {
  keep(trace::to_json(event) + "\n");
  if (verdict_) verdict_->take(event);
}

// A full disk does not end the scene.
void Record::keep(std::string_view text) {
  if (!saved_.is_open() || !saved_) return;
  errno = 0;
  saved_ << text << std::flush;
  if (!saved_) say_unsaved();
}

std::string Record::queues() const {
  constexpr std::size_t most_rows = 40;
  return ladder::queues_text(queues_.series(), ladder::terminal_columns(),
                             most_rows, ladder::has_no_utf8());
}

verify::Verdict::Words Record::verdict() const {
  return verdict_ ? verdict_->end() : verify::Verdict::Words{};
}

void Record::draw(const std::vector<ladder::Row>& rows) {
  if (!ladder_) return;
  std::string text;
  for (const ladder::Row& row : rows) {
    text += ladder_->draw(row);
    if (marker_ != nullptr) marker_->draw(row);
  }
  if (!text.empty()) print_(text);
}

}  // namespace stage
