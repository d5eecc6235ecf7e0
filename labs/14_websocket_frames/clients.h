// The clients of a server with one thread: found by their descriptors, watched by
// one epoll, each with a deadline. Lab 03's http_server writes that by hand.
#pragma once

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "common/narrate/narrate.h"
#include "common/socket/fd.h"

using Clock = std::chrono::steady_clock;

// A Client has the members `Fd fd`, `Clock::time_point deadline`, and
// `std::uint32_t events`: those of epoll(7) that it waits for.
template <typename Client>
class Clients {
 public:
  explicit Clients(const Fd& listener) : listener_{listener} {
    control(EPOLL_CTL_ADD, listener.get(), EPOLLIN);
  }

  // Watches another descriptor, too.
  void add(const Fd& other) { control(EPOLL_CTL_ADD, other.get(), EPOLLIN); }

  void add(Client client) {
    const auto place = static_cast<std::size_t>(client.fd.get());
    control(EPOLL_CTL_ADD, client.fd.get(), client.events);
    if (clients_.size() <= place) clients_.resize(place + 1);
    clients_[place] = std::make_unique<Client>(std::move(client));
  }

  void watch(Client& client, std::uint32_t events) {
    if (std::exchange(client.events, events) != events)
      control(EPOLL_CTL_MOD, client.fd.get(), events);
  }

  // No descriptor is left: newcomers must wait until a client has gone.
  void pause() {
    paused_ = true;
    control(EPOLL_CTL_MOD, listener_.get(), 0);
  }

  // The client with that descriptor is gone; this closes it if it is open.
  void forget(int fd) {
    clients_[static_cast<std::size_t>(fd)].reset();
    if (std::exchange(paused_, false) && listener_)
      control(EPOLL_CTL_MOD, listener_.get(), EPOLLIN);
  }

  // What has happened, and to which descriptor; nothing if it was nothing for a
  // second. Until the next call. See epoll_wait(2).
  std::span<const epoll_event> wait() {
    const int count =
        ::epoll_wait(epoll_.get(), events_.data(), most_events, 1000);
    now_ = Clock::now();
    return std::span{events_}.first(
        static_cast<std::size_t>(std::max(count, 0)));
  }

  // The time at which wait() returned.
  [[nodiscard]] Clock::time_point now() const { return now_; }

  // nullptr: that is none of a client.
  [[nodiscard]] Client* find(int fd) const {
    const auto place = static_cast<std::size_t>(fd);
    return place < clients_.size() ? clients_[place].get() : nullptr;
  }

  [[nodiscard]] std::vector<Client*> all() const {
    std::vector<Client*> those;
    for (const auto& client : clients_)
      if (client) those.push_back(client.get());
    return those;
  }

  // Those whose deadline is over. It looks once a second, which is near enough.
  [[nodiscard]] std::vector<Client*> late() {
    if (now_ < next_look_) return {};
    next_look_ = now_ + std::chrono::seconds{1};
    std::vector<Client*> those = all();
    std::erase_if(those, [&](Client* c) { return now_ <= c->deadline; });
    return those;
  }

 private:
  static constexpr int most_events = 256;  // that one wait() tells

  void control(int operation, int fd, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.fd = fd}};
    must(::epoll_ctl(epoll_.get(), operation, fd, &event),
         "epoll_ctl(epoll, operation, fd, &event)");
  }

  const Fd& listener_;
  bool paused_ = false;
  Fd epoll_{must(CALL(::epoll_create1(0)))};
  Clock::time_point now_ = Clock::now();
  Clock::time_point next_look_ = now_;
  std::vector<std::unique_ptr<Client>> clients_{};  // by descriptor
  std::array<epoll_event, most_events> events_{};
};
