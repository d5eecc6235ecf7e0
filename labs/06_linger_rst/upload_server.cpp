// upload_server: refuses an upload with 413 before it has read it, and closes.
// How it closes decides whether the client can read the answer.
//
// Watch:  close(): bytes are unread, so RST, and what is unsent of the answer
//         is lost. --linger 2: FIN behind the answer, then it reads what still
//         comes, and only then close(): everything arrives.
// Read:   RFC 9112, section 9.6 "Tear-down".
// Run:    labs/06_linger_rst/run.sh lost_reply

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <string>

#include "common/http/write.h"
#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

constexpr std::size_t most_drained = 10'000'000;

// The lingering close: FIN behind the answer, and close() only when nothing can
// come any more that would make it send RST. Within bounds: a client that goes
// on for ever, or is silent for `seconds`, gets the RST after all.
void end_and_drain(const Fd& peer, int seconds) {
  must(CALL(::shutdown(peer.get(), SHUT_WR)));
  const timeval patience{.tv_sec = seconds, .tv_usec = 0};
  must(CALL(::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &patience,
                         sizeof patience)));
  std::array<char, 65536> buffer{};
  std::size_t drained = 0;
  ssize_t n = 1;
  while (n > 0 && drained < most_drained) {
    n = CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0));
    if (n > 0) drained += static_cast<std::size_t>(n);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "upload_server [--host H] [--port P] [--bytes N] [--linger N]\n"
      "Answers one request with 413, reading 100 bytes of it at most.\n"
      "--bytes N     the size of the answer's body (10000)\n"
      "--linger N    reads the rest before it closes, and waits N seconds\n"
      "              for it at most");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");

  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  std::array<char, 100> head{};  // enough to see that the body is too large
  must(CALL(::recv(peer.get(), head.data(), head.size(), 0)));

  const auto size = static_cast<std::size_t>(options.number("--bytes", 10'000));
  const std::string answer =
      http::to_bytes({.status = 413,
                      .reason = http::reason_phrase(413),
                      .headers = {{"Connection", "close"}},
                      .body = std::string(size, 'x')});
  must(CALL(::send(peer.get(), answer.data(), answer.size(), MSG_NOSIGNAL)));
  step("answered");

  if (options.has("--linger"))
    end_and_drain(peer, options.number("--linger", 0));
  must(CALL(::close(peer.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
