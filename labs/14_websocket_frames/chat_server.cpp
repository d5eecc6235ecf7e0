// chat_server: what one client says, all clients hear: terminals and browsers,
// in one thread.
//
// Watch:  what a client has not read waits in a queue of its own. When that is
//         full the client is dismissed; the others notice nothing of it.
// Read:   epoll(7), signalfd(2); RFC 6455, section 7.4.1 "Defined Status Codes".
// Run:    labs/14_websocket_frames/run.sh chat
//
// A browser finds the page of the chat on the same port. What the clients say
// to each other stands in chat_room.h, the socket of one of them in chat_client.h.
// This is longer than a screen: one loop has browsers, terminals and slow readers.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <span>
#include <utility>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/14_websocket_frames/chat_client.h"
#include "labs/14_websocket_frames/clients.h"
#include "labs/14_websocket_frames/many_clients.h"

namespace {

using chat::Client;
using chat::Stage;
using std::chrono::seconds;

constexpr seconds farewell{2};  // for all clients together, after Ctrl-C

class Server {
 public:
  Server(Fd listener, Fd signals, const Options& options)
      : listener_{std::move(listener)},
        signals_{std::move(signals)},
        queue_{static_cast<std::size_t>(options.number("--queue", 65536))},
        when_full_{chat::when_full(options)},
        heartbeat_{options.number("--heartbeat", 20)},
        patience_{options.number("--patience", 10)} {
    clients_.add(signals_);
  }

  // Until Ctrl-C.
  void run() {
    while (listener_ || (!clients_.all().empty() && clients_.now() < end_)) {
      for (const epoll_event& event : clients_.wait()) {
        if (Client* c = clients_.find(event.data.fd)) {
          if (event.events == EPOLLOUT || receive(*c)) serve(*c);
        } else if (event.data.fd == signals_.get()) {
          say_goodbye();
        } else if (listener_) {
          accept_clients();
        }
      }
      for (Client* c : clients_.late())
        if (time_out(*c)) serve(*c);
    }
  }

 private:
  // All that wait: with one in each turn, the last of many newcomers would wait
  // for as many turns.
  void accept_clients() {
    while (Fd fd{
        CALL(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK))})
      clients_.add(
          {.fd = std::move(fd), .deadline = clients_.now() + patience_});
    if (errno == EMFILE || errno == ENFILE) clients_.pause();
  }

  // Whether it is still there.
  bool receive(Client& c) {
    const ssize_t n = ::recv(c.fd.get(), input_.data(), input_.size(), 0);
    if (n == -1 && (errno == EAGAIN || errno == EINTR)) return true;
    if (n <= 0) return lose(c);
    c.pinged = false;
    if (c.stage == Stage::present) c.deadline = clients_.now() + heartbeat_;
    room_.read(c.member, std::span{input_}.first(static_cast<std::size_t>(n)));
    serve_all_that_were_told();
    return true;
  }

  // What one has said may be for all.
  void serve_all_that_were_told() {
    while (room_.has_told_all())
      for (Client* c : clients_.all()) serve(*c);
  }

  void serve(Client& c) {
    send_unsent(c);
    const websocket::Output& unsent = c.member.unsent;
    const bool full = unsent.size() > queue_;
    if (full && !when_full_.drops() && !when_full_.waits())
      room_.dismiss(c.member, when_full_.code(), "you do not read");
    if (std::exchange(c.full, full) != full && when_full_.waits()) {
      waited_for_ += full ? 1 : -1;
      for (Client* other : clients_.all()) watch(*other);
    }
    if (c.stage != c.member.stage) {
      c.stage = c.member.stage;
      c.deadline =
          clients_.now() + (c.stage == Stage::present ? heartbeat_ : patience_);
    }
    end_our_side(c);
    watch(c);
  }

  // Pings are answered into the queue: a client that sends many must read, too.
  // Or nobody is read while one client has no room: then all are as slow as it.
  void watch(Client& c) {
    clients_.watch(c, (c.full || waited_for_ > 0 ? 0U : EPOLLIN) |
                          (c.member.unsent.empty() ? 0U : EPOLLOUT));
  }

  // Silence may mean that the client is gone, and TCP does not notice that while
  // it has nothing to send (lab 10): a Ping asks. All other deadlines are final.
  // Returns whether it is still there.
  bool time_out(Client& c) {
    if (c.stage != Stage::present || c.pinged) return lose(c);
    c.pinged = true;
    c.deadline = clients_.now() + heartbeat_;
    c.member.websocket.ping({}, c.member.unsent);
    return true;
  }

  // Returns false: it is not there any more.
  bool lose(Client& c) {
    room_.lose(c.member);
    if (c.full && when_full_.waits()) --waited_for_;
    const int fd = c.fd.get();
    CALL(::close(c.fd.release()));
    clients_.forget(fd);
    for (Client* other : clients_.all()) watch(*other);
    serve_all_that_were_told();
    return false;
  }

  void say_goodbye() {
    end_ = clients_.now() + farewell;
    signals_ = Fd{};
    must(CALL(::close(listener_.release())));
    room_.close();
    for (Client* c : clients_.all()) {
      if (c->stage == Stage::opening)
        clients_.forget(c->fd.get());
      else
        serve(*c);
    }
  }

  Fd listener_;
  Fd signals_;
  std::size_t queue_;
  chat::WhenFull when_full_;
  int waited_for_ = 0;  // clients whose queue is full
  seconds heartbeat_;
  seconds patience_;
  Clients<Client> clients_{listener_};
  Clock::time_point end_ = Clock::time_point::max();
  chat::Room room_{when_full_.drops() ? queue_
                                      : websocket::Output{}.max_size()};
  std::array<std::byte, 4096> input_{};
};

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "chat_server [--host H] [--port P] [--queue N] [--when-full TEXT] "
      "[--heartbeat N] [--patience N]\n"
      "What one client says, all clients hear. Its page is at /.\n"
      "--queue N        bytes that may wait for a client that does not\n"
      "                 read: here, and about as many in its socket (65536)\n"
      "--when-full TEXT then: 1008 or 1013, a Close with that code; drop: it\n"
      "                 misses what is said; wait: nobody is heard (1008)\n"
      "--heartbeat N    a Ping after so many quiet seconds; as many more\n"
      "                 without an answer end the connection (20)\n"
      "--patience N     seconds for a client's request, and for its part\n"
      "                 of the end (10)");
  const Address address = resolve(options.host, options.port);

  Fd listener = listen_for_many(address);
  // Each connection inherits these two. Else a second small message would wait
  // for the ACK of the first (Nagle's algorithm); and the kernel would take
  // megabytes for a client that does not read, before we notice.
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on)));
  const int queue = options.number("--queue", 65536);
  must(CALL(::setsockopt(listener.get(), SOL_SOCKET, SO_SNDBUF, &queue,
                         sizeof queue)));
  step("listening");

  Server{std::move(listener), interrupts(), options}.run();
  step("closed");
} catch (const std::exception& error) {
  return report(error);
}
