// Which part of a trace is shown: some connections, one port, one host, a time.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "common/text/options.h"
#include "common/trace/trace.h"

namespace ladder {

// For the usage line of a program, and for its --help.
inline constexpr std::string_view choice_usage =
    "[--connection LIST] [--port P] [--host HOST] [--from SECONDS] "
    "[--to SECONDS]";
inline constexpr std::string_view choice_help =
    "--connection LIST  only these: 3, or 1,3, as the trace numbers them\n"
    "--port P           only connections with that port at one end\n"
    "--host HOST        only connections with that address (192.0.2.1), or "
    "end\n"
    "                   point (192.0.2.1:7000). client, server: only what "
    "this\n"
    "                   one calls and sends, and the states that it comes to\n"
    "--from SECONDS     only what happened then or later\n"
    "--to SECONDS       only what happened until then\n"
    "                   Calls that do not say which connection they are for\n"
    "                   stay, whichever is chosen, and so do notes.\n";

class Choice {
 public:
  Choice() = default;  // everything

  // What the command line chooses. Throws UsageError.
  explicit Choice(const Options& options);

  // The events must come in the trace's order: a segment that is not shown does
  // not arrive either.
  bool shows(const trace::Event& event);

  // At the end: that all segments were left out; else empty.
  [[nodiscard]] std::string remark() const;

 private:
  static constexpr double unlimited = std::numeric_limits<double>::infinity();
  struct Hidden {       // something sent that is not shown
    bool fits = false;  // in all but its host
  };

  bool is_chosen(const trace::Event& event);
  [[nodiscard]] bool fits(int connection, std::string_view source,
                          std::string_view destination) const;
  [[nodiscard]] bool fits(const trace::Ends& ends) const;
  void learn(int connection, const std::string& one, const std::string& other);
  bool note_sent(long id, trace::Host from, bool fits);

  std::set<int> connections_;        // none: all
  std::string port_;                 // ":7000"; empty: any
  std::optional<trace::Host> role_;  // none: both
  std::string end_;                  // an address, or an end point; empty: any
  double from_ = -unlimited;
  double to_ = unlimited;
  std::map<long, Hidden> hidden_;  // by id
  std::set<int> hidden_connections_;
  std::set<std::tuple<trace::Host, int, long>> hidden_calls_;
  std::map<std::string, int> numbers_;  // of connections, by "LOCAL PEER"
  long sent_ = 0;                       // segments and other packets
  long chosen_ = 0;                     // of them
};

}  // namespace ladder
