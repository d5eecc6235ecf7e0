#include "common/websocket/bytes.h"

namespace websocket {

void append(Output& output, Bytes bytes) {
  output.insert(output.end(), bytes.begin(), bytes.end());
}

}  // namespace websocket
