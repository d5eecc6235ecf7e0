// told_peer: does what it is told on its standard input, a line each. So a play,
// or your own hand, can be the other end of any program:
//
//   connect            a new connection (with --listen: accept)
//   send TEXT          \r, \n and \xc3 stand for one byte, {3000x} for 3000 x
//   receive TEXT       this must come next, in any number of pieces
//   receive end        and now nothing but the end
//   end                shutdown(SHUT_WR): FIN, and it still receives
//   wait N             it is silent for N milliseconds
//   close, abort       close(): FIN; or, with SO_LINGER {1, 0}, RST
//
// Watch:  what the program at the other end makes of pieces, of an end and of
//         an abort.
// Read:   shutdown(2), recv(2); RFC 9293, section 3.7 "Segmentation".
// Run:    scripts/lab check 01/echo_pieces -- python3 my_server.py

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// "a\n", "\xc3", "{3000x}": the bytes of it.
std::string bytes_of(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const auto close = text.find('}');
    if (text.starts_with("\\r") || text.starts_with("\\n")) {
      bytes += text[1] == 'r' ? '\r' : '\n';
      text.remove_prefix(2);
    } else if (text.starts_with("\\x") && text.size() >= 4) {
      bytes += static_cast<char>(
          std::stoi(std::string{text.substr(2, 2)}, nullptr, 16));
      text.remove_prefix(4);
    } else if (text.starts_with("{") && close != text.npos && close > 2) {
      bytes.append(std::stoul(std::string{text.substr(1, close - 2)}),
                   text[close - 1]);
      text.remove_prefix(close + 1);
    } else {
      bytes += text.front();
      text.remove_prefix(1);
    }
  }
  return bytes;
}

// For a person: the first bytes, newlines as \n.
std::string shown(std::string_view bytes) {
  constexpr std::size_t most = 40;
  std::string text = "'";
  for (const char c : bytes.substr(0, most)) {
    if (c == '\r' || c == '\n')
      text += c == '\r' ? "\\r" : "\\n";
    else
      text += c >= ' ' ? c : '?';
  }
  return text + (bytes.size() > most
                     ? "...' (" + std::to_string(bytes.size()) + " bytes)"
                     : "'");
}

// Reads on into `come` until it has `size` bytes, or there are no more of them.
// Says why there are no more; nothing if there are.
std::string receive(const Fd& peer, std::string& come, std::size_t size) {
  std::array<char, 65536> buffer{};
  while (come.size() < size) {
    const auto n = CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0));
    if (n == 0) return "the end";
    if (n == -1)
      return errno == EAGAIN ? "nothing more, in all this time" : "an error";
    come.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return "";
}

void expect(const Fd& peer, std::string& come, const std::string& bytes) {
  const std::string why = receive(peer, come, bytes.size());
  if (!come.starts_with(bytes))
    throw std::runtime_error{"not " + shown(bytes) + " came, but " +
                             shown(come) +
                             (why.empty() ? "" : ", and then " + why)};
  come.erase(0, bytes.size());
}

void expect_end(const Fd& peer, std::string& come) {
  const std::string why = receive(peer, come, 1);
  if (why != "the end")
    throw std::runtime_error{"not the end came, but " +
                             (why.empty() ? shown(come) : why)};
}

void abort(Fd& peer) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  must(CALL(::setsockopt(peer.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now)));
  must(CALL(::close(peer.release())));
}

// How it sends, and how long it waits for what must come.
void set_up(const Fd& peer) {
  // What it is told to send leaves at once, and alone.
  const int on = 1;
  must(::setsockopt(peer.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on),
       "setsockopt TCP_NODELAY");
  // A lost segment comes again after the retransmission timeout, which is as
  // long as the line is slow (RFC 6298); four of them, and a second.
  tcp_info info{};
  socklen_t size = sizeof info;
  must(::getsockopt(peer.get(), IPPROTO_TCP, TCP_INFO, &info, &size),
       "getsockopt TCP_INFO");
  constexpr long microseconds = 1'000'000;
  const long patience = microseconds + 4L * info.tcpi_rto;
  const timeval time{.tv_sec = patience / microseconds,
                     .tv_usec = patience % microseconds};
  must(::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time),
       "setsockopt SO_RCVTIMEO");
}

Fd connect(const Address& address) {
  Fd peer{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(peer.get(), address.get(), address.size())));
  return peer;
}

void obey(const std::string& line, Fd& peer, std::string& come) {
  const std::string_view told = line;
  if (told.starts_with("send ")) {
    must(send_all(peer, bytes_of(told.substr(5))));
  } else if (told == "receive end") {
    expect_end(peer, come);
  } else if (told.starts_with("receive ")) {
    expect(peer, come, bytes_of(told.substr(8)));
  } else if (told == "end") {
    must(CALL(::shutdown(peer.get(), SHUT_WR)));
  } else if (told.starts_with("wait ")) {
    must(CALL(::poll(nullptr, 0, std::stoi(line.substr(5)))));
  } else if (told == "close") {
    must(CALL(::close(peer.release())));
  } else if (told == "abort") {
    abort(peer);
  } else {
    throw std::runtime_error{"nobody can do this: " + line};
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "told_peer [--host H] [--port P] [--listen]\n"
            "Does what it is told on standard input, a line each: connect,\n"
            "send TEXT, receive TEXT, receive end, end, wait N, close, abort.\n"
            "--listen    waits for a client, when it is told to accept");
  const Address address = resolve(options.host, options.port);
  Fd listener;
  if (options.has("--listen")) {
    listener = listen_on(address);
    step("listening");
  }

  Fd peer;
  std::string come;  // of it, what no line has asked for yet
  for (std::string line; std::getline(std::cin, line);) {
    if (line.empty()) continue;
    if (line == "connect" || (line == "accept" && listener)) {
      come.clear();
      peer = listener
                 ? Fd{must(CALL(::accept(listener.get(), nullptr, nullptr)))}
                 : connect(address);
      set_up(peer);
    } else {
      obey(line, peer, come);
    }
    say("done: " + line);
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
