// drop_cell: a packet that shall not get through is sent to the server; the kernel's
// counters, the sender and the program say where it ended.
//
// Watch:  scripts/lab drops old-timestamp
// Read:   nstat(8), ip(7), tcp(7); RFC 9293, section 3.10.7.4.
// Run:    scripts/lab drops
//
// A packet moves counters that each packet moves. So two good exchanges go before it,
// and what they have moved is not told. rows.h says what is sent, stations.h where
// it ends.

#include <poll.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/narrate/options.h"
#include "common/text/json.h"
#include "labs/18_way_in/rows.h"
#include "labs/18_way_in/sender.h"
#include "labs/18_way_in/stations.h"

namespace {

constexpr int patience =
    1500;  // milliseconds; the client sends again after 500

// The machine has one counter of martians, for all its hosts: others may move it at any
// time. It tells something where nothing else does.
constexpr std::string_view martians = "rt_cache:in_martian_src";

// Of what moved with the bad packet, and not with a good one. The messages of ICMP are
// counted once more, by their numbers: IcmpMsgOutType3.
std::string names_of(const host::Counters& bad, const host::Counters& good,
                     std::string_view station) {
  std::string names;
  for (const auto& [name, by] : bad)
    if (!good.contains(name) && !name.starts_with("IcmpMsg") &&
        !name.starts_with("Icmp6OutType") && !name.starts_with("rt_cache:"))
      names += (names.empty() ? "" : " ") + name;
  if (names.empty() && station == "IP" && bad.contains(std::string{martians}))
    names = martians;
  return names.empty() ? "nothing" : names;
}

void await_counter(const Hosts& hosts, const std::string& name,
                   long long before) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (count(hosts).at(name) <= before)
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error{"not within 10 s: " + name};
    else
      ::poll(nullptr, 0, 10);
}

struct Cells {
  std::string station{}, counters{}, sender{}, program{};
};

Cells play(const Row& row, Hosts& hosts) {
  row.begin(hosts);
  const host::Counters first = count(hosts);
  for (int n = 0; n < 2; ++n) row.good(hosts);
  const host::Counters good = host::moved(first, count(hosts));

  row.prepare(hosts);
  hosts.told.clear();
  hosts.call.clear();
  const host::Counters before = count(hosts);
  row.bad(hosts);
  host::Counters bad = host::moved(before, count(hosts));
  Cells cells{.station = std::string{station_of(good, bad)}};
  cells.sender = sender_of(hosts);
  cells.program = hosts.server ? read_some(hosts.server) : "nothing";

  if (cells.program == "EAGAIN" || !hosts.server) {
    pollfd asked{hosts.server.get(), POLLIN, 0};
    ::poll(&asked, 1, patience);
    let_arrive(hosts);
    if (sends_again(hosts)) cells.sender += ", sends again";
    const std::string late = hosts.server ? read_some(hosts.server) : "EAGAIN";
    if (late != "EAGAIN") cells.program += ", then " + late;
  }
  if (!row.until.empty()) {
    const std::string name{row.until};
    await_counter(hosts, name, before.at(name));
    bad.merge(host::moved(before, count(hosts)));
  }
  cells.counters = names_of(bad, good, cells.station);
  part(hosts);
  return cells;
}

void print(const Row& row, const Cells& cells) {
  for (const auto& [what, says] : {std::pair{"station", cells.station},
                                   {"counters", cells.counters},
                                   {"sender", cells.sender},
                                   {"program", cells.program}})
    std::cout << json::Writer{}
                     .text("packet", row.packet)
                     .text("what", what)
                     .text("says", says)
                     .finish()
              << std::endl;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "drop_cell [--packet NAME] [--folder F]\n"
      "Sends packets that shall not get through, inside scripts/two_hosts.sh,\n"
      "and prints what becomes of each, as lines of JSON.\n"
      "--packet NAME    TTL-0, TCP-checksum ...: only this one\n"
      "--folder F       for the traces and the pcaps (/tmp)");
  const std::string only = options.text("--packet", "");
  std::signal(SIGPIPE, SIG_IGN);  // of a wire that has ended
  const auto wire =
      std::filesystem::path{argv[0]}.parent_path() / "../00_instruments/wire";
  const std::filesystem::path folder = options.text("--folder", "/tmp");
  int number = 7000;
  for (const Row& row : rows) {
    ++number;
    if (!only.empty() && row.packet != only) continue;
    Hosts hosts{.wire = {wire, folder / row.packet, std::string{row.rule}},
                .name = std::string{row.server},
                .port = std::to_string(number)};
    print(row, play(row, hosts));
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
