// The segments of a ladder as Wireshark lists them, one a line.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "common/ladder/rows.h"

namespace ladder {

class ListLadder {
 public:
  // `data`: what the payload begins with, too. `digits`: of the seconds.
  ListLadder(bool data, int digits) : data_{data}, digits_{digits} {}

  // The names of the columns.
  [[nodiscard]] std::string head() const;

  // Whether it has a line for it: for a segment, and for events that were lost.
  static bool takes(const Row& row);

  // "   5    0.050 192.0.2.1:40000 192.0.2.2:7000  [FIN, ACK] Seq=126 Ack=230
  // Len=0" and the line's end; empty for a row that it does not take. The number is
  // the segment's in the trace. A column for the end points gets wider when it
  // must.
  std::string draw(const Row& row);

 private:
  [[nodiscard]] std::string begin(const std::string& number, double t,
                                  const std::array<std::string, 2>& ends);

  bool data_;
  int digits_;
  std::array<std::size_t, 2> widths_ = {15, 15};  // "192.0.2.1:40000"
};

}  // namespace ladder
