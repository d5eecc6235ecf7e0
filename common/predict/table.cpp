#include "common/predict/table.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace predict {
namespace {

// --- what people say ----------------------------------------------------------

struct Said {
  Kind kind;
  std::string_view about;  // empty: anything
  std::initializer_list<std::string_view> answers;
};

const std::initializer_list<Said> all_said = {
    {Kind::segment, "connect", {"SYN", "SYN ACK", "nothing", "only an ACK"}},
    {Kind::segment, "send", {"data", "nothing", "RST", "FIN", "only an ACK"}},
    {Kind::segment, "close", {"FIN", "RST", "nothing", "only an ACK"}},
    {Kind::segment, "SHUT_RD", {"FIN", "RST", "nothing", "only an ACK"}},
    {Kind::segment, "", {"FIN", "RST", "nothing", "only an ACK"}},
    {Kind::reaction, "SYN", {"SYN ACK", "RST", "nothing", "only an ACK"}},
    {Kind::reaction, "SYN ACK", {"only an ACK", "RST", "nothing", "FIN"}},
    {Kind::reaction, "RST", {"RST", "only an ACK", "nothing", "FIN"}},
    {Kind::reaction, "FIN", {"only an ACK", "FIN", "RST", "nothing"}},
    {Kind::reaction, "", {"only an ACK", "RST", "nothing", "FIN"}},
    {Kind::by_itself,
     "",
     {"nothing", "RST", "FIN", "a keep-alive probe", "its data again",
      "its FIN again", "a zero-window probe"}},
    {Kind::resent,
     "",
     {"the client's FIN", "the server's FIN", "the client's data",
      "the server's data", "the client's SYN", "the server's SYN ACK"}},
    {Kind::result,
     "connect",
     {"0", "-1 ECONNREFUSED", it_waits, "-1 ETIMEDOUT", "-1 EINPROGRESS"}},
    {Kind::result,
     "accept",
     {"a new descriptor", it_waits, "-1 EAGAIN", "-1 ECONNABORTED",
      "-1 EINVAL"}},
    {Kind::result,
     "receive",
     {"0", "-1 ECONNRESET", it_waits, "-1 EAGAIN", "-1 EPIPE"}},
    {Kind::result,
     "send",
     {"-1 EPIPE", "-1 ECONNRESET", "0", it_waits, "-1 EAGAIN"}},
    {Kind::result, "close", {"0", it_waits, "-1 EAGAIN", "-1 ECONNRESET"}},
    {Kind::result, "shutdown", {"0", "-1 ENOTCONN", "-1 EPIPE", it_waits}},
    {Kind::result,
     "wait",
     {"1: there is something", "0: the time is over", it_waits, "-1 EAGAIN"}},
    {Kind::result, "bind", {"0", "-1 EADDRINUSE", "-1 EACCES", it_waits}},
    {Kind::state, "SYN-SENT", {"ESTAB", "SYN-SENT", "gone", "SYN-RECV"}},
    {Kind::state, "SYN-RECV", {"ESTAB", "SYN-RECV", "LISTEN", "gone"}},
    {Kind::state, "ESTAB", {"CLOSE-WAIT", "ESTAB", "FIN-WAIT-2", "gone"}},
    {Kind::state,
     "FIN-WAIT-1",
     {"FIN-WAIT-2", "FIN-WAIT-1", "TIME-WAIT", "gone"}},
    {Kind::state,
     "FIN-WAIT-2",
     {"TIME-WAIT", "FIN-WAIT-2", "gone", "CLOSE-WAIT"}},
    {Kind::state, "CLOSING", {"TIME-WAIT", "CLOSING", "FIN-WAIT-2", "gone"}},
    {Kind::state, "CLOSE-WAIT", {"gone", "CLOSE-WAIT", "ESTAB", "TIME-WAIT"}},
    {Kind::state, "LAST-ACK", {"gone", "LAST-ACK", "CLOSE-WAIT", "TIME-WAIT"}},
    {Kind::state, "TIME-WAIT", {"gone", "TIME-WAIT", "FIN-WAIT-2", "LAST-ACK"}},
    {Kind::state, "", {"TIME-WAIT", "gone", "CLOSE-WAIT", "FIN-WAIT-2"}},
    {Kind::timer, "", {"none", "timewait", "on", "keepalive", "persist"}},
    {Kind::end,
     "",
     {"with 0: all is well", "with 1: an error", "killed by SIGPIPE"}}};

// --- why ----------------------------------------------------------------------

// What must be known of the host's end for a reason to hold.
enum class If {
  always,
  unread,
  lingers,
  shared,
  fin_sent,
  fin_owed,  // not sent yet
  fin_came,
  rst_came,
  reset,  // by whichever side
  shut_read
};

bool holds(If condition, const End& end) {
  switch (condition) {
    case If::always:
      return true;
    case If::unread:
      return end.unread > (end.fin_came ? 1U : 0U);
    case If::lingers:
      return end.lingers;
    case If::shared:
      return end.shared;
    case If::fin_sent:
      return end.fin_sent;
    case If::fin_owed:
      return !end.fin_sent;
    case If::fin_came:
      return end.fin_came;
    case If::rst_came:
      return end.rst_came;
    case If::reset:
      return end.rst_came || end.rst_sent;
    case If::shut_read:
      return end.shut_read;
  }
  return false;
}

struct Why {
  Kind kind;
  std::string_view about;  // empty: anything
  std::string_view right;  // what the right answer begins with; empty: anything
  If condition;
  std::string_view reason;
};

// The first that fits is said.
const std::initializer_list<Why> all_reasons = {
    // A call, and the segment behind it.
    {Kind::segment, "connect", "SYN", If::always,
     "connect() sends SYN, and the kernels do the rest of the handshake "
     "(RFC 9293, section 3.5)."},
    {Kind::segment, "send", "data", If::always,
     "There is room at the peer, so the kernel sends at once (RFC 9293, "
     "section "
     "3.8.6)."},
    {Kind::segment, "send", "nothing", If::rst_came,
     "The connection was reset before: nothing can be sent on it (send(2))."},
    {Kind::segment, "send", "nothing", If::always,
     "The kernel keeps the bytes: the peer has no room, small ones wait for an "
     "ACK, or the connection is over (send(2); RFC 9293, sections 3.7.4 and "
     "3.8.6)."},
    {Kind::segment, "close", "RST", If::unread,
     "close() with unread data: RST, not FIN, so that the peer learns that "
     "data "
     "was lost (RFC 9293, section 3.6.1; RFC 2525, section 2.17)."},
    {Kind::segment, "close", "RST", If::lingers,
     "With SO_LINGER {1, 0} close() aborts: RST in place of FIN (socket(7); "
     "RFC "
     "9293, section 3.10.5)."},
    {Kind::segment, "close", "RST", If::always,
     "This close() aborts: RST in place of FIN (RFC 9293, sections 3.6.1 and "
     "3.10.5)."},
    {Kind::segment, "close", "FIN", If::always,
     "Nothing is unread, and no other descriptor holds the socket: close() "
     "ends "
     "this direction with FIN (close(2); RFC 9293, section 3.6)."},
    {Kind::segment, "close", "data, and FIN", If::always,
     "What is unsent goes first, and its last segment carries the FIN (RFC "
     "9293, "
     "section 3.6)."},
    {Kind::segment, "close", "data", If::always,
     "The FIN stands behind the last byte, and bytes are still unsent (RFC "
     "9293, "
     "section 3.6)."},
    {Kind::segment, "close", "nothing", If::rst_came,
     "The connection was reset before: close() only frees the descriptor "
     "(close(2); RFC 9293, section 3.10.7.4)."},
    {Kind::segment, "close", "nothing", If::fin_sent,
     "The FIN has been sent already: close() only frees the descriptor "
     "(close(2); RFC 9293, section 3.6)."},
    {Kind::segment, "close", "nothing", If::shared,
     "Another descriptor, or another process, still holds the socket: only the "
     "last "
     "close() ends the connection (close(2); dup(2); fork(2))."},
    {Kind::segment, "close", "nothing", If::always,
     "close() sends FIN only for the last descriptor of a connection, and "
     "behind "
     "all unsent bytes: here another one holds it, or the bytes must wait, or "
     "there is no connection to end (close(2))."},
    {Kind::segment, "SHUT_WR", "FIN", If::always,
     "shutdown(SHUT_WR) sends FIN, and the descriptor stays: what the peer "
     "sends "
     "can still be read (shutdown(2); RFC 9293, section 3.6)."},
    {Kind::segment, "SHUT_RDWR", "FIN", If::always,
     "SHUT_RDWR ends both directions for this program, and only one of the two "
     "is "
     "told to the peer: FIN (shutdown(2); RFC 9293, section 3.6)."},
    {Kind::segment, "SHUT_", "data, and FIN", If::always,
     "What is unsent goes first, and its last segment carries the FIN (RFC "
     "9293, "
     "section 3.6)."},
    {Kind::segment, "SHUT_", "data", If::always,
     "The FIN stands behind the last byte, and bytes are still unsent (RFC "
     "9293, "
     "section 3.6)."},
    {Kind::segment, "SHUT_RD", "nothing", If::always,
     "TCP has no segment that says \"I read no more\": SHUT_RD is known to "
     "this "
     "kernel alone (shutdown(2))."},
    {Kind::segment, "SHUT_", "nothing", If::fin_sent,
     "The FIN has been sent already: there is nothing more to tell "
     "(shutdown(2); "
     "RFC 9293, section 3.6)."},
    {Kind::segment, "SHUT_", "nothing", If::always,
     "shutdown() sends FIN on a connection that can still send, and behind all "
     "unsent bytes (shutdown(2))."},
    // A segment, and the one that answers it.
    {Kind::reaction, "data", "RST", If::always,
     "This data belongs to no socket that anybody can still read from: RST "
     "(RFC 9293, sections 3.5.2 and 3.6.1)."},
    {Kind::reaction, "data", "only an ACK", If::always,
     "The kernel acknowledges data when it has come, not when a program reads "
     "it "
     "(RFC 9293, section 3.8.6.3)."},
    {Kind::reaction, "FIN", "only an ACK", If::fin_sent,
     "The kernel acknowledges the FIN by itself. Its own FIN was sent before "
     "(RFC 9293, section 3.6)."},
    {Kind::reaction, "FIN", "only an ACK", If::fin_owed,
     "The kernel acknowledges the FIN by itself. Its own FIN waits until the "
     "program ends its direction, too (RFC 9293, section 3.6)."},
    {Kind::reaction, "FIN", "only an ACK", If::always,
     "The kernel acknowledges the FIN by itself, whatever its program does "
     "(RFC 9293, section 3.6)."},
    {Kind::reaction, "SYN", "SYN ACK", If::always,
     "The kernel answers for a socket that listens, without accept() (RFC "
     "9293, "
     "section 3.5; listen(2))."},
    {Kind::reaction, "SYN ACK", "RST", If::always,
     "No socket here waits for this SYN ACK: RST (RFC 9293, sections 3.5.2 "
     "and 3.10.7.1)."},
    {Kind::reaction, "SYN", "RST", If::always,
     "No socket takes this SYN: RST (RFC 9293, section 3.5.2)."},
    {Kind::reaction, "SYN", "nothing", If::always,
     "The kernel drops this SYN without a word. The sender will try again "
     "(listen(2); tcp(7))."},
    {Kind::reaction, "SYN ACK", "only an ACK", If::always,
     "The ACK of the SYN ACK is the third segment of the handshake (RFC 9293, "
     "section 3.5)."},
    {Kind::reaction, "", "RST", If::always,
     "What fits no connection that this kernel has is answered with RST (RFC "
     "9293, section 3.5.2)."},
    {Kind::reaction, "RST", "nothing", If::always,
     "An RST is never answered (RFC 9293, section 3.5.2)."},
    {Kind::reaction, "RST", "only an ACK", If::always,
     "This RST does not stand at the right place, so it is not believed: the "
     "ACK "
     "says which number is right (RFC 5961, section 3)."},
    {Kind::by_itself, "", "a keep-alive probe", If::always,
     "Nothing has come for a while, and SO_KEEPALIVE is set: the kernel asks "
     "whether the peer is there (RFC 9293, section 3.8.4; tcp(7))."},
    {Kind::by_itself, "", "a zero-window probe", If::always,
     "The peer's window is zero: the kernel asks again and again whether there "
     "is "
     "room (RFC 9293, section 3.8.6.1)."},
    {Kind::by_itself, "", "its ", If::always,
     "No ACK has come in time, so the kernel sends it again (RFC 9293, section "
     "3.8.1)."},
    {Kind::resent, "", "", If::always,
     "What is not acknowledged in time is sent again, by whoever sent it first "
     "(RFC 9293, section 3.8.1)."},
    // A call, and its result.
    {Kind::result, "connect", "0", If::always,
     "connect() returns when the SYN ACK has come. The other program need not "
     "have "
     "called accept() (connect(2); RFC 9293, section 3.5)."},
    {Kind::result, "connect", "-1 ECONNREFUSED", If::always,
     "The SYN was refused, as where nobody listens (connect(2); RFC 9293, "
     "section "
     "3.5.2)."},
    {Kind::result, "connect", "-1 EINPROGRESS", If::always,
     "The socket does not block: the SYN has left, and the end is told later "
     "(connect(2))."},
    {Kind::result, "connect", "-1 ETIMEDOUT", If::always,
     "No answer came to any of the SYNs (connect(2); tcp_syn_retries in "
     "tcp(7))."},
    {Kind::result, "connect", "-1 ENETUNREACH", If::always,
     "This host has no route to that address, so nothing is sent (connect(2); "
     "ip(7))."},
    {Kind::result, "connect", "-1", If::always,
     "The kernel, or a message from the way there, says that it cannot be "
     "(connect(2); icmp(7))."},
    {Kind::result, "connect", it_waits, If::always,
     "No answer to the SYN has come yet, and connect() blocks (connect(2))."},
    {Kind::result, "accept", "a new", If::always,
     "A connection lies in the queue of the listener: accept() only takes it "
     "out "
     "(accept(2))."},
    {Kind::result, "accept", it_waits, If::always,
     "No connection lies in the queue of the listener, and accept() blocks "
     "(accept(2))."},
    {Kind::result, "accept", "-1 EAGAIN", If::always,
     "No connection lies in the queue of the listener, and this call does not "
     "wait "
     "(accept(2))."},
    {Kind::result, "accept", "-1", If::always,
     "accept() can fail, too: for want of descriptors, or because this socket "
     "does "
     "not listen any more (accept(2))."},
    {Kind::result, "receive", "0", If::shut_read,
     "After SHUT_RD recv() returns 0 where nothing lies in the socket "
     "(shutdown(2); recv(2))."},
    {Kind::result, "receive", "0", If::fin_came,
     "0 is the end: the FIN has come, and every byte before it is read "
     "(recv(2))."},
    {Kind::result, "receive", "0", If::always,
     "0 says that nothing more will come (recv(2))."},
    {Kind::result, "receive", "-1 ECONNRESET", If::always,
     "RST has come. The error is told once, to the call that asks first "
     "(recv(2); "
     "RFC 9293, section 3.10.7.4)."},
    {Kind::result, "receive", "-1 EAGAIN", If::always,
     "Nothing is there to be read, and this call does not wait, or no longer "
     "(recv(2))."},
    {Kind::result, "receive", "-1 ETIMEDOUT", If::always,
     "The kernel has given the connection up: its segments or probes stayed "
     "without an answer (tcp(7))."},
    {Kind::result, "receive", it_waits, If::always,
     "Nothing is there to be read, and the end has not come: the call waits "
     "(recv(2))."},
    {Kind::result, "", "-1 EBADF", If::always,
     "This descriptor has been closed: it is the name of no socket any more "
     "(close(2))."},
    {Kind::result, "receive", "-1", If::always,
     "The name of the error says what has happened, and the man page when it"
     " comes (recv(2); errno(3))."},
    {Kind::result, "receive", "", If::rst_came,
     "On Linux, what had come before the RST can still be read (recv(2))."},
    {Kind::result, "receive", "", If::always,
     "recv() takes what lies in the socket, up to the size of its buffer, "
     "however "
     "it was sent (recv(2); RFC 9293, section 3.8)."},
    {Kind::result, "send", "killed", If::always,
     "To send on a connection that is over raises SIGPIPE, which ends the "
     "program "
     "(send(2); signal(7))."},
    {Kind::result, "send", "-1 EPIPE", If::always,
     "This connection can send no more: EPIPE, and SIGPIPE too, unless a flag "
     "says MSG_NOSIGNAL (send(2))."},
    {Kind::result, "send", "-1 ECONNRESET", If::always,
     "RST has come, and no other call was told before (send(2); RFC 9293, "
     "section "
     "3.10.7.4)."},
    {Kind::result, "send", "-1 EAGAIN", If::always,
     "The kernel has no room for more bytes, and this call does not wait "
     "(send(2))."},
    {Kind::result, "send", it_waits, If::always,
     "The kernel has no room for more bytes: the call waits until the peer has "
     "taken some (send(2))."},
    {Kind::result, "send", "-1", If::always,
     "The name of the error says what has happened, and the man page when it"
     " comes (send(2); errno(3))."},
    {Kind::result, "send", "", If::fin_came,
     "The peer's FIN says that it sends no more, not that it reads no more: "
     "the "
     "kernel takes the bytes (send(2); RFC 9293, section 3.6)."},
    {Kind::result, "send", "", If::always,
     "send() returns when the kernel has taken the bytes, before the peer has "
     "them (send(2))."},
    {Kind::result, "close", it_waits, If::always,
     "With SO_LINGER, and only then, close() waits until the FIN is "
     "acknowledged, or its time "
     "is "
     "over (socket(7))."},
    {Kind::result, "close", "0", If::always,
     "close() only tells the kernel: what is sent comes later, and so do its "
     "errors (close(2))."},
    {Kind::result, "shutdown", "-1 ENOTCONN", If::always,
     "This socket has no connection, or none any more (shutdown(2))."},
    {Kind::result, "bind", "-1 EADDRINUSE", If::always,
     "Another socket has this port; one in TIME-WAIT counts, too, without "
     "SO_REUSEADDR (bind(2); socket(7))."},
    {Kind::result, "bind", "-1", If::always,
     "The kernel does not give this program that address and port (bind(2); "
     "ip(7))."},
    {Kind::result, "wait", "-1 EINTR", If::always,
     "A signal has come. Such a call returns then, whether others are "
     "started again or not (signal(7))."},
    {Kind::result, "wait", "-1", If::always,
     "The name of the error says what has happened, and the man page when it"
     " comes (poll(2); errno(3))."},
    {Kind::result, "wait", "0", If::always,
     "Nothing has happened that was asked for, and the time is over (poll(2); "
     "epoll_wait(2))."},
    {Kind::result, "wait", it_waits, If::always,
     "Nothing has happened that was asked for (poll(2); epoll_wait(2))."},
    {Kind::result, "wait", "", If::always,
     "Something has happened to a socket that was asked for: it says what, and "
     "the program must act (poll(2); epoll_wait(2))."},
    // States.
    {Kind::state, "", "LISTEN", If::always,
     "A socket that listens stays so, whatever becomes of its connections (RFC "
     "9293, section 3.3.2)."},
    {Kind::state, "", "SYN-SENT", If::always,
     "Its SYN has left, and no answer has come (RFC 9293, section 3.3.2)."},
    {Kind::state, "", "SYN-RECV", If::always,
     "The ACK of its SYN ACK has not come (RFC 9293, section 3.3.2)."},
    {Kind::state, "", "ESTAB", If::always,
     "Neither FIN nor RST has left this end or come to it: to TCP nothing has "
     "ended (RFC 9293, section 3.3.2)."},
    {Kind::state, "", "FIN-WAIT-1", If::always,
     "This end has closed before the peer's FIN came. Its own FIN is not "
     "acknowledged: "
     "it is on its way, or waits behind data (RFC 9293, sections 3.3.2 and "
     "3.6)."},
    {Kind::state, "", "FIN-WAIT-2", If::always,
     "Its FIN is acknowledged, and the peer has not sent its own (RFC 9293, "
     "section "
     "3.3.2)."},
    {Kind::state, "", "CLOSING", If::always,
     "Both FINs crossed: the peer's has come before the ACK of its own (RFC "
     "9293, "
     "section 3.6)."},
    {Kind::state, "", "CLOSE-WAIT", If::always,
     "The peer's FIN has come, and this program has not closed: only the "
     "program "
     "can end this state (RFC 9293, section 3.3.2)."},
    {Kind::state, "", "LAST-ACK", If::always,
     "It has sent its FIN as the second one, and the ACK of that has not come "
     "(RFC "
     "9293, section 3.3.2)."},
    {Kind::state, "", "TIME-WAIT", If::always,
     "Both FINs are acknowledged, and this end sent its own before it had the "
     "other "
     "one: it waits, for its last ACK may be lost (RFC 9293, sections 3.3.2 "
     "and 3.6)."},
    {Kind::state, "", "gone", If::reset,
     "An RST ends a connection at once: no state is left of it (RFC 9293, "
     "section "
     "3.5.3)."},
    {Kind::state, "", "gone", If::always,
     "This kernel has nothing more to wait for, and so no socket any more (RFC "
     "9293, section 3.3.2)."},
    // What ss says of a socket.
    {Kind::timer, "", "none", If::always,
     "The kernel waits for nothing here: this state lasts until a program or a "
     "segment ends it (ss(8), option -o)."},
    {Kind::timer, "", "timewait", If::always,
     "The kernel will forget this end: TIME-WAIT after 60 seconds, whatever is "
     "set, and a FIN-WAIT-2 that no program holds after tcp_fin_timeout "
     "(ss(8); tcp(7))."},
    {Kind::timer, "", "persist", If::always,
     "The peer's window is zero: the next zero-window probe is due then (RFC "
     "9293, section 3.8.6.1)."},
    {Kind::timer, "", "on", If::always,
     "Something is not acknowledged: it will be sent again then (RFC 9293, "
     "section 3.8.1)."},
    {Kind::timer, "", "keepalive", If::always,
     "The next probe is due then (RFC 9293, section 3.8.4; tcp(7))."},
    {Kind::unread, "", "0", If::always,
     "The kernel has handed over all that has come (ss(8), Recv-Q)."},
    {Kind::unread, "", "", If::always,
     "Bytes that have come are acknowledged, and lie in the socket until a "
     "call "
     "takes them; a FIN counts as one (ss(8), Recv-Q)."},
    {Kind::end, "", "killed by SIGPIPE", If::always,
     "To write on a connection that is over raises SIGPIPE, whose default is "
     "to "
     "end the program (send(2); signal(7))."}};

}  // namespace

std::vector<std::string> said(Kind kind, std::string_view about) {
  for (const Said& row : all_said)
    if (row.kind == kind && (row.about.empty() || row.about == about))
      return {row.answers.begin(), row.answers.end()};
  return {};
}

std::string reason(const Question& question, const End& end, bool knows_end) {
  const std::string& right = question.answers.at(question.right);
  for (const Why& row : all_reasons)
    if (row.kind == question.kind && question.about.starts_with(row.about) &&
        right.starts_with(row.right) &&
        (row.condition == If::always ||
         (knows_end && holds(row.condition, end))))
      return std::string{row.reason};
  return {};
}

std::string hint(Kind kind, std::string_view about) {
  switch (kind) {
    case Kind::segment:
      if (about == "close")
        return "Is anything unread? Does anything else hold this socket? Has "
               "its "
               "FIN left before?";
      return "Who must learn of this call, and what has been said before?";
    case Kind::reaction:
      return "Which socket does this segment find there, if any?";
    case Kind::by_itself:
      return "What does this kernel wait for, and for how long?";
    case Kind::resent:
      return "Which segment has not been acknowledged?";
    case Kind::result:
      return "What does this kernel know of the connection now, and has "
             "anybody "
             "been told before?";
    case Kind::state:
      return "Which FINs and RSTs have left this end, which have come, and "
             "which "
             "are acknowledged?";
    case Kind::timer:
      return "Will this state end by itself?";
    case Kind::unread:
      return "What has come, and which calls have taken it?";
    default:
      return "What can this program know now?";
  }
}

}  // namespace predict
