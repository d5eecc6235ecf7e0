// wire: joins the two hosts, and is the one place that sees everything: each
// segment, both kernels' states, and the programs' calls, on one clock.
//
// Watch:  scripts/lab run 05 half_close
// Read:   labs/00_instruments/README.md; sock_diag(7).
// Run:    inside scripts/two_hosts.sh: wire --trace - | ladder

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/narrate/options.h"
#include "common/text/words.h"
#include "common/wire/loop.h"
#include "common/wire/rules.h"

namespace {

using wire::Rule;

// A rule a line; "#" begins a comment.
std::vector<Rule> read_rules(std::string_view text) {
  std::vector<Rule> rules;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find_first_of("\n;"));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.find_first_not_of(" \t") == line.npos || line[0] == '#') continue;
    auto rule = wire::parse_rule(line);
    if (const auto* bad = std::get_if<wire::BadRule>(&rule))
      throw UsageError{"--rule: '" + std::string{line} + "', column " +
                       std::to_string(bad->column) + ": " + bad->reason};
    rules.push_back(std::get<Rule>(rule));
  }
  return rules;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "wire [--delay TIME] [--rule TEXT ...] [--trace FILE] "
      "[--pcap FILE] [--keep N] [--calls PATH] [--data N] [--no-states] "
      "[--keys]\n"
      "Joins the two hosts of scripts/two_hosts.sh.\n"
      "--delay TIME    of each direction: 300ms, 2s\n"
      "--rule TEXT     what to do with a segment: 'drop client FIN 1';\n"
      "                several are parted by ';', or have a --rule each\n"
      "--step          holds each segment until a key: Enter or n\n"
      "                deliver, d drop, u duplicate, h behind the next,\n"
      "                /FIN Enter run to the next FIN (SYN, RST, DATA,\n"
      "                ACK, UPDATE), s show ss of both hosts, r run on, p\n"
      "                hold again, q quit; > lets go what the client\n"
      "                sends, < the server, and again: holds it; = all is\n"
      "                quiet?\n"
      "--keys          takes these keys, and holds nothing before p\n"
      "--trace FILE    writes the trace (-: to standard output)\n"
      "--pcap FILE     writes the packets, for Wireshark\n"
      "--keep N        of each only the last N MiB, the older half in\n"
      "                FILE.1\n"
      "--calls PATH    takes the calls of programs with LAB_TRACE=PATH\n"
      "--data N        shows so many bytes of each payload (64)\n"
      "--no-states     does not ask the kernels");
  const std::string delay = options.text("--delay", "0ms");
  const auto time = text::parse_time(delay);
  if (!time)
    throw UsageError{"--delay takes a time such as 300ms or 2s, not '" + delay +
                     "'"};
  const bool steps = options.has("--step");
  wire::Loop loop{
      {.rules = read_rules(options.text("--rule", "")),
       .delay = *time,
       .steps = steps,
       .looks = !options.has("--no-states"),
       .data_bytes = static_cast<std::size_t>(options.number("--data", 64))},
      {.trace = options.text("--trace", ""),
       .pcap = options.text("--pcap", ""),
       .keep = static_cast<std::size_t>(options.number("--keep", 0)) << 20,
       .calls = options.text("--calls", ""),
       .keys = steps || options.has("--keys")}};
  loop.run();
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
