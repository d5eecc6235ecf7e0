// What everything here reads and writes.
#pragma once

#include "common/text/bytes.h"

namespace websocket {

using text::append;
using text::Bytes;
using text::bytes_of;
using text::Output;
using text::text_of;

}  // namespace websocket
