// slow_client: sends to an echo server as long as it takes something, and reads
// nothing meanwhile; later it reads, and compares each byte.
//
// Watch:  the server's window closes: it reads no more before it can send. With a
//         server that keeps all in its memory, the window never closes.
// Read:   poll(2), send(2); RFC 9293, section 3.8.6.
// Run:    labs/02_multiplexing/slow_client --help; scripts/lab check 02/slow_client

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// "1 2 3 4 ...": no part of it is like another one.
std::string numbers(std::size_t size) {
  std::string text;
  for (int number = 1; text.size() < size; ++number)
    text += std::to_string(number) + ' ';
  return text.substr(0, size);
}

// Sends until nothing more was taken for so long. Returns the bytes sent.
std::size_t fill(const Fd& server, const std::string& data, int patience) {
  std::size_t sent = 0;
  pollfd watched{.fd = server.get(), .events = POLLOUT, .revents = 0};
  while (sent < data.size() &&
         must(::poll(&watched, 1, patience), "poll(&watched, 1, patience)")) {
    const ssize_t n = ::send(server.get(), data.data() + sent,
                             data.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n == -1 && errno == EAGAIN) continue;
    sent += static_cast<std::size_t>(must(n, "send(server, data, size)"));
  }
  return sent;
}

// Reads until all of `data` is back; or to the end, and then nothing else may come.
void expect(const Fd& server, const std::string& data, bool to_end) {
  std::array<char, 16384> buffer{};
  std::size_t got = 0;
  while (const ssize_t n = must(
             ::recv(server.get(), buffer.data(), buffer.size(), 0), "recv")) {
    const std::string part(buffer.data(), static_cast<std::size_t>(n));
    if (data.compare(got, part.size(), part) != 0)
      throw std::runtime_error{"what comes back is not what was sent, after " +
                               std::to_string(got) + " bytes"};
    got += part.size();
    if (got < data.size()) continue;
    say("all is back");
    if (!to_end) return;
  }
  if (got < data.size())
    throw std::runtime_error{"the end came after " + std::to_string(got) +
                             " of " + std::to_string(data.size()) + " bytes"};
  say("and the end");
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "slow_client [--host H] [--port P] [--bytes N] [--patience N] "
      "[--first]\n"
      "Sends to an echo server, and only later reads what comes back.\n"
      "--bytes N       sends N bytes (1000000), or what the server takes\n"
      "--patience N    it takes no more: nothing for N milliseconds (400)\n"
      "--first         reads all before it ends its direction, not after");
  const Address address = resolve(options.host, options.port);
  std::string data =
      numbers(static_cast<std::size_t>(options.number("--bytes", 1'000'000)));

  Fd server{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(server.get(), address.get(), address.size())));
  step("connected");

  const std::size_t taken =
      fill(server, data, options.number("--patience", 400));
  say(taken < data.size()
          ? "the server takes no more"
          : "the server has taken all, and I have read nothing");
  step("full");

  data.resize(taken);
  if (options.has("--first")) expect(server, data, false);
  must(CALL(::shutdown(server.get(), SHUT_WR)));
  expect(server, options.has("--first") ? "" : data, true);
  step("read all");

  must(CALL(::close(server.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
