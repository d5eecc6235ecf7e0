#include "common/text/bytes.h"

namespace text {

void append(Output& output, Bytes bytes) {
  output.insert(output.end(), bytes.begin(), bytes.end());
}

}  // namespace text
