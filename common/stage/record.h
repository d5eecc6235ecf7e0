// What happened in a scene: each event is kept, drawn and judged as it comes.
#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/observe/ladder_rows.h"
#include "common/observe/terminal.h"
#include "common/observe/trace.h"
#include "common/observe/trace_reader.h"
#include "common/observe/verdict.h"

namespace stage {

class Record {
 public:
  struct Plan {
    bool wire = false;       // the trace has segments, and is drawn
    int websocket = 0;       // the port whose frames are named; 0: none
    std::string expected{};  // the file that it must be like; empty: none
    std::string saved{};     // the file that keeps it; empty: none
  };

  // `print`: takes what is drawn. Throws std::runtime_error, or std::system_error,
  // if the expectation cannot be read.
  Record(const Plan& plan, std::function<void(std::string_view)> print);

  // Draws what stands above all rows.
  void begin();

  // A line of the trace. Returns the event. Throws std::runtime_error if it is none.
  observe::Event take(std::string_view line);

  // An event where there is no wire.
  void take(const observe::Event& event);

  // Draws what waits for what may come next: nothing does.
  void settle() { draw(rows_.settle()); }
  [[nodiscard]] bool waits() const { return rows_.waits(); }

  // After the last event. Nothing is expected: status 0, and no words.
  [[nodiscard]] observe::Verdict::Words verdict() const;

 private:
  void draw(const std::vector<observe::Row>& rows);

  std::function<void(std::string_view)> print_;
  observe::TraceReader reader_;
  observe::Rows rows_;
  std::optional<observe::TerminalLadder> ladder_;
  std::optional<observe::Verdict> verdict_;
  std::ofstream saved_;
};

}  // namespace stage
