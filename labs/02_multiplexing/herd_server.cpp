// herd_server: several workers wait for the same listener, each with an epoll of its
// own. One client connects: how many of them wake up?
//
// Watch:  all; one accept() takes the client, the others get EAGAIN, or wait.
// Read:   epoll_ctl(2) "EPOLLEXCLUSIVE"; ep_poll_callback() in fs/eventpoll.c.
// Run:    labs/02_multiplexing/run.sh herd

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <fstream>
#include <string>
#include <thread>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

struct Worker {
  Fd epoll{must(::epoll_create1(0), "epoll_create1(0)")};
  std::atomic<pid_t> id{0};
  int events = 0;  // of the listener
  std::thread thread{};
};

void wait_for_client(Worker& worker, int listener) {
  std::array<epoll_event, 2> ready{};
  worker.id = ::gettid();
  const int count = ::epoll_wait(worker.epoll.get(), ready.data(), 2, -1);
  for (int i = 0; i < count; ++i)
    if (ready[static_cast<std::size_t>(i)].data.fd == listener) ++worker.events;
}

// It is nowhere else that it could sleep.
bool sleeps(const Worker& worker) {
  std::ifstream stat{"/proc/self/task/" + std::to_string(worker.id) + "/stat"};
  std::string id, name, state;
  return worker.id != 0 && stat >> id >> name >> state && state == "S";
}

void watch(const Fd& epoll, int fd, unsigned int events) {
  epoll_event event{.events = events, .data = {.fd = fd}};
  must(CALL(::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd, &event)));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "herd_server [--host H] [--port P] [--exclusive] [--blocking]\n"
            "Lets four threads wait for one client.\n"
            "--exclusive    with EPOLLEXCLUSIVE\n"
            "--blocking     the listener may block: a mistake");
  const Address address = resolve(options.host, options.port);
  const unsigned int exclusive =
      options.has("--exclusive") ? +EPOLLEXCLUSIVE : 0U;

  const Fd listener = listen_on(address);
  if (!options.has("--blocking"))
    must(CALL(::fcntl(listener.get(), F_SETFL, O_NONBLOCK)));
  const Fd end{must(::eventfd(0, 0), "eventfd(0, 0)")};
  std::array<Worker, 4> workers;
  for (Worker& worker : workers) {
    watch(worker.epoll, listener.get(), EPOLLIN | exclusive);
    watch(worker.epoll, end.get(), EPOLLIN);
    worker.thread =
        std::thread{wait_for_client, std::ref(worker), listener.get()};
  }
  for (const Worker& worker : workers)
    while (!sleeps(worker)) std::this_thread::yield();
  step("all wait");

  pollfd asked{.fd = listener.get(), .events = POLLIN, .revents = 0};
  must(CALL(::poll(&asked, 1, -1)));  // until a client is there
  must(::eventfd_write(end.get(), 1), "eventfd_write(end, 1)");  // for all
  int woken = 0;
  for (Worker& worker : workers) {
    worker.thread.join();
    woken += worker.events;
  }
  say("woken by the client: " + std::to_string(woken) + " of " +
      std::to_string(workers.size()) + " workers");
  for (int i = 0; i < woken; ++i)
    CALL(::accept(listener.get(), nullptr, nullptr));  // then EAGAIN
  step("accepted");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
