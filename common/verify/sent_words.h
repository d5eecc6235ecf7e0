// What a line says is sent: "FIN dropped", "data \"GET\"", "ICMP port unreachable".
#pragma once

#include "common/text/words.h"
#include "common/verify/expectation.h"

namespace verify {

// Reads what stands behind "sends" or "retransmits". Throws text::BadWord.
void read_sent(text::Words& line, Expectation& e);

// Whether "within" or "not before" comes next: a text ends there.
bool begins_times(const text::Words& line);

}  // namespace verify
