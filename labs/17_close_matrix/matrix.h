// What the cells of a close matrix consist of, as close_cell prints them and as they
// are kept.
#pragma once

#include <array>

#include "common/text/matrix.h"

namespace matrix {

// The first two are in the overview, those with a head in a state's table.
inline constexpr std::array<Field, 10> fields = {{
    {"sends", "what it sends"},
    {"held", "its state while the answer is held"},
    {"returns", "what the call returns", "returns"},
    {"takes", "how long the call takes"},
    {"then_sends", "what it sends at the answer", "answered"},
    {"released", "its state after the answer", "state"},
    {"peer_reads", "what the peer reads", "peer reads"},
    {"peer_writes", "what the peer's writes return", "peer writes"},
    {"lost", "the bytes lost", "lost"},
    {"time_wait", "who is in TIME-WAIT", "TIME-WAIT"},
}};
inline constexpr Shape close_shape{
    .row = "state", .column = "way", .fields = fields};

}  // namespace matrix
