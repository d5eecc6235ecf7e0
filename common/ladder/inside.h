// What the segments of a trace carry, as the command line says it.
#pragma once

#include <optional>
#include <string_view>

#include "common/text/options.h"
#include "common/trace/frames.h"

namespace ladder {

// For the usage line of a program, and for its --help.
inline constexpr std::string_view inside_usage = "[--websocket P] [--tls P]";
inline constexpr std::string_view inside_help =
    "--websocket P      names the WebSocket frames inside the segments from "
    "and\n"
    "                   to port P, and the heads of HTTP: client sends [Close "
    "1000].\n"
    "                   The wire must have kept them: wire --data 65535\n"
    "--tls P            the same of the records of TLS: [ServerHello 1.3]. "
    "What is\n"
    "                   encrypted stays so\n";

// Nothing, if no option asks for it. Throws UsageError.
std::optional<trace::Frames> frames_of(const Options& options);

}  // namespace ladder
