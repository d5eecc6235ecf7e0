// A frame as RFC 6455 draws it in section 5.2: 32 bits a row, each with its name.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/websocket/bytes.h"

namespace websocket {

// The rows as lines of 72 columns, less a line's end. `frame`: its bytes as they
// were sent, or the first of them: what is there is drawn. Left of each row
// stands the position of its first byte; `position`: of the frame's.
std::vector<std::string> picture(Bytes frame, std::size_t position = 0);

}  // namespace websocket
