// The loop around the referee: the two devices, keys, signals, the programs'
// calls, and where trace and packets are written. Each turn serves all of them,
// whatever the load.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "common/cause/causes.h"
#include "common/host/host.h"
#include "common/trace/outlet.h"
#include "common/trace/reports.h"
#include "common/trace/trace.h"
#include "common/wire/referee.h"

namespace wire {

// Where the wire writes to, and listens; empty: nowhere.
struct Places {
  std::string trace{};  // "-" is standard output
  std::string pcap{};
  std::size_t keep = 0;  // the last so many bytes of each; 0: all
  std::string calls{};   // LAB_TRACE of those who make calls
  bool keys = false;     // standard input gives keys
};

class Loop {
 public:
  // Opens the devices of both hosts. Throws std::system_error, or
  // std::runtime_error if there is no such host.
  Loop(Orders orders, const Places& places);

  // Until SIGINT or SIGTERM (then, until all is quiet), or the key q. Throws
  // std::runtime_error if the device of a host is gone.
  void run();

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] Time now() const { return Clock::now() - start_; }
  World world();
  void emit(trace::Event event);
  void record(Bytes packet);
  int deliver(std::size_t host, Bytes packet);
  void take_calls();
  bool take_packets(std::size_t host);
  bool deliver_due();
  void look();
  void read_keys();
  void press_keys();
  void press(char key);
  void run_ss(std::size_t host);
  void read_ss();
  void answer(const std::string& text);  // a key
  void write_down();
  [[nodiscard]] int wait_time() const;
  [[nodiscard]] bool is_over() const;

  Clock::time_point start_ = Clock::now();
  std::array<host::Host, 2> hosts_{host::open_host("client"),
                                   host::open_host("server")};
  std::optional<trace::Outlet> trace_;
  std::optional<trace::Outlet> pcap_;
  std::optional<trace::Reports> reports_;
  cause::Causes causes_;
  Referee referee_;

  std::vector<std::byte> buffer_ = std::vector<std::byte>(65536);
  bool busy_ = true;    // this turn has found something to do; the first has
  bool quiet_ = false;  // no packet has passed in it
  bool over_ = false;
  std::optional<std::size_t> gone_;  // the host whose device is
  bool full_ = false;                // the disk of trace or pcap
  long lost_ = 0;                    // events
  Time last_look_{};
  Time last_packet_{};
  std::optional<Time> told_to_end_;
  bool has_keys_;            // standard input has more of them
  bool keys_ended_ = false;  // and that is not yet told
  std::deque<char> keys_;    // that have come
  Time key_came_{};          // the first of them
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> ss_{nullptr, ::pclose};
  std::string ss_says_{};
  std::size_t ss_host_ = 0;
};

}  // namespace wire
