// pausing_reader: takes numbered lines, but reads none before it is told to. It
// asks its client to stop while the window is still closed, and then looks whether
// each line has come.
//
// Watch:  the client, which cannot send, must read "stop" all the same.
// Read:   send(2), poll(2); RFC 9293, section 3.8.6.
// Run:    scripts/lab check 12/full_window

#include <sys/socket.h>

#include <array>
#include <stdexcept>
#include <string>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// The number, and dots behind it: `size` bytes with the end of line.
std::string line_of(int number, std::size_t size) {
  std::string line = std::to_string(number) + ' ';
  line.resize(size - 1, '.');
  return line + '\n';
}

// So many bytes: more than all queues hold, so the sender must go on meanwhile.
std::string read_some(const Fd& peer, std::size_t size) {
  std::string some(size, '\0');
  const ssize_t n =
      must(CALL(::recv(peer.get(), some.data(), size, MSG_WAITALL)));
  some.resize(static_cast<std::size_t>(n));
  return some;
}

// Reads to the end, or more than `most` bytes.
std::string read_all(const Fd& peer, std::size_t most) {
  std::string all;
  std::array<char, 16384> buffer{};
  while (const ssize_t n = must(
             ::recv(peer.get(), buffer.data(), buffer.size(), 0), "recv")) {
    all.append(buffer.data(), static_cast<std::size_t>(n));
    if (all.size() > most)
      throw std::runtime_error{"more than " + std::to_string(most) +
                               " bytes came after 'stop'"};
  }
  return all;
}

// Each of the lines 1, 2, 3 ... must be there, once, and whole.
void look_at(const std::string& all, std::size_t size) {
  int number = 1;
  for (std::size_t at = 0; at < all.size(); at += size, ++number) {
    const std::string due = line_of(number, size);
    const std::string came = all.substr(at, size);
    if (!due.starts_with(came))
      throw std::runtime_error{"line " + std::to_string(number) + " begins '" +
                               came.substr(0, 20) + "'"};
    if (came.size() < size) {
      say("no byte is missing before line " + std::to_string(number));
      throw std::runtime_error{"the last line, " + std::to_string(number) +
                               ", has " + std::to_string(came.size()) + " of " +
                               std::to_string(size) + " bytes"};
    }
  }
  say("no byte is missing before line " + std::to_string(number));
  say("the last line is whole");
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "pausing_reader [--host H] [--port P] [--size N] [--take N] "
      "[--most N]\n"
      "Takes numbered lines, and looks whether all have come.\n"
      "--size N    a line has N bytes (1000)\n"
      "--most N    so many bytes may come when it has said stop (200000)");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");
  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  step("accepted");

  std::string all = read_some(
      peer, static_cast<std::size_t>(options.number("--take", 60'000)));
  step("took");

  must(CALL(::send(peer.get(), "stop\n", 5, MSG_NOSIGNAL)));
  step("said stop");

  all += read_all(peer,
                  static_cast<std::size_t>(options.number("--most", 200'000)));
  say("the end came soon after 'stop'");
  look_at(all, static_cast<std::size_t>(options.number("--size", 1000)));
  step("read all");

  must(CALL(::close(peer.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
