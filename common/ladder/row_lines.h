// The rows of a ladder as lines of JSON, for a program that draws them itself.
// labs/00_instruments/README.md, "Rows for another program", says what each key means.
#pragma once

#include <string>

#include "common/ladder/rows.h"
#include "common/trace/reader.h"

namespace ladder {

class RowLines {
 public:
  // Before the rows of that moment: which queues it tells of.
  void take(const trace::Moment& moment);

  // One object, and the line's end. Its text is whole: nothing is cut to a width.
  std::string draw(const Row& row);

 private:
  long number_ = 0;
  std::map<int, trace::Queues> news_;  // by connection: no row has told it yet
};

}  // namespace ladder
