// sniff: the trace of connections that it only watches, on an interface or in a
// capture that was taken elsewhere.
//
// Watch:  sniff --read FILE.pcap | ladder
// Read:   packet(7); pcap-savefile(5).
// Run:    sudo build/labs/00_instruments/sniff --interface lo --port 7000
//
// This is longer than a screen: packets come from a live device or from a file, and
// both must say what they could not use.

#include <poll.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iostream>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "common/cause/causes.h"
#include "common/host/interface.h"
#include "common/host/kernel.h"
#include "common/host/signals.h"
#include "common/narrate/options.h"
#include "common/packet/capture.h"
#include "common/packet/capture_clock.h"
#include "common/packet/passed_over.h"
#include "common/socket/must.h"
#include "common/trace/connections.h"
#include "common/trace/outlet.h"
#include "common/trace/trace.h"

namespace {

constexpr int quiet_milliseconds = 20;
constexpr int packets_a_turn = 64;
constexpr std::size_t most_connections = 50'000;  // that are known at once

// A connection's ends, the client's first, and what this kernel said of them.
struct Watched {
  std::array<packet::Endpoint, 2> ends;
  std::array<std::string, 2> states{"gone", "gone"};
};

class Sniffer {
 public:
  explicit Sniffer(const Options& options)
      : port_{options.number("--port", 0)},
        data_bytes_{static_cast<std::size_t>(options.number("--data", 64))} {
    if (options.has("--states")) kernel_.emplace();
    write(trace::Version{});
  }

  void take(const packet::Captured& captured) {
    ++packets_;
    last_t_ = clock_.read(captured);
    if (!clock_.remark().empty()) write(trace::Note{last_t_, clock_.remark()});
    const auto parsed = packet::parse(captured.ip);
    if (!captured.reason.empty())
      passed_over_.add(captured.number, captured.reason);
    else if (const auto* none = std::get_if<packet::NoSegment>(&parsed))
      passed_over_.add(captured.number, none->reason);
    else if (const auto* datagram = std::get_if<packet::Datagram>(&parsed))
      tell(*datagram);
    else
      tell(std::get<packet::Packet>(parsed));
  }

  // Once all is quiet: the kernel may still have been at the last segments when
  // it was asked.
  [[nodiscard]] bool unsettled() const { return !recent_.empty(); }
  void look_again() {
    for (const int number : recent_) look(number);
    recent_.clear();
  }

  // Says what was passed over, and that nobody saw so many packets.
  void finish(long lost) {
    if (lost > 0) write(trace::Lost{last_t_, lost});
    trace_.finish();
    passed_over_.tell(std::cerr, "sniff");
    if (clock_.times_back() > 1)
      std::cerr << "sniff: the clock went back " << clock_.times_back()
                << " times\n";
    if (forgotten_ > 0)
      std::cerr << "sniff: " << forgotten_
                << " connections were forgotten, each after the longest "
                   "silence: it knows "
                << most_connections << " at once\n";
  }

  // An empty trace is not left unexplained.
  void explain_nothing() const {
    if (packets_ == 0) std::cerr << "sniff: there was no packet\n";
    if (packets_ > 0 && last_id_ == 0 && port_ != 0)
      std::cerr << "sniff: no packet has port " << port_ << "\n";
  }

  trace::Outlet& trace() { return trace_; }

 private:
  Watched& watch(const trace::Connection& connection,
                 const packet::Packet& packet) {
    const auto [found, fresh] = watched_.try_emplace(connection.number);
    if (fresh) {
      // Only a server sends SYN ACK. In the middle: clients' ports are high.
      const bool from_client =
          packet.has(packet::SYN)
              ? !packet.has(packet::ACK)
              : packet.source.port > packet.destination.port;
      found->second.ends = {packet.source, packet.destination};
      if (!from_client) std::ranges::reverse(found->second.ends);
      if (connections_.known() > most_connections) forget_oldest();
    }
    return found->second;
  }

  void forget_oldest() {
    const int number = connections_.forget_oldest();
    watched_.erase(number);
    recent_.erase(number);
    ++forgotten_;
  }

  // Asks this kernel of both ends. It knows those of its own host alone: the
  // other counts as gone, and stays so. The segment is no longer on its way, so
  // these are the states that it led to.
  void look(int number) {
    Watched& watched = watched_.at(number);
    for (std::size_t host = 0; host < 2; ++host) {
      const packet::Endpoint& end = watched.ends[host];
      const packet::Endpoint& peer = watched.ends[1 - host];
      std::string state{kernel_->state(end, peer)};
      if (state == "LISTEN") state = "gone";  // not this connection's socket
      std::string& known = watched.states[host];
      if (state == known) continue;
      write(trace::State{last_t_, static_cast<trace::Host>(host),
                         end.to_string(), peer.to_string(), known, state,
                         number});
      known = state;
    }
  }

  void tell(const packet::Packet& packet) {
    if (port_ != 0 && packet.source.port != port_ &&
        packet.destination.port != port_)
      return;
    trace::Connection& connection = connections_.find(packet);
    Watched& watched = watch(connection, packet);
    trace::Segment segment =
        trace::describe(connection, packet, data_bytes_, last_t_);
    segment.id = ++last_id_;
    connections_.remember(packet, segment);
    segment.from = packet.source == watched.ends[0] ? trace::Host::client
                                                    : trace::Host::server;
    write(segment);
    if (!kernel_) return;
    look(connection.number);
    recent_.insert(connection.number);
  }

  // Whether a packet that is no TCP goes from the client to the server: a client
  // asks from a high port. If that says nothing, the lower address is its own.
  static bool asks(const packet::Endpoint& source,
                   const packet::Endpoint& destination) {
    return source.port != destination.port ? source.port > destination.port
                                           : source < destination;
  }

  // An ICMP error goes to the host that sent what it quotes. Else a client sends
  // the echo request.
  void tell(const packet::Datagram& datagram) {
    bool from_client = asks(datagram.source, datagram.destination);
    if (datagram.quote)
      from_client = !asks(datagram.quote->source, datagram.quote->destination);
    if (datagram.text.starts_with("echo "))
      from_client = datagram.text == "echo request";
    const auto& end = datagram.quote ? datagram.quote->source : datagram.source;
    const auto& peer =
        datagram.quote ? datagram.quote->destination : datagram.destination;
    const bool of_port = end.port == port_ || peer.port == port_;
    trace::OtherPacket packet = connections_.describe(datagram);
    const bool known = packet.connection != 0;
    if (port_ != 0 && !of_port && !known) return;
    if (known) {
      const Watched& watched = watched_.at(packet.connection);
      from_client = datagram.quote->source != watched.ends[0];
    }
    packet.t = last_t_;
    packet.id = ++last_id_;
    packet.from = from_client ? trace::Host::client : trace::Host::server;
    write(packet);
  }

  // If the reader is so slow that nothing more can be kept, we wait for it, and
  // the kernel counts the packets that it drops meanwhile.
  void write(trace::Event event) {
    causes_.take(event);
    const std::string line = trace::to_json(event) + "\n";
    if (trace_.add(line)) return;
    trace_.finish();
    trace_.add(line);
  }

  int port_;
  std::size_t data_bytes_;
  trace::Outlet trace_{"-"};
  std::optional<host::Kernel> kernel_;
  packet::CaptureClock clock_;
  double last_t_ = 0;
  long packets_ = 0;
  long last_id_ = 0;  // of those that are told
  trace::Connections connections_;
  cause::Causes causes_;
  std::map<int, Watched> watched_;  // by the connection's number
  long forgotten_ = 0;              // connections
  std::set<int> recent_;            // connections to ask about again
  packet::PassedOver passed_over_;
};

void read_file(Sniffer& sniffer, const std::string& path) {
  packet::CaptureFile file{path};
  while (const auto packet = file.next()) {
    sniffer.take(*packet);
    // A file can wait for the trace's reader: nothing is to be kept.
    if (packet->number % packets_a_turn == 0) sniffer.trace().finish();
  }
}

std::int64_t now() {
  timespec time{};
  must(::clock_gettime(CLOCK_REALTIME, &time), "clock_gettime(CLOCK_REALTIME)");
  return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

// Until Ctrl-C; what came before it is still told. Returns how many packets the
// kernel had no room for.
long read_interface(Sniffer& sniffer, const std::string& name) {
  const host::Signals signals;
  host::Interface device{name};
  std::cerr << "sniff: watches " << name << "; Ctrl-C ends it\n";

  constexpr auto never = std::numeric_limits<std::int64_t>::max();
  std::int64_t ends = never;
  bool more = true;
  while (more || ends == never) {
    for (int n = 0; n < packets_a_turn && more; ++n) {
      const auto packet = device.next();
      more = packet && packet->nanoseconds <= ends;
      if (more) sniffer.take(*packet);
    }
    sniffer.trace().flush();
    const int reader = sniffer.trace().empty() ? -1 : sniffer.trace().fd();
    std::array<pollfd, 3> watched{{{signals.fd(), POLLIN, 0},
                                   {device.fd(), POLLIN, 0},
                                   {reader, POLLOUT, 0}}};
    const int wait = sniffer.unsettled() ? quiet_milliseconds : -1;
    if (::poll(watched.data(), watched.size(), wait) == 0) sniffer.look_again();
    more = watched[1].revents != 0;
    if (watched[0].revents != 0 && ends == never) ends = now();
  }
  sniffer.look_again();
  return device.lost();
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "sniff [--read FILE] [--interface NAME] [--port P] [--data N] "
      "[--states]\n"
      "Writes the trace of the TCP connections that it sees, and sends "
      "nothing.\n"
      "--read FILE       a capture, pcap or pcapng; -: standard input\n"
      "--interface NAME  a device, such as lo, until Ctrl-C; needs root\n"
      "--port P          only connections with this port at one end\n"
      "--data N          shows so many bytes of each payload (64)\n"
      "--states          asks the kernel for the ends on this host");
  if (options.has("--read") == options.has("--interface"))
    throw UsageError{"needs either --read FILE or --interface NAME"};
  if (options.has("--read") && options.has("--states"))
    throw UsageError{"--states needs --interface: a capture is of the past"};
  Sniffer sniffer{options};
  long lost = 0;
  try {
    if (options.has("--read"))
      read_file(sniffer, options.text("--read", ""));
    else
      lost = read_interface(sniffer, options.text("--interface", ""));
  } catch (...) {
    sniffer.finish(0);  // what came before stays good
    throw;
  }
  sniffer.finish(lost);
  sniffer.explain_nothing();
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
