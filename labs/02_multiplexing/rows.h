// The rows of the event matrix: how each thing is made to happen.
#pragma once

#include <array>
#include <string_view>

#include "labs/02_multiplexing/happenings.h"

struct Happening {
  std::string_view name;
  void (*begin)(Ends&);        // then the subject is registered with epoll ...
  void (*complete)(Ends&);     // ... and then it happens
  bool while_waiting = false;  // by another thread, while one waits
};

inline void nothing(Ends&) {}

inline const auto happenings = std::to_array<Happening>({
    {"unconnected", [](Ends& e) { e.subject = new_socket(); }, nothing},
    {"connecting", knock_at_full_queue, nothing},
    {"connected",
     [](Ends& e) {
       e.listener = new_listener(1);
       e.subject = new_socket();
       set_nonblocking(e.subject);
     },
     [](Ends& e) {
       begin_connect(e.subject, e.listener);
       await_state(e.subject, State::established);
     }},
    {"refused",
     [](Ends& e) {
       e.listener = new_listener(-1);
       e.subject = new_socket();
       set_nonblocking(e.subject);
     },
     [](Ends& e) {
       begin_connect(e.subject, e.listener);
       await_state(e.subject, State::close);
     }},
    {"timed-out",
     [](Ends& e) {
       knock_at_full_queue(e);
       const int milliseconds = 10;
       must(::setsockopt(e.subject.get(), IPPROTO_TCP, TCP_USER_TIMEOUT,
                         &milliseconds, sizeof milliseconds),
            "setsockopt(subject, IPPROTO_TCP, TCP_USER_TIMEOUT)");
     },
     [](Ends& e) { await_state(e.subject, State::close); }},
    {"nothing", open_connection, nothing},
    {"data", open_connection,
     [](Ends& e) {
       send_bytes(e.peer, "hello");
       await_bytes(e.subject, 5);
     }},
    {"urgent-data", open_connection,
     [](Ends& e) {
       send_bytes(e.peer, "!", MSG_OOB);
       await_bytes(e.subject, 1);
     }},
    {"FIN", open_connection,
     [](Ends& e) {
       end_sending(e.peer);
       await_state(e.subject, State::close_wait);
     }},
    {"data-FIN", open_connection,
     [](Ends& e) {
       send_bytes(e.peer, "hello");
       end_sending(e.peer);
       await_state(e.subject, State::close_wait);
     }},
    {"our-FIN", open_connection,
     [](Ends& e) {
       end_sending(e.subject);
       await_state(e.subject, State::fin_wait_2);
     }},
    {"FIN-then-ours", open_connection,
     [](Ends& e) {
       end_sending(e.peer);
       await_state(e.subject, State::close_wait);
       end_sending(e.subject);
       await_state(e.subject, State::close);
     }},
    {"our-SHUT_RD", open_connection,
     [](Ends& e) {
       must(::shutdown(e.subject.get(), SHUT_RD), "shutdown(subject, SHUT_RD)");
     }},
    {"RST", open_connection,
     [](Ends& e) {
       reset(e.peer);
       await_state(e.subject, State::close);
     }},
    {"data-RST", open_connection,
     [](Ends& e) {
       send_bytes(e.peer, "hello");
       await_bytes(e.subject, 5);
       reset(e.peer);
       await_state(e.subject, State::close);
     }},
    {"FIN-RST", open_connection,
     [](Ends& e) {
       must(::close(e.peer.release()), "close(peer)");
       await_state(e.subject, State::close_wait);
       send_bytes(e.subject, "?");  // which nobody can read: RST
       await_state(e.subject, State::close);
     }},
    {"full", open_connection, [](Ends& e) { fill_send_buffer(e); }},
    {"emptied",
     [](Ends& e) {
       open_connection(e);
       fill_send_buffer(e);
     },
     [](Ends& e) { read_all(e); }},
    {"listener", [](Ends& e) { e.subject = new_listener(1); }, nothing},
    {"listener-client",
     [](Ends& e) {
       e.subject = new_listener(1);
       e.peer = new_socket();
     },
     [](Ends& e) {
       must(begin_connect(e.peer, e.subject), "connect(peer, address, size)");
       await("a connection in the queue",
             [&] { return info_of(e.subject).tcpi_unacked == 1; });
     }},
    {"listener-shut", [](Ends& e) { e.subject = new_listener(1); },
     [](Ends& e) {
       must(::shutdown(e.subject.get(), SHUT_RD),
            "shutdown(listener, SHUT_RD)");
     }},
    {"closed", open_connection, close_subject},
    // Full, so that nothing is ready, and the thread does wait.
    {"closed-by-thread",
     [](Ends& e) {
       open_connection(e);
       fill_send_buffer(e);
     },
     close_subject, true},
    {"closed-dup-data",
     [](Ends& e) {
       open_connection(e);
       e.copy = Fd{must(::dup(e.subject.get()), "dup(subject)")};
     },
     [](Ends& e) {
       close_subject(e);
       send_bytes(e.peer, "hello");
       await_bytes(e.copy, 5);
     }},
});
