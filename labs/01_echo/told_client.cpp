// told_client: does what it is told on its standard input, a line each. So a
// play, or your own hand, can be a client of any program:
//
//   connect            a new connection
//   send TEXT          \r, \n and \xc3 stand for one byte, {3000x} for 3000 x
//   receive TEXT       this must come next, in any number of pieces
//   receive end        and now nothing but the end
//   read to the end    all that still comes, and says how many bytes
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
std::string receive(const Fd& client, std::string& come, std::size_t size) {
  std::array<char, 65536> buffer{};
  while (come.size() < size) {
    const auto n = CALL(::recv(client.get(), buffer.data(), buffer.size(), 0));
    if (n == 0) return "the end";
    if (n == -1)
      return errno == EAGAIN ? "nothing more, in all this time" : "an error";
    come.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return "";
}

void expect(const Fd& client, std::string& come, const std::string& bytes) {
  const std::string why = receive(client, come, bytes.size());
  if (come.starts_with(bytes)) {
    come.erase(0, bytes.size());
    return;
  }
  throw std::runtime_error{"not " + shown(bytes) + " came, but " + shown(come) +
                           (why.empty() ? "" : ", and then " + why)};
}

void read_to_the_end(const Fd& client, std::string& come) {
  const std::string why = receive(client, come, std::string::npos);
  if (why != "the end")
    throw std::runtime_error{std::to_string(come.size()) +
                             " bytes came, and then " + why};
  say(std::to_string(come.size()) + " bytes came, and then the end");
  come.clear();
}

void expect_end(const Fd& client, std::string& come) {
  const std::string why = receive(client, come, come.size() + 1);
  if (why != "the end")
    throw std::runtime_error{"not the end came, but " +
                             (why.empty() ? shown(come) : why)};
}

void abort(Fd& client) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  must(CALL(
      ::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now)));
  must(CALL(::close(client.release())));
}

Fd connect(const Address& server, int patience) {
  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  const timeval wait{.tv_sec = patience / 1000,
                     .tv_usec = patience % 1000 * 1000};
  must(::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait),
       "setsockopt SO_RCVTIMEO");
  // What it is told to send leaves at once, and alone.
  const int on = 1;
  must(::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on),
       "setsockopt TCP_NODELAY");
  must(CALL(::connect(client.get(), server.get(), server.size())));
  return client;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "told_client [--host H] [--port P] [--patience N]\n"
            "Does what it is told on standard input, a line each:\n"
            "connect, send TEXT, receive TEXT, receive end, read to the end,\n"
            "end, wait N, close, abort.\n"
            "--patience N    waits N milliseconds at most for what must come "
            "(2000)");
  const Address server = resolve(options.host, options.port);
  const int patience = options.number("--patience", 2000);

  Fd client;
  std::string come;  // of it, what no line has asked for yet
  for (std::string line; std::getline(std::cin, line);) {
    const std::string_view all = line;
    if (all == "connect") {
      client = connect(server, patience);
      come.clear();
    } else if (all.starts_with("send ")) {
      must(send_all(client, bytes_of(all.substr(5))));
    } else if (all == "receive end") {
      expect_end(client, come);
    } else if (all.starts_with("receive ")) {
      expect(client, come, bytes_of(all.substr(8)));
    } else if (all == "read to the end") {
      read_to_the_end(client, come);
    } else if (all == "end") {
      must(CALL(::shutdown(client.get(), SHUT_WR)));
    } else if (all.starts_with("wait ")) {
      must(CALL(::poll(nullptr, 0, std::stoi(line.substr(5)))));
    } else if (all == "close") {
      must(CALL(::close(client.release())));
    } else if (all == "abort") {
      abort(client);
    } else if (!all.empty()) {
      throw std::runtime_error{"nobody can do this: " + line};
    }
    if (!all.empty()) say("done: " + line);
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
