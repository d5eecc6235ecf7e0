// live_server: a ladder that a whole class sees while it grows. Rows come in, and go
// to each browser over a WebSocket.
//
// Watch:  who comes late is told all from the first row on. Who does not read is
//         dismissed; the others notice nothing of it.
// Read:   epoll(7); RFC 6455, sections 7.4.1 and 10.2.
// Run:    labs/19_live/run.sh followed
//         scripts/lab live 05 half_close
//
// What is said to whom stands in lesson.h, who may steer in access.h, the process
// that plays a scene in play.h. This is longer than a screen: one loop has browsers,
// rows, a play and Ctrl-C.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/14_websocket_frames/clients.h"
#include "labs/14_websocket_frames/many_clients.h"
#include "labs/19_live/client.h"
#include "labs/19_live/lesson.h"
#include "labs/19_live/play.h"
#include "labs/19_live/row_source.h"
#include "labs/19_live/welcome.h"

namespace {

using live::Client;
using live::Stage;
using std::chrono::seconds;

constexpr seconds farewell{2};  // for all together, after Ctrl-C

class Server {
 public:
  Server(Fd listener, Fd signals, live::Lesson lesson, const Options& options)
      : listener_{std::move(listener)},
        signals_{std::move(signals)},
        lesson_{std::move(lesson)},
        script_{options.text("--stage", "")},
        queue_{static_cast<std::size_t>(options.number("--queue", 65536))},
        heartbeat_{options.number("--heartbeat", 20)},
        patience_{options.number("--patience", 10)} {
    clients_.add(signals_);
  }

  // Rows come from standard input, or from that scene.
  void begin(const std::string& scene, const std::string& how) {
    lesson_.history().begin(scene);
    if (script_.empty()) {
      input_ = live::open_input(rows_, lesson_.history());
      if (input_) clients_.add(input_);
    } else if (!scene.empty()) {
      start({.scene = scene, .how = how});
    }
  }

  // Until Ctrl-C.
  void run() {
    while (listener_ || (clients_.now() < end_ && is_busy())) {
      for (const epoll_event& event : clients_.wait()) {
        if (Client* c = clients_.find(event.data.fd)) {
          if (event.events == EPOLLOUT || receive(*c)) serve(*c);
        } else if (event.data.fd == signals_.get()) {
          say_goodbye();
        } else if (event.data.fd == listener_.get()) {
          accept_clients();
        } else if (event.data.fd == input_.get()) {
          take_input();
        } else if (event.data.fd == play_.fd().get()) {
          take_play();
        }
      }
      for (Client* c : clients_.late())
        if (time_out(*c)) serve(*c);
      if (clients_.now() > play_end_) play_.signal(SIGKILL);
    }
    play_.signal(SIGKILL);
  }

 private:
  bool is_busy() { return play_.runs() || !clients_.all().empty(); }

  // All that wait: with one in each turn, the last of many newcomers would wait
  // for as many turns.
  void accept_clients() {
    while (Fd fd{
        CALL(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK))})
      clients_.add(
          {.fd = std::move(fd), .deadline = clients_.now() + patience_});
    if (errno == EMFILE || errno == ENFILE) clients_.pause();
  }

  // --- rows ---------------------------------------------------------------------

  void take_input() {
    if (!rows_.read(input_.get(), lesson_.history())) {
      input_ = Fd{};
      lesson_.history().end(0);
    }
    serve_all();
  }

  void take_play() {
    if (!rows_.read(play_.fd().get(), lesson_.history())) {
      lesson_.history().end(play_.wait());
      play_end_ = Clock::time_point::max();
      if (!next_.scene.empty() && listener_) start(std::exchange(next_, {}));
    }
    serve_all();
  }

  // A scene, once the one that is played has ended.
  void start(const live::Wishes& wish) {
    if (play_.runs()) {
      next_ = wish;
      return end_play();
    }
    lesson_.history().begin(wish.scene);
    const auto blank = wish.scene.find(' ');
    play_ = live::Play{{script_, wish.scene.substr(0, blank),
                        wish.scene.substr(blank + 1), wish.how}};
    clients_.add(play_.fd());
  }

  void end_play() {
    play_.signal(SIGTERM);
    play_end_ = clients_.now() + farewell;
  }

  // --- followers ----------------------------------------------------------------

  // Whether it is still there.
  bool receive(Client& c) {
    const ssize_t n = CALL(::recv(c.fd.get(), bytes_.data(), bytes_.size(), 0));
    if (n == -1 && (errno == EAGAIN || errno == EINTR)) return true;
    if (n <= 0) return lose(c);
    c.pinged = false;
    if (c.is_idle()) renew(c);
    lesson_.read(c.follower,
                 std::span{bytes_}.first(static_cast<std::size_t>(n)));
    const live::Wishes wishes = lesson_.take_wishes();
    play_.press(wishes.keys);
    if (!wishes.scene.empty()) {
      start(wishes);
      serve_all();
    }
    return true;
  }

  void serve_all() {
    for (Client* c : clients_.all()) serve(*c);
  }

  void serve(Client& c) {
    live::Follower& f = c.follower;
    const bool was_idle = c.is_idle();
    lesson_.tell(f, queue_);
    const bool reads_on = live::send_unsent(c);
    if (std::exchange(c.stage, f.stage) != f.stage || reads_on ||
        was_idle != c.is_idle())
      renew(c);
    live::end_our_side(c);
    // Pings are answered into what is unsent: who sends many must read, too.
    const bool reads = f.unsent.size() <= queue_;
    const bool writes = !f.unsent.empty() || lesson_.has_news(f);
    clients_.watch(c, (reads ? EPOLLIN : 0U) | (writes ? EPOLLOUT : 0U));
  }

  void renew(Client& c) {
    c.deadline = clients_.now() + (c.is_idle() ? heartbeat_ : patience_);
  }

  // Silence may mean that it is gone, and TCP does not notice that while it has
  // nothing to send (lab 10): a Ping asks. Returns whether it is still there.
  bool time_out(Client& c) {
    live::Follower& f = c.follower;
    if (c.stage != Stage::following) return lose(c);
    if (!f.unsent.empty()) {
      say("dismisses one that does not read");
      live::Lesson::dismiss(f, websocket::close_code::policy_violation,
                            "you do not read");
    } else if (std::exchange(c.pinged, true)) {
      return lose(c);
    } else {
      f.websocket.ping({}, f.unsent);
      renew(c);
    }
    return true;
  }

  // Returns false: it is not there any more.
  bool lose(Client& c) {
    const int fd = c.fd.get();
    CALL(::close(c.fd.release()));
    clients_.forget(fd);
    return false;
  }

  void say_goodbye() {
    end_ = clients_.now() + farewell;
    signals_ = Fd{};
    must(CALL(::close(listener_.release())));
    if (play_.runs()) end_play();
    for (Client* c : clients_.all()) {
      if (c->stage == Stage::opening) {
        clients_.forget(c->fd.get());
        continue;
      }
      live::Lesson::dismiss(c->follower, websocket::close_code::going_away,
                            "the server ends");
      serve(*c);
    }
  }

  Fd listener_;
  Fd signals_;
  Fd input_{};  // rows from elsewhere
  live::Lesson lesson_;
  std::string script_;  // plays a scene
  live::Play play_{};
  live::Wishes next_{};  // a scene, when this one has ended
  Clock::time_point play_end_ = Clock::time_point::max();
  std::size_t queue_;
  seconds heartbeat_;
  seconds patience_;
  Clients<Client> clients_{listener_};
  Clock::time_point end_ = Clock::time_point::max();
  live::RowReader rows_{};
  std::array<std::byte, 4096> bytes_{};  // of each recv()
};

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "live_server [--host H] [--port P] [--name TEXT] [--stage SCRIPT] "
      "[--scenes FILE] [--play TEXT] [--how TEXT] [--link FILE] [--queue N] "
      "[--heartbeat N] [--patience N]\n"
      "Sends rows, JSON objects in lines, to each browser that follows. They "
      "come\n"
      "from standard input, or from a scene. The page is at /.\n"
      "--name TEXT      another name of this machine, for a browser's address "
      "bar\n"
      "--stage SCRIPT   plays a scene: SCRIPT LAB SCENE HOW writes rows, and "
      "reads\n"
      "                 the teacher's keys\n"
      "--scenes FILE    which scenes the teacher may start: LAB SCENE, a line "
      "each\n"
      "--play TEXT      the first one\n"
      "--how TEXT       how: run, step (each line waits) or wire (segments, "
      "too)\n"
      "--link FILE      writes the teacher's link there, and to no terminal\n"
      "--queue N        bytes that may wait for one that does not read: here, "
      "and\n"
      "                 about as many in its socket (65536)\n"
      "--heartbeat N    a Ping after so many quiet seconds (20)\n"
      "--patience N     seconds for a request, for reading on, for the end "
      "(10)");
  const Address address = resolve(options.host, options.port);

  Fd listener = listen_for_many(address);
  // Each connection inherits these two: lab 14's chat_server says why.
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on)));
  const int queue = options.number("--queue", 65536);
  must(CALL(::setsockopt(listener.get(), SOL_SOCKET, SO_SNDBUF, &queue,
                         sizeof queue)));
  const std::string token =
      options.has("--stage") ? live::random_token() : std::string{};
  live::welcome(options, local_address(listener.get()), token);
  step("listening");

  live::Lesson lesson{live::Access{options.text("--name", options.host)}, token,
                      live::read_scenes(options.text("--scenes", ""))};
  Server server{std::move(listener), interrupts(), std::move(lesson), options};
  server.begin(options.text("--play", ""), options.text("--how", "step"));
  server.run();
  step("closed");
} catch (const std::exception& error) {
  return report(error);
}
