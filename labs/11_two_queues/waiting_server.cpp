// waiting_server: listens, and calls accept() only when it is told to.
//
// Watch:  what the kernel does without it: handshakes, data, even a FIN. Up to
//         backlog + 1 connections wait in the accept queue.
// Read:   listen(2), accept(2), tcp(7) "TCP_DEFER_ACCEPT", socket(7)
//         "SO_REUSEPORT"; RFC 9293, section 3.9.1.1 "Open".
// Run:    labs/11_two_queues/run.sh early

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// The options that both SYNs had. A kernel that has sent a cookie must find
// them in the client's ACK.
void say_options(int peer) {
  tcp_info info{};
  socklen_t size = sizeof info;
  must(CALL(::getsockopt(peer, IPPROTO_TCP, TCP_INFO, &info, &size)));
  const auto has = [&](int option) {
    return (info.tcpi_options & option) != 0;
  };
  say(std::string{"timestamps "} + (has(TCPI_OPT_TIMESTAMPS) ? "yes" : "no") +
      ", SACK " + (has(TCPI_OPT_SACK) ? "yes" : "no") + ", window scale " +
      (has(TCPI_OPT_WSCALE) ? "yes" : "no") + ", MSS " +
      std::to_string(info.tcpi_snd_mss));
}

// Answers one request, and closes.
void serve(Fd peer) {
  std::array<char, 100> request{};
  const auto size = CALL(::recv(peer.get(), request.data(), request.size(), 0));
  if (size > 0) {
    const std::string_view answer = "answer";
    must(CALL(::send(peer.get(), answer.data(), answer.size(), MSG_NOSIGNAL)));
  }
  step("served");
  must(CALL(::close(peer.release())));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "waiting_server [--host H] [--port P] [--backlog N] [--clients N] "
      "[--defer N] [--reuseport] [--close] [--options]\n"
      "Takes clients from the accept queue, one by one, and answers each.\n"
      "--backlog N    N + 1 connections may wait for accept() (1)\n"
      "--clients N    ends after so many (1)\n"
      "--defer N      TCP_DEFER_ACCEPT: a connection without data waits N\n"
      "               seconds in the SYN queue\n"
      "--reuseport    others may listen at the same place\n"
      "--close        closes the listener, and never calls accept()\n"
      "--options      says which options of TCP each connection has");
  const Address address = resolve(options.host, options.port);
  const int defer = options.number("--defer", 0);

  Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  if (options.has("--reuseport"))
    must(CALL(::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEPORT, &on,
                           sizeof on)));
  if (defer > 0)
    must(CALL(::setsockopt(listener.get(), IPPROTO_TCP, TCP_DEFER_ACCEPT,
                           &defer, sizeof defer)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), options.number("--backlog", 1))));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");

  if (options.has("--close")) {
    must(CALL(::close(listener.release())));  // RST to all that wait
    step("closed");
    return 0;
  }
  for (int client = options.number("--clients", 1); client > 0; --client) {
    Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
    if (options.has("--options")) say_options(peer.get());
    step("accepted");  // the queue has room for one more
    serve(std::move(peer));
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
