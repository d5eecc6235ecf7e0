#include "common/wire/loop.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "common/host/keyboard.h"
#include "common/host/signals.h"
#include "common/packet/pcap.h"

namespace wire {
namespace {

using namespace std::chrono_literals;

// Of each source so much a turn, and then it is the next one's.
constexpr int packets_a_turn = 16;
constexpr std::size_t looks_a_turn = 200;
constexpr Time between_looks = 20ms;
// A key acts when all is quiet: what was sent before has passed. Where it never is,
// it acts after this.
constexpr Time patience = 10ms;
// Told to end, it waits for what is on its way, and for a delayed ACK.
constexpr Time quiet_at_end = 60ms;
constexpr Time longest_end = 1s;
constexpr auto reader_patience = 5000ms;  // it may be stopped

double seconds(Time time) {
  return std::chrono::duration<double>{time}.count();
}

}  // namespace

Loop::Loop(Orders orders, const Places& places)
    : referee_{std::move(orders), world()}, has_keys_{places.keys} {
  if (!places.trace.empty())
    trace_.emplace(places.trace, places.keep,
                   trace::to_json(trace::Version{}) + "\n");
  if (!places.calls.empty()) reports_.emplace(places.calls, start_);
  if (!places.pcap.empty()) {
    const auto head = packet::pcap_header();
    pcap_.emplace(
        places.pcap, places.keep,
        std::string{reinterpret_cast<const char*>(head.data()), head.size()});
  }
}

World Loop::world() {
  return {.look =
              [this](std::size_t host, const packet::Endpoint& local,
                     const packet::Endpoint& peer) {
                return hosts_[host].kernel.look(local, peer);
              },
          .recovery =
              [this](std::size_t host, const packet::Endpoint& local,
                     const packet::Endpoint& peer) {
                return hosts_[host].kernel.recovery(local, peer);
              },
          .accept_queue =
              [this](std::size_t host, const packet::Endpoint& local) {
                return hosts_[host].kernel.accept_queue(local);
              },
          .counters =
              [this](std::size_t host) {
                return host::read_counters(hosts_[host].counters);
              },
          .deliver = [this](std::size_t host,
                            Bytes packet) { return deliver(host, packet); },
          .tell = [this](const trace::Event& event) { emit(event); },
          .record = [this](Bytes packet) { record(packet); }};
}

void Loop::emit(trace::Event event) {
  if (!trace_) return;
  causes_.take(event);
  if (lost_ > 0 &&
      trace_->add(trace::to_json(trace::Lost{seconds(now()), lost_}) + "\n"))
    lost_ = 0;
  if (!trace_->add(trace::to_json(event) + "\n")) ++lost_;
}

void Loop::record(Bytes packet) {
  if (!pcap_) return;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  pcap_->add(packet::pcap_record(
      std::chrono::duration<double>(since_1970).count(), packet));
}

// The kernel takes it before write() returns.
int Loop::deliver(std::size_t host, Bytes packet) {
  const ssize_t n =
      ::write(hosts_[host].tun.get(), packet.data(), packet.size());
  if (n == -1) return errno;  // it is down, or takes no such packet
  last_packet_ = now();       // what it causes is still to come
  return 0;
}

// The programs' calls, as they have come. They bear the program's own time; a
// call that began before a segment is in this socket before the segment is in a
// TUN device, and so it stands above it in the trace.
void Loop::take_calls() {
  if (!reports_) return;
  for (const trace::Event& event : reports_->take()) {
    emit(event);
    referee_.doubt();
  }
}

// Returns whether there were some.
bool Loop::take_packets(std::size_t host) {
  for (int n = 0; n < packets_a_turn; ++n) {
    const ssize_t size =
        ::read(hosts_[host].tun.get(), buffer_.data(), buffer_.size());
    if (size == -1 && errno != EAGAIN && errno != EINTR) gone_ = host;
    if (size == -1) return n > 0;
    take_calls();
    last_packet_ = now();
    referee_.take(host, Bytes{buffer_}.first(static_cast<std::size_t>(size)),
                  last_packet_);
  }
  return true;
}

// What was delayed. Returns whether there was some.
bool Loop::deliver_due() {
  for (int n = 0; n < packets_a_turn; ++n) {
    const auto next = referee_.next_arrival();
    if (!next || *next > now()) return n > 0;
    take_calls();
    referee_.deliver_due(now());
  }
  return true;
}

// When all is quiet, and from time to time: what has changed.
void Loop::look() {
  const bool late = now() - last_look_ >= between_looks;
  if (quiet_ || late) referee_.look_at_changed(now());
  if (quiet_) referee_.tell_queue(now());
  if (!late) return;
  last_look_ = now();
  referee_.look_around(looks_a_turn, now());
}

void Loop::read_keys() {
  std::array<char, 64> keys{};
  const ssize_t n = ::read(STDIN_FILENO, keys.data(), keys.size());
  if (keys_.empty()) key_came_ = now();
  if (n > 0) keys_.insert(keys_.end(), keys.begin(), keys.begin() + n);
  has_keys_ = n > 0;
  keys_ended_ = !has_keys_;
}

void Loop::press_keys() {
  if (!keys_.empty() && (quiet_ || now() - key_came_ > patience)) {
    press(keys_.front());
    keys_.pop_front();
    key_came_ = now();
    busy_ = true;  // then see what it has caused
  }
  if (!keys_ended_ || !keys_.empty()) return;
  keys_ended_ = false;
  if (!referee_.needs_keys()) return;
  press('\x1b');  // a search that is half typed
  press('R');
}

void Loop::press(char key) {
  take_calls();
  if (referee_.wants(key)) return referee_.press(key, now());
  if (key == '>' || key == '<' || key == '=') referee_.look_at_all(now());
  if (key == 'q')
    over_ = true;
  else if (key == 's' && !ss_)
    run_ss(0);
  else if (key == '=')
    answer(quiet_ ? "all is quiet" : "not quiet: packets pass all the time");
  else if (key != 's')
    referee_.press(key, now());
}

// Asks ss what it says of a host, as notes. It may take its time.
void Loop::run_ss(std::size_t host) {
  ss_host_ = host;
  ss_.reset(::popen(
      ("ip netns exec " + hosts_[host].name + " ss -Htano 2>&1").c_str(),
      "re"));
}

void Loop::read_ss() {
  std::array<char, 4096> buffer{};
  const ssize_t n = ::read(::fileno(ss_.get()), buffer.data(), buffer.size());
  if (n > 0) {
    ss_says_.append(buffer.data(), static_cast<std::size_t>(n));
    return;
  }
  std::istringstream lines{std::exchange(ss_says_, "")};
  for (std::string line; std::getline(lines, line);) {
    line.erase(line.find_last_not_of(' ') + 1);
    emit(trace::Note{seconds(now()), line, static_cast<trace::Host>(ss_host_)});
  }
  ss_.reset();
  if (ss_host_ == 0) run_ss(1);
}

void Loop::answer(const std::string& text) {
  emit(trace::Key{seconds(now()), text});
}

// A full disk does not end the wire: what cannot be written now is kept.
void Loop::write_down() {
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

// Milliseconds until there is something to do; -1 if nothing ever.
int Loop::wait_time() const {
  if (busy_ || !keys_.empty()) return 0;
  std::optional<Time> wake = referee_.next_arrival();
  const Time look = last_look_ + between_looks;
  if (referee_.looks() || told_to_end_)
    wake = std::min(wake.value_or(look), look);
  if (!wake) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*wake - now());
  return static_cast<int>(std::max<long long>(0, left.count()));
}

bool Loop::is_over() const {
  if (over_ || gone_) return true;
  if (!told_to_end_) return false;
  const bool quiet =
      !referee_.next_arrival() && now() - last_packet_ > quiet_at_end;
  return quiet || referee_.needs_keys() || now() - *told_to_end_ > longest_end;
}

void Loop::run() {
  const host::Signals signals;
  const host::Keyboard keyboard{has_keys_};
  while (!is_over()) {
    const auto unwritten = [&](const std::optional<trace::Outlet>& outlet) {
      return outlet && !outlet->empty() && !full_ ? outlet->fd() : -1;
    };
    std::array<pollfd, 8> sources{{{hosts_[0].tun.get(), POLLIN, 0},
                                   {hosts_[1].tun.get(), POLLIN, 0},
                                   {reports_ ? reports_->fd() : -1, POLLIN, 0},
                                   {has_keys_ ? STDIN_FILENO : -1, POLLIN, 0},
                                   {ss_ ? ::fileno(ss_.get()) : -1, POLLIN, 0},
                                   {signals.fd(), POLLIN, 0},
                                   {unwritten(trace_), POLLOUT, 0},
                                   {unwritten(pcap_), POLLOUT, 0}}};
    ::poll(sources.data(), sources.size(), wait_time());
    busy_ = deliver_due();
    for (std::size_t host = 0; host < 2; ++host)
      if (sources[host].revents != 0 && take_packets(host)) busy_ = true;
    quiet_ = !busy_;
    if (sources[2].revents != 0) take_calls();
    look();
    press_keys();
    if (sources[3].revents != 0) read_keys();
    if (sources[4].revents != 0) read_ss();
    if (sources[5].revents != 0 && signals.next() != 0) {
      over_ = told_to_end_.has_value();  // told twice
      told_to_end_ = now();
    }
    write_down();
  }
  take_calls();
  if (trace_) trace_->finish(reader_patience);
  if (pcap_) pcap_->finish(reader_patience);
  if (gone_)
    throw std::runtime_error{"the device of the " + hosts_[*gone_].name +
                             " is gone"};
}

}  // namespace wire
