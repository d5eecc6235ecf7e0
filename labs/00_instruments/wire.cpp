// wire: joins the two hosts, and is the one place that sees everything: each
// segment, both kernels' states, and the programs' calls, on one clock.
//
// Watch:  scripts/lab run 05 half_close
// Read:   labs/00_instruments/README.md; sock_diag(7).
// Run:    inside scripts/two_hosts.sh: wire --trace - | ladder

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <deque>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "common/host/host.h"
#include "common/host/keyboard.h"
#include "common/narrate/options.h"
#include "common/packet/forge.h"
#include "common/packet/pcap.h"
#include "common/socket/must.h"
#include "common/trace/connections.h"
#include "common/trace/outlet.h"
#include "common/trace/reports.h"
#include "common/trace/trace.h"
#include "common/wire/rules.h"

namespace {

using Clock = std::chrono::steady_clock;
using Bytes = std::span<const std::byte>;
using wire::Rule;

constexpr std::size_t largest_packet = 65536;
constexpr int packets_a_turn = 64;
constexpr std::size_t looks_a_turn = 200;
constexpr std::chrono::milliseconds between_looks{20};
// Told to end, it waits for what is on its way, and for a delayed ACK.
constexpr std::chrono::milliseconds quiet_at_end{60};
constexpr std::chrono::seconds longest_end{1};

// A packet on its way.
struct Flight {
  std::size_t from = 0;  // the host's number
  std::vector<std::byte> bytes;
  long id = 0;          // in the trace; 0: it is not there
  int connection = 0;   // its number
  std::string words{};  // "client SYN seq 0"
};

// A connection, and what the two kernels said of it last.
struct Watched {
  trace::Connection* connection;
  std::size_t opener;  // the number of the host that opened it
  std::array<std::string, 2> states;
  std::array<bool, 2> began{};  // it has had a socket of its own
};

// What a host sends, on the keys < and >: while it is shut, all of that waits.
struct Gate {
  bool shut = false;
  std::vector<Flight> waiting;
};

// Reads until `fd` has no more for now: calls take(span) with each packet.
template <typename Take>
int read_packets(int fd, Take take) {
  std::array<std::byte, largest_packet> buffer;
  for (int n = 0; n < packets_a_turn; ++n) {
    const ssize_t size = ::read(fd, buffer.data(), buffer.size());
    if (size == -1 && (errno == EAGAIN || errno == EINTR)) return n;
    must(size, "read(tun, buffer, size)");
    take(Bytes{buffer}.first(static_cast<std::size_t>(size)));
  }
  return packets_a_turn;
}

class Wire {
 public:
  Wire(std::vector<Rule> rules, std::chrono::microseconds delay,
       const Options& options)
      : rules_{std::move(rules)},
        delay_{delay},
        looks_{!options.has("--no-states")},
        steps_{options.has("--step")},
        keys_{steps_ || options.has("--keys")},
        data_bytes_{static_cast<std::size_t>(options.number("--data", 64))} {
    const auto most = static_cast<std::size_t>(options.number("--keep", 0))
                      << 20;
    if (options.has("--trace"))
      trace_.emplace(options.text("--trace", ""), most, "");
    if (options.has("--calls"))
      calls_.emplace(options.text("--calls", ""), start_);
    if (options.has("--pcap")) {
      const auto head = packet::pcap_header();
      pcap_.emplace(
          options.text("--pcap", ""), most,
          std::string{reinterpret_cast<const char*>(head.data()), head.size()});
    }
  }

  // Until Ctrl-C (then, until all is quiet), or until the key q.
  void run();

 private:
  double now() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
  }
  void emit(const trace::Event& event);
  void record(Bytes packet);
  void take_calls();
  Watched& watch(std::size_t from, const packet::Packet& packet);
  void look(Watched& watched);
  int take_packets();
  void enter(std::size_t from, Bytes bytes);
  long tell(const packet::Datagram& datagram, std::size_t from,
            trace::Fate fate);
  void tell_hidden(std::size_t from, const std::string& reason);
  void refuse(std::size_t from, Bytes bytes);
  void inject(const Rule& rule, const Watched& watched);
  void pass(std::size_t from, packet::Packet packet, Bytes bytes);
  void react(std::size_t from, const packet::Packet& packet, Watched& watched);
  void fly(Flight flight, std::chrono::microseconds delay);
  void deliver(const Flight& flight);
  void deliver_due();
  void press(char key);
  void move_on(char key);
  void run_on();
  void tell(const std::string& text) { emit(trace::Note{now(), text}); }
  void tell_held();
  void settle();
  void turn_gate(std::size_t host);
  void show_sockets();
  void write_down();
  int wait_time() const;
  bool is_over() const;

  Clock::time_point start_ = Clock::now();
  std::array<host::Host, 2> hosts_{host::open_host("client"),
                                   host::open_host("server")};
  std::vector<Rule> rules_;
  std::chrono::microseconds delay_;
  bool looks_;
  bool steps_;  // each segment waits for a key
  bool keys_;   // standard input has keys for us
  std::size_t data_bytes_;
  std::optional<trace::Outlet> trace_;
  std::optional<trace::Outlet> pcap_;
  std::optional<trace::Reports> calls_;

  bool full_ = false;  // the disk of trace or pcap
  long lost_ = 0;
  long last_id_ = 0;
  bool cut_ = false;
  std::set<std::string> hidden_;  // reasons why packets have no row
  trace::Connections connections_;
  std::vector<Watched> watched_;  // by the connection's number, less 1
  std::vector<int> changed_;      // connections to look at when all is quiet
  std::size_t next_look_ = 0;
  Clock::time_point last_look_{};
  Clock::time_point last_packet_{};
  std::optional<Clock::time_point> told_to_end_{};
  std::multimap<Clock::time_point, Flight> flights_;  // by their arrival
  std::vector<std::pair<const Rule*, Flight>> held_;  // by a rule
  std::deque<Flight> stepped_;                        // held by --step
  bool moved_ = false;                                // by a key, just now
  std::array<Gate, 2> gates_;                         // by the host's number
};

void Wire::emit(const trace::Event& event) {
  if (!trace_) return;
  if (lost_ > 0 &&
      trace_->add(trace::to_json(trace::Lost{now(), lost_}) + "\n"))
    lost_ = 0;
  if (!trace_->add(trace::to_json(event) + "\n")) ++lost_;
}

void Wire::record(Bytes packet) {
  if (!pcap_) return;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  pcap_->add(packet::pcap_record(
      std::chrono::duration<double>(since_1970).count(), packet));
}

// The programs' calls, as they have come. They bear the program's own time; a
// call that began before a segment is in this socket before the segment is in a
// TUN device, and so it stands above it in the trace.
void Wire::take_calls() {
  if (!calls_) return;
  for (const trace::Event& event : calls_->take()) emit(event);
}

Watched& Wire::watch(std::size_t from, const packet::Packet& packet) {
  trace::Connection& connection = connections_.find(packet);
  const auto index = static_cast<std::size_t>(connection.number) - 1;
  if (index == watched_.size())
    watched_.push_back({&connection, from, {"gone", "gone"}});
  return watched_[index];
}

// Asks both kernels, and tells what has changed.
void Wire::look(Watched& watched) {
  // The kernels would speak of the newer one.
  if (!looks_ || watched.connection->replaced) return;
  for (std::size_t host = 0; host < 2; ++host) {
    const trace::Connection& c = *watched.connection;
    const bool opened = host == watched.opener;
    const packet::Endpoint& local = opened ? c.opener : c.other;
    const packet::Endpoint& peer = opened ? c.other : c.opener;
    std::string_view state = hosts_[host].kernel.state(local, peer);
    // Where a socket has been and is no more, the look-up finds the listener.
    if (state == "LISTEN" && watched.began[host]) state = "gone";
    std::string& known = watched.states[host];
    if (state == known) continue;
    if (state != "LISTEN") {
      watched.began[host] = true;
      emit(trace::State{now(), static_cast<trace::Host>(host),
                        local.to_string(), peer.to_string(), known,
                        std::string{state}, c.number});
    }
    known = state;
  }
}

// Takes what the hosts have sent. Returns how many packets.
int Wire::take_packets() {
  int packets = 0;
  for (std::size_t host = 0; host < 2; ++host)
    packets += read_packets(hosts_[host].tun.get(),
                            [&](Bytes bytes) { enter(host, bytes); });
  deliver_due();
  return packets;
}

void Wire::enter(std::size_t from, Bytes bytes) {
  record(bytes);
  const auto parsed = packet::parse(bytes);
  if (const auto* segment = std::get_if<packet::Packet>(&parsed))
    return pass(from, *segment, bytes);
  if (const auto* none = std::get_if<packet::NoSegment>(&parsed))
    tell_hidden(from, none->reason);
  Flight flight{from, {bytes.begin(), bytes.end()}};
  if (const auto* datagram = std::get_if<packet::Datagram>(&parsed)) {
    take_calls();
    flight.id = tell(*datagram, from,
                     cut_ ? trace::Fate::dropped : trace::Fate::delivered);
  }
  if (!cut_) fly(std::move(flight), delay_);
}

// Returns its id in the trace.
long Wire::tell(const packet::Datagram& datagram, std::size_t from,
                trace::Fate fate) {
  trace::OtherPacket packet = connections_.describe(datagram);
  packet.t = now();
  packet.id = ++last_id_;
  packet.from = static_cast<trace::Host>(from);
  packet.fate = fate;
  emit(packet);
  return packet.id;
}

// What passes, and is in the pcap, but has no row: each kind is told once.
void Wire::tell_hidden(std::size_t from, const std::string& reason) {
  if (!hidden_.insert(reason).second) return;
  tell("not shown: what the " + hosts_[from].name + " sends is " + reason);
}

// As a firewall before the other host.
void Wire::refuse(std::size_t from, Bytes bytes) {
  auto error = packet::forge_prohibited(bytes);
  const auto parsed = packet::parse(error);
  const long id =
      tell(std::get<packet::Datagram>(parsed), 1 - from, trace::Fate::injected);
  record(error);
  fly({1 - from, std::move(error), id}, delay_);
}

// A segment has come from a host: what becomes of it?
void Wire::pass(std::size_t from, packet::Packet packet, Bytes bytes) {
  take_calls();
  Watched& watched = watch(from, packet);
  look(watched);
  trace::Segment segment =
      trace::describe(*watched.connection, packet, data_bytes_, now());
  segment.id = ++last_id_;
  connections_.remember(packet, segment);
  segment.from = static_cast<trace::Host>(from);
  segment.client = looks_ ? watched.states[0] : "";
  segment.server = looks_ ? watched.states[1] : "";

  std::chrono::microseconds delay = delay_;
  const Rule* holder = nullptr;
  bool drop = cut_;
  bool refused = false;
  bool twice = false;
  for (Rule& rule : rules_) {
    const bool own =
        rule.action != Rule::Action::cut && rule.action != Rule::Action::inject;
    if (!own || !rule.what.matches(hosts_[from].name, packet)) continue;
    drop = drop || rule.action == Rule::Action::drop;
    refused = refused || rule.action == Rule::Action::reject;
    twice = twice || rule.action == Rule::Action::duplicate;
    if (rule.action == Rule::Action::delay) delay += rule.delay;
    if (rule.action == Rule::Action::hold && !rule.over) holder = &rule;
  }
  refused = refused && !drop;
  drop = drop || refused;
  using trace::Fate;
  const bool waits = holder != nullptr || steps_ || gates_[from].shut;
  segment.fate = drop    ? Fate::dropped
                 : twice ? Fate::duplicated
                 : waits ? Fate::held
                         : Fate::delivered;
  emit(segment);
  if (refused) refuse(from, bytes);

  Flight flight{
      from, {bytes.begin(), bytes.end()}, segment.id, segment.connection};
  flight.words = hosts_[from].name;
  for (const auto& [flag, word] : packet::flag_names)
    if (has(segment, flag)) (flight.words += " ") += word;
  flight.words += " seq " + std::to_string(segment.seq);
  if (!drop) {
    if (twice) fly(flight, delay);
    if (holder != nullptr)
      held_.emplace_back(holder, std::move(flight));
    else if (steps_)
      stepped_.push_back(std::move(flight));
    else if (gates_[from].shut)
      gates_[from].waiting.push_back(std::move(flight));
    else
      fly(std::move(flight), delay);
  }
  react(from, packet, watched);
}

// The rules that wait for a segment such as this one.
void Wire::react(std::size_t from, const packet::Packet& packet,
                 Watched& watched) {
  for (Rule& rule : rules_) {
    const bool waits = rule.action == Rule::Action::hold ||
                       rule.action == Rule::Action::cut ||
                       rule.action == Rule::Action::inject;
    if (!waits || !rule.trigger.matches(hosts_[from].name, packet)) continue;
    if (rule.action == Rule::Action::cut) cut_ = true;
    if (rule.action == Rule::Action::hold) {
      rule.over = true;
      for (auto& [holder, flight] : held_)
        if (holder == &rule)
          flights_.emplace(Clock::now() + delay_, std::move(flight));
      std::erase_if(held_, [&](const auto& h) { return h.first == &rule; });
    }
    if (rule.action == Rule::Action::inject) inject(rule, watched);
  }
}

// Forges a segment. It leaves no mark on the connection: its seeming sender
// knows nothing of it.
void Wire::inject(const Rule& rule, const Watched& watched) {
  trace::Connection connection = *watched.connection;
  const std::size_t from = rule.what.host == "client" ? 0 : 1;
  const bool opener = from == watched.opener;
  const auto& own = opener ? connection.from_opener : connection.from_other;
  const auto& peer = opener ? connection.from_other : connection.from_opener;
  packet::Packet forged;
  forged.source = opener ? connection.opener : connection.other;
  forged.destination = opener ? connection.other : connection.opener;
  forged.seq = static_cast<std::uint32_t>(own.next + rule.seq);
  forged.flags = rule.what.kind == "FIN"    ? packet::FIN | packet::ACK
                 : rule.what.kind == "RST"  ? packet::RST
                 : rule.what.kind == "SYN"  ? packet::SYN
                 : rule.what.kind == "DATA" ? packet::PSH | packet::ACK
                                            : packet::ACK;
  // Before it has sent anything, a host's RST answers the SYN. RFC 9293, section
  // 3.5.2.
  if (own.begin == trace::Direction::Begin::unknown)
    forged.flags |= packet::ACK;
  if (forged.has(packet::ACK))
    forged.ack = static_cast<std::uint32_t>(peer.next);
  const bool scaled = !forged.has(packet::SYN) && peer.window_scale >= 0;
  const int scale = scaled ? std::max(own.window_scale, 0) : 0;
  forged.window = static_cast<std::uint16_t>(
      std::min(rule.window.value_or(own.window) >> scale, 65535U));
  forged.payload = std::as_bytes(std::span{rule.text});
  auto bytes = packet::forge(forged);
  const auto parsed = packet::parse(bytes);
  auto segment = trace::describe(connection, std::get<packet::Packet>(parsed),
                                 data_bytes_, now());
  segment.id = ++last_id_;
  segment.from = static_cast<trace::Host>(from);
  segment.fate = trace::Fate::injected;
  segment.client = looks_ ? watched.states[0] : "";
  segment.server = looks_ ? watched.states[1] : "";
  emit(segment);
  record(bytes);
  fly({from, std::move(bytes), segment.id, segment.connection}, delay_);
}

void Wire::fly(Flight flight, std::chrono::microseconds delay) {
  if (delay.count() == 0 && flights_.empty())
    deliver(flight);
  else
    flights_.emplace(Clock::now() + delay, std::move(flight));
}

void Wire::deliver(const Flight& flight) {
  const host::Host& to = hosts_[1 - flight.from];
  // The kernel takes it before write() returns.
  must(::write(to.tun.get(), flight.bytes.data(), flight.bytes.size()),
       "write(tun, packet, size)");
  if (flight.connection != 0) changed_.push_back(flight.connection);
  last_packet_ = Clock::now();  // what it causes is still to come
}

void Wire::deliver_due() {
  const Clock::time_point time = Clock::now();
  while (!flights_.empty() && flights_.begin()->first <= time) {
    const Flight flight = std::move(flights_.begin()->second);
    flights_.erase(flights_.begin());
    take_calls();
    if (flight.id != 0) emit(trace::Arrival{now(), flight.id});
    deliver(flight);
  }
}

void Wire::press(char key) {
  if (key == 's') return show_sockets();
  if (key == 'r') return run_on();
  if (std::string_view{"\nnduh"}.find(key) != std::string_view::npos)
    return move_on(key);
  if (key == '>' || key == '<') return turn_gate(key == '>' ? 0 : 1);
  if (key == '=') {
    settle();
    return tell("all is quiet");
  }
  if (key != 'p')
    return tell(
        "keys: Enter deliver, d drop, u twice, h behind the next, s ss, "
        "r run on");
  steps_ = true;
  tell("p: each segment is held from here on");
}

void Wire::run_on() {
  steps_ = false;
  while (!stepped_.empty()) move_on('n');
  moved_ = false;
  for (std::size_t host = 0; host < 2; ++host)
    if (gates_[host].shut) turn_gate(host);
  tell("r: nothing is held any more");
}

// What becomes of the segment that is held first.
void Wire::move_on(char key) {
  if (stepped_.empty()) return tell("nothing is held");
  moved_ = true;
  if (key == 'h') {
    if (stepped_.size() == 1) return tell("h: there is no next one");
    std::swap(stepped_[0], stepped_[1]);
    return;  // tell_held() will show it
  }
  const Flight flight = std::move(stepped_.front());
  stepped_.pop_front();
  take_calls();
  if (flight.id != 0) emit(trace::Arrival{now(), flight.id, key == 'd'});
  if (key != 'd') deliver(flight);
  if (key != 'u') return;
  deliver(flight);
  tell("u: twice: " + flight.words);
}

// After a key: the queue of --step, if it has more than one.
void Wire::tell_held() {
  if (!std::exchange(moved_, false) || stepped_.size() < 2) return;
  const std::size_t more = stepped_.size() - 2;
  tell("next: " + stepped_[0].words + "; then " + stepped_[1].words +
       (more > 0 ? "; " + std::to_string(more) + " more" : ""));
}

// What was sent before the key has passed, with all that it has caused, and is
// told.
void Wire::settle() {
  while (take_packets() > 0) continue;
  take_calls();
  for (Watched& watched : watched_) look(watched);
}

void Wire::turn_gate(std::size_t host) {
  settle();
  Gate& gate = gates_[host];
  gate.shut = !gate.shut;
  tell((gate.shut ? "held from here on: what the " : "let go: what the ") +
       hosts_[host].name + " sends");
  for (const Flight& flight : std::exchange(gate.waiting, {})) {
    emit(trace::Arrival{now(), flight.id});
    deliver(flight);
  }
}

// What ss says on both hosts, as notes.
void Wire::show_sockets() {
  for (const host::Host& host : hosts_) {
    const std::string command =
        "ip netns exec " + host.name + " ss -Htano 2>&1";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> output{
        ::popen(command.c_str(), "r"), ::pclose};
    std::array<char, 512> line;
    while (output && std::fgets(line.data(), line.size(), output.get())) {
      std::string text{line.data()};
      text.erase(text.find_last_not_of(" \n") + 1);
      emit(trace::Note{now(), text, trace::host_named(host.name)});
    }
  }
}

// Milliseconds until there is something to do; -1 if nothing ever.
int Wire::wait_time() const {
  auto wake = Clock::time_point::max();
  if ((looks_ && !watched_.empty()) || told_to_end_)
    wake = last_look_ + between_looks;
  if (!flights_.empty()) wake = std::min(wake, flights_.begin()->first);
  if (wake == Clock::time_point::max()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(wake - Clock::now());
  return static_cast<int>(std::max<long long>(0, left.count()));
}

bool Wire::is_over() const {
  if (!told_to_end_) return false;
  const auto time = Clock::now();
  const bool quiet = flights_.empty() && time - last_packet_ > quiet_at_end;
  return quiet || steps_ || time - *told_to_end_ > longest_end;
}

// A full disk does not end the wire: what cannot be written now is kept.
void Wire::write_down() {
  try {
    if (trace_) trace_->flush();
    if (pcap_) pcap_->flush();
    full_ = false;
  } catch (const std::system_error& error) {
    if (!std::exchange(full_, true))
      std::cerr << "wire: " << error.what()
                << "; keeps 64 MiB of each record until there is room\n";
  }
}

void Wire::run() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  must(::sigprocmask(SIG_BLOCK, &signals, nullptr), "sigprocmask()");
  const Fd ending{must(::signalfd(-1, &signals, SFD_CLOEXEC), "signalfd()")};
  bool keys = keys_;
  const host::Keyboard keyboard{keys};
  while (!is_over()) {
    if (take_packets() > 0) {
      last_packet_ = Clock::now();
      continue;
    }

    // All is quiet: time to look what has changed, and to write it down.
    take_calls();
    std::vector<int> changed = std::exchange(changed_, {});
    std::sort(changed.begin(), changed.end());
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    for (const int number : changed)
      look(watched_[static_cast<std::size_t>(number) - 1]);
    if (Clock::now() - last_look_ >= between_looks) {
      last_look_ = Clock::now();
      for (std::size_t n = std::min(looks_a_turn, watched_.size()); n > 0; --n)
        look(watched_[next_look_++ % watched_.size()]);
    }
    tell_held();
    write_down();

    std::array<pollfd, 6> watched{{{hosts_[0].tun.get(), POLLIN, 0},
                                   {hosts_[1].tun.get(), POLLIN, 0},
                                   {ending.get(), POLLIN, 0},
                                   {calls_ ? calls_->fd() : -1, POLLIN, 0},
                                   {keys ? STDIN_FILENO : -1, POLLIN, 0},
                                   {-1, POLLOUT, 0}}};
    if (trace_ && !trace_->empty() && !full_) watched[5].fd = trace_->fd();
    ::poll(watched.data(), watched.size(), wait_time());
    if (watched[2].revents != 0) {
      signalfd_siginfo signal{};
      must(::read(ending.get(), &signal, sizeof signal), "read(signalfd)");
      if (std::exchange(told_to_end_, Clock::now())) break;  // told twice
    }
    if (watched[4].revents != 0) {
      char key = 0;
      keys = ::read(STDIN_FILENO, &key, 1) == 1;
      if (key == 'q') break;
      if (keys)
        press(key);
      else if (steps_ || gates_[0].shut || gates_[1].shut)
        run_on();  // no key will come that could let it go
    }
  }
  take_calls();
  if (trace_) trace_->finish();
  if (pcap_) pcap_->finish();
}

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
  const Options options =
      parse(argc, argv,
            "wire [--delay TIME] [--rule TEXT ...] [--trace FILE] "
            "[--pcap FILE] [--keep N] [--calls PATH] [--data N] [--no-states] "
            "[--keys]\n"
            "Joins the two hosts of scripts/two_hosts.sh.\n"
            "--delay TIME    of each direction: 300ms, 2s\n"
            "--rule TEXT     what to do with a segment: 'drop client FIN 1';\n"
            "                several are parted by ';', or have a --rule each\n"
            "--step          holds each segment until a key: Enter or n\n"
            "                deliver, d drop, u duplicate, h behind the next,\n"
            "                s show ss of both hosts, r run on, p hold again,\n"
            "                q quit; > holds what the client sends, < the\n"
            "                server, and again: lets it go; = all is quiet?\n"
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
  Wire{read_rules(options.text("--rule", "")), *time, options}.run();
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
