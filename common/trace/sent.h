// What a host has sent, in a few words.
#pragma once

#include <string>
#include <vector>

#include "common/trace/trace.h"

namespace trace {

// The kinds of its segments, in order, as rules and expectations name them:
// "DATA FIN"; "nothing" if there are none. What is sent again is left out, and
// several of a kind in a row count as one: the timers of a slow machine change
// nothing here.
std::string sent(const std::vector<Event>& events, Host host);

}  // namespace trace
