// select_server: one thread for all clients. select() is told each descriptor, each
// time, as a bit in a set; and there is no bit for a descriptor of 1,024 or more.
//
// Watch:  select() returns for each client that sends, and blocks for none.
// Read:   select(2) "BUGS"; do_select() in the kernel's fs/select.c.
// Run:    labs/02_multiplexing/run.sh by_select

#include <fcntl.h>
#include <sys/select.h>
#include <sys/socket.h>

#include <map>
#include <string>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/02_multiplexing/echo_some.h"

namespace {

using Clients = std::map<int, Client>;  // by descriptor

void accept_one(const Fd& listener, Clients& clients) {
  const int fd =
      CALL(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK));
  if (fd == -1 && (errno == EAGAIN || errno == ECONNABORTED)) return;
  must(fd, "accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)");
  if (fd < FD_SETSIZE) {
    clients[fd] = {Fd{fd}};
  } else {
    say("descriptor " + std::to_string(fd) +
        " has no bit in an fd_set: closed");
    must(CALL(::close(fd)));
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "select_server [--host H] [--port P]\n"
            "Sends back what each client sends: one thread, and select().");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  must(CALL(::fcntl(listener.get(), F_SETFL, O_NONBLOCK)));
  step("listening");

  Clients clients;
  while (true) {
    // select() overwrites its sets with the answer: they are built each time.
    fd_set readable;
    fd_set writable;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    FD_SET(listener.get(), &readable);
    for (const auto& [fd, client] : clients)
      FD_SET(fd, client.unsent.empty() ? &readable : &writable);
    int highest = listener.get();
    if (!clients.empty()) highest = std::max(highest, clients.rbegin()->first);

    if (CALL(::select(highest + 1, &readable, &writable, nullptr, nullptr)) ==
        -1) {
      if (errno == EINTR) continue;
      must(-1, "select(highest + 1, &readable, &writable, nullptr, nullptr)");
    }
    for (auto next = clients.begin(); next != clients.end();) {
      const auto it = next++;
      const int fd = it->first;
      Client& client = it->second;
      if (!FD_ISSET(fd, &readable) && !FD_ISSET(fd, &writable)) continue;
      if (echo_some(client) != Turn::ended) continue;
      must(CALL(::close(client.socket.release())));  // FIN
      clients.erase(it);
    }
    if (FD_ISSET(listener.get(), &readable)) accept_one(listener, clients);
  }
} catch (const std::exception& error) {
  return report(error);
}
