// bulk_receiver: takes connections, keeps those that only stay open, and writes
// what the last one brings to standard output.
//
// Run:    make bench

#include <iostream>
#include <vector>

#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "bulk_receiver [--host H] [--port P] [--idle N]\n"
      "Writes what the last of N + 1 connections brings. Says on standard\n"
      "error when it listens, when it has them all, and when the last has\n"
      "ended; keeps them until its standard input ends.");
  const Address address = resolve(options.host, options.port);
  const Fd listener{must(::socket(address.family(), SOCK_STREAM, 0), "socket")};
  must(::bind(listener.get(), address.get(), address.size()), "bind");
  must(::listen(listener.get(), SOMAXCONN), "listen");
  std::cerr << "listens\n";

  std::vector<Fd> connections;
  for (int n = options.number("--idle", 0) + 1; n > 0; --n)
    connections.emplace_back(
        must(::accept(listener.get(), nullptr, nullptr), "accept"));
  std::cerr << "accepted\n";

  std::vector<char> buffer(1 << 20);
  const auto read_from = [&](int fd) {
    return must(::read(fd, buffer.data(), buffer.size()), "read");
  };
  while (const ssize_t n = read_from(connections.back().get()))
    for (ssize_t written = 0; written < n;)
      written += must(::write(STDOUT_FILENO, buffer.data() + written,
                              static_cast<std::size_t>(n - written)),
                      "write");
  std::cerr << "ended\n";
  while (read_from(STDIN_FILENO) > 0) {
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
