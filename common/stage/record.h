// What happened in a scene: each event is kept, drawn and judged as it comes.
#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/check/marker.h"
#include "common/ladder/queues.h"
#include "common/ladder/rows.h"
#include "common/ladder/terminal.h"
#include "common/trace/reader.h"
#include "common/trace/trace.h"
#include "common/verify/verdict.h"

namespace stage {

class Record {
 public:
  struct Plan {
    bool wire = false;  // the trace has segments, and is drawn
    bool data = false;  // what the payloads begin with is drawn
    bool why = false;   // and why each segment was sent
    std::optional<std::size_t>
        width{};  // of the ladder; nothing: the terminal's
    std::optional<trace::Frames> frames{};  // names what the segments carry
    std::string expected{};  // the file of the expectation; empty: none
    std::string saved{};     // the file that keeps it; empty: none
    check::Marker* marker = nullptr;  // of an exercise; none: it is none
  };

  // `print`: takes what is drawn. Throws std::runtime_error, or std::system_error,
  // if the expectation cannot be read.
  Record(const Plan& plan, std::function<void(std::string_view)> print);

  // Draws what stands above all rows.
  void begin();

  // Takes a line of the trace, and returns its event. Throws std::runtime_error if
  // the line is no event.
  trace::Event take(std::string_view line);

  // An event where there is no wire.
  void take(const trace::Event& event);

  // Nothing more comes for now: draws the row that waited for it.
  void settle() { draw(rows_.settle()); }
  [[nodiscard]] bool waits() const { return rows_.waits(); }

  // How many bytes lay where, over time: as text, and as an SVG.
  [[nodiscard]] std::string queues() const;
  [[nodiscard]] std::string queues_svg(std::string_view title) const {
    return ladder::queues_svg(queues_.series(), title);
  }

  // After the last event. If no expectation was given: status 0, and no words.
  [[nodiscard]] verify::Verdict::Words verdict() const;

 private:
  void keep(std::string_view text);
  void draw(const std::vector<ladder::Row>& rows);

  std::function<void(std::string_view)> print_;
  check::Marker* marker_;
  trace::TraceReader reader_;
  ladder::Rows rows_;
  std::optional<ladder::TerminalLadder> ladder_;
  ladder::QueueLog queues_;
  std::optional<verify::Verdict> verdict_;
  std::ofstream saved_;
};

}  // namespace stage
