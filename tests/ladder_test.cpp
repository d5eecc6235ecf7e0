#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "common/ladder/list.h"
#include "common/ladder/mermaid.h"
#include "common/ladder/rows.h"
#include "common/ladder/svg.h"
#include "common/ladder/text.h"
#include "common/ladder/words.h"
#include "common/text/columns.h"
#include "common/trace/reader.h"

namespace {

using namespace std::string_literals;
using ladder::Row;
using trace::Arrival;
using trace::Call;
using trace::Event;
using trace::Fate;
using trace::Host;
using trace::Lost;
using trace::Note;
using trace::Return;
using trace::Segment;
using trace::State;

using Trace = std::vector<Event>;

// A segment of the connection between these two; `more` makes it special.
Segment segment(double t, long id, Host from, packet::Flags flags,
                std::uint32_t seq, std::uint32_t ack,
                std::uint32_t length = 0) {
  const bool clients = from == Host::client;
  Segment s;
  s.t = t;
  s.id = id;
  s.connection = 1;
  s.from = from;
  s.source = clients ? "192.0.2.1:40000" : "192.0.2.2:7000";
  s.destination = clients ? "192.0.2.2:7000" : "192.0.2.1:40000";
  s.flags = flags;
  s.seq = seq;
  s.ack = ack;
  s.length = length;
  s.window = 65535;
  return s;
}

Segment in_states(Segment s, std::string client, std::string server) {
  s.client = std::move(client);
  s.server = std::move(server);
  return s;
}

State state(double t, Host host, std::string from, std::string to) {
  const bool clients = host == Host::client;
  return {t,
          host,
          clients ? "192.0.2.1:40000" : "192.0.2.2:7000",
          clients ? "192.0.2.2:7000" : "192.0.2.1:40000",
          std::move(from),
          std::move(to),
          1};
}

Call call(double t, Host host, long id, std::string text, int pid = 0) {
  if (pid == 0) pid = host == Host::client ? 11 : 22;
  return {t, host, std::string{name(host)}, pid, id, std::move(text)};
}

Return returned(double t, Host host, long id, long long result,
                std::string error = "") {
  return {t,  host,   host == Host::client ? 11 : 22,
          id, result, std::move(error)};
}

// Through JSON, as the program reads it.
std::vector<Row> rows(const Trace& trace, const std::string& ellipsis = "…") {
  trace::TraceReader reader;
  ladder::Rows ladder{ellipsis};
  std::vector<Row> all;
  const auto add = [&](std::vector<Row> more) {
    for (Row& row : more) all.push_back(std::move(row));
  };
  for (const Event& event : trace) {
    const auto read = reader.read(trace::to_json(event));
    const auto* moment = std::get_if<trace::Moment>(&read);
    if (moment == nullptr)
      ADD_FAILURE() << std::get<trace::BadLine>(read).reason << ": "
                    << trace::to_json(event);
    else
      add(ladder.take(*moment));
  }
  add(ladder.settle());
  return all;
}

std::string drawn(const Trace& trace, ladder::TextStyle style) {
  const ladder::TextLadder ladder{style};
  std::string out;
  for (const Row& row : rows(trace, style.ascii ? "..." : "…"))
    out += ladder.draw(row);
  return out;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

// Line by line, for a failure that can be read. `expected` begins with a line's
// end.
void expect_lines(const std::string& actual, const std::string& expected) {
  const auto all = lines("\n" + actual);
  const auto right = lines(expected);
  EXPECT_EQ(all.size(), right.size()) << actual;
  for (std::size_t i = 0; i < std::min(all.size(), right.size()); ++i)
    EXPECT_TRUE(all[i] == right[i]) << all[i] << "\n"
                                    << right[i] << " expected";
}

// The last row, as it stands between the posts, 48 columns apart.
std::string last_arrow(const Trace& trace) {
  const std::string text = drawn(trace, {.width = 180});
  const auto end = text.rfind("│");
  const auto begin = text.rfind("│", end - 1) + "│"s.size();
  return text.substr(begin, end - begin);
}

Trace half_close() {
  return {
      call(0.0201, Host::server, 1, "accept(listener, nullptr, nullptr)"),
      call(0.0500, Host::client, 1, "connect(client, server, size)"),
      state(0.0502, Host::client, "gone", "SYN-SENT"),
      in_states(segment(0.0503, 1, Host::client, packet::SYN, 0, 0), "SYN-SENT",
                "LISTEN"),
      state(0.0504, Host::server, "LISTEN", "SYN-RECV"),
      in_states(
          segment(0.0505, 2, Host::server, packet::SYN | packet::ACK, 0, 1),
          "SYN-SENT", "SYN-RECV"),
      state(0.0506, Host::client, "SYN-SENT", "ESTAB"),
      in_states(segment(0.0507, 3, Host::client, packet::ACK, 1, 1), "ESTAB",
                "SYN-RECV"),
      state(0.0508, Host::server, "SYN-RECV", "ESTAB"),
      returned(0.0509, Host::client, 1, 0),
      returned(0.0510, Host::server, 1, 4),
      Note{0.0600, "The client says that this was all."},
      call(0.0610, Host::client, 2, "shutdown(client, SHUT_WR)"),
      returned(0.0611, Host::client, 2, 0),
      state(0.0612, Host::client, "ESTAB", "FIN-WAIT-1"),
      in_states(
          segment(0.0613, 4, Host::client, packet::FIN | packet::ACK, 1, 1),
          "FIN-WAIT-1", "ESTAB"),
      state(0.0614, Host::server, "ESTAB", "CLOSE-WAIT"),
      in_states(segment(0.1013, 5, Host::server, packet::ACK, 1, 2),
                "FIN-WAIT-1", "CLOSE-WAIT"),
      state(0.1014, Host::client, "FIN-WAIT-1", "FIN-WAIT-2"),
      call(0.2, Host::server, 2, "send(peer, more, size, MSG_NOSIGNAL)"),
      returned(0.2001, Host::server, 2, -1, "EPIPE"),
  };
}

// --- the text -------------------------------------------------------------

TEST(LadderText, DrawsAHalfCloseIn100Columns) {
  // clang-format off
  expect_lines(drawn(half_close(), {}), R"(
  0.020                             │                                  │ server
  0.020                             │                                  │ accept(listener, …) …
  0.050 client                      │                                  │
  0.050 connect(client, …) …        │                                  │
  0.050 192.0.2.1:40000             │                                  │ 192.0.2.2:7000
  0.050                    SYN-SENT │─ SYN seq 0 ─────────────────────►│ LISTEN
  0.051                             │◄─────────── SYN ACK seq 0 ack 1 ─│ SYN-RECV
  0.051                       ESTAB │─ ACK seq 1 ack 1 ───────────────►│
  0.051                             │                                  │ ESTAB
  0.051 connect(client, …) = 0      │                                  │
  0.051                             │                                  │ accept(listener, …) = 4
─── The client says that this was all. ─────────────────────────────────────────────────────────────
  0.061 shutdown(…, SHUT_WR) = 0    │                                  │
  0.061                  FIN-WAIT-1 │─ FIN ACK seq 1 ack 1 ───────────►│
  0.061                             │                                  │ CLOSE-WAIT
  0.101                             │◄─────────────── ACK seq 1 ack 2 ─│
  0.101                  FIN-WAIT-2 │                                  │
  0.200                             │                                  │ send(peer, …) = -1 EPIPE
)");
  // clang-format on
}

TEST(LadderText, DrawsItInPlainAsciiWhereItIsNarrow) {
  // clang-format off
  expect_lines(drawn(half_close(), {.width = 80, .ascii = true}), R"(
  0.020                   |                                  | server
  0.020                   |                  accept(listener, nullptr, ...) ...
  0.050 client            |                                  |
  0.050 connect(client, server, size) ...                    |
  0.050 192.0.2.1:40000   |                                  | 192.0.2.2:7000
  0.050          SYN-SENT |- SYN seq 0 --------------------->| LISTEN
  0.051                   |<----------- SYN ACK seq 0 ack 1 -| SYN-RECV
  0.051             ESTAB |- ACK seq 1 ack 1 --------------->|
  0.051                   |                                  | ESTAB
  0.051 connect(client, ...) = 0                             |
  0.051                   |                  accept(listener, ...) = 4
--- The client says that this was all. -----------------------------------------
  0.061 shutdown(client, SHUT_WR) = 0                        |
  0.061        FIN-WAIT-1 |- FIN ACK seq 1 ack 1 ----------->|
  0.061                   |                                  | CLOSE-WAIT
  0.101                   |<--------------- ACK seq 1 ack 2 -|
  0.101        FIN-WAIT-2 |                                  |
  0.200                   |                  send(..., MSG_NOSIGNAL) = -1 EPIPE
)");
  // clang-format on
}

TEST(LadderText, HeadNamesTheHostsOverTheirPosts) {
  expect_lines(ladder::TextLadder{{.width = 60}}.head("Lab 05"), R"(
─── Lab 05 ─────────────────────────────────────────────────
   time     client │                            │ server
)");
}

TEST(LadderText, SaysInWordsAndInTheArrowWhatBecameOfASegment) {
  const auto with = [](Fate fate, Host from = Host::client) {
    Segment s = segment(0, 1, from, packet::FIN | packet::ACK, 9, 1);
    s.fate = fate;
    return s;
  };
  Segment again = with(Fate::delivered);
  again.kind = trace::SegmentKind::retransmission;
  const std::vector<std::pair<Trace, std::string>> cases = {
      {{with(Fate::delivered)},
       "─ FIN ACK seq 9 ack 1 ─────────────────────────►"},
      {{again}, "─ FIN ACK seq 9 ack 1 retransmission ──────────►"},
      {{with(Fate::dropped)},
       "─ FIN ACK seq 9 ack 1 ─╳ dropped                "},
      {{with(Fate::dropped, Host::server)},
       "                dropped ╳─ FIN ACK seq 9 ack 1 ─"},
      {{with(Fate::duplicated)},
       "─ FIN ACK seq 9 ack 1 duplicated ─────────────►►"},
      {{with(Fate::held)}, "─ FIN ACK seq 9 ack 1 ─┤ held                   "},
      {{with(Fate::held, Host::server)},
       "                   held ├─ FIN ACK seq 9 ack 1 ─"},
      {{with(Fate::injected)},
       "               ─ FIN ACK seq 9 ack 1 injected ─►"},
      {{with(Fate::injected, Host::server)},
       "◄─ FIN ACK seq 9 ack 1 injected ─               "},
      {{with(Fate::held), Arrival{0.3, 1}},
       "                      ┄ FIN ACK seq 9 arrives ┄►"},
      {{with(Fate::held, Host::server), Arrival{0.3, 1}},
       "◄┄ FIN ACK seq 9 arrives ┄                      "},
      {{with(Fate::held), Arrival{0.3, 1, true}},
       "                ┄ FIN ACK seq 9 ┄┄┄┄┄┄┄╳ dropped"},
  };
  for (const auto& [trace, arrow] : cases) EXPECT_EQ(last_arrow(trace), arrow);
}

TEST(LadderText, ShowsAWindowThatIsZeroOrWas) {
  const auto with = [](double t, std::uint32_t window) {
    Segment s = segment(t, 1, Host::server, packet::ACK, 1, 9);
    s.window = window;
    return s;
  };
  EXPECT_EQ(last_arrow({with(0, 500)}).find("win"), std::string::npos);
  EXPECT_NE(last_arrow({with(0, 0)}).find("win 0 ─"), std::string::npos);
  EXPECT_NE(last_arrow({with(0, 0), with(1, 500)}).find("win 500 ─"),
            std::string::npos);
  EXPECT_EQ(last_arrow({with(0, 0), with(1, 500), with(2, 500)}).find("win"),
            std::string::npos);
  Segment reset = segment(0, 1, Host::server, packet::RST, 1, 0);
  reset.window = 0;
  EXPECT_EQ(last_arrow({reset}).find("win"), std::string::npos);
}

TEST(LadderText, ShowsWhatAPayloadBeginsWithIfAsked) {
  Segment s = segment(0, 1, Host::server, packet::PSH | packet::ACK, 1, 9, 6);
  s.data = "a\r\n\"\x01\xff";
  EXPECT_EQ(lines(drawn({s}, {.width = 80, .data = true})).back(),
            "                          │               "
            "\"a\\r\\n\\\"\\x01\\xff\"  │");
  EXPECT_EQ(lines(drawn({s}, {.width = 80})).size(), 2U);
}

TEST(LadderText, TellsConnectionsApartOnceThereIsMoreThanOne) {
  Segment second = segment(0.2, 2, Host::client, packet::SYN, 0, 0);
  second.connection = 2;
  second.source = "192.0.2.1:40001";
  State change = state(0.3, Host::client, "SYN-SENT", "ESTAB");
  change.connection = 2;
  expect_lines(
      drawn({segment(0.1, 1, Host::client, packet::SYN, 0, 0), second,
             segment(0.25, 3, Host::client, packet::ACK, 1, 1), change},
            {.width = 80}),
      R"(
  0.100 192.0.2.1:40000   │                                  │ 192.0.2.2:7000
  0.100                   │─ SYN seq 0 ─────────────────────►│
  0.200 #2 192.0.2.1:40001                                   │ 192.0.2.2:7000
  0.200                   │─ #2 SYN seq 0 ──────────────────►│
  0.250                   │─ #1 ACK seq 1 ack 1 ────────────►│
  0.300             ESTAB │                #2                │
)");
}

TEST(LadderText, NamesAProgramWhenAnotherOneSpeaks) {
  const std::string text = drawn({call(0.1, Host::client, 1, "fork()"),
                                  call(0.2, Host::client, 1, "close(fd)", 12),
                                  returned(0.3, Host::client, 1, 12)},
                                 {});
  std::vector<std::string> said;
  for (const std::string& line : lines(text))
    said.push_back(line.substr(8, line.find("  ", 8) - 8));
  EXPECT_EQ(said,
            (std::vector<std::string>{"client", "fork() …", "client 2",
                                      "close(fd) …", "client", "fork() = 12"}));
}

// A call of any program, as `calls` tells it.
Call told(double t, Host host, long id, std::string text,
          const trace::Ends& ends = {}, int thread = 0) {
  Call told = call(t, host, id, std::move(text));
  told.ends = ends;
  told.thread = thread;
  return told;
}

Return came(Return end, std::string text, const trace::Ends& ends = {}) {
  end.text = std::move(text);
  end.ends = ends;
  return end;
}

TEST(LadderText, ACallThatReturnsLaterKeepsItsDescriptorAndSaysWhatCameOut) {
  // clang-format off
  expect_lines(drawn({told(0.1, Host::server, 1, "accept(3)"),
                      told(0.2, Host::client, 1, "getsockopt(5, SO_ERROR)"),
                      came(returned(0.3, Host::server, 1, 4), "from 192.0.2.1:40000"),
                      came(returned(0.4, Host::client, 1, 0), "ECONNREFUSED"),
                      told(0.5, Host::server, 2, "recv(4, 65536)"),
                      told(0.6, Host::client, 2, "epoll_wait(6)"),
                      returned(0.7, Host::server, 2, -1, "ECONNRESET"),
                      came(returned(0.8, Host::client, 2, 2), "4 POLLIN, 5 POLLOUT"),
                      told(0.8, Host::server, 4, "accept(3)"),
                      came(returned(0.9, Host::server, 4, -1), "never returned"),
                      told(0.9, Host::server, 3, "exit: closes 3, 4"),
                      returned(1.0, Host::server, 3, 0)}, {}), R"(
  0.100                             │                                  │ server
  0.100                             │                                  │ accept(3) …
  0.200 client                      │                                  │
  0.200 getsockopt(5, SO_ERROR) …   │                                  │
  0.300                             │                  accept(3) = 4 from 192.0.2.1:40000
  0.400 getsockopt(5, SO_ERROR) = 0 ECONNREFUSED                       │
  0.500                             │                                  │ recv(4, 65536) …
  0.600 epoll_wait(6) …             │                                  │
  0.700                             │                                  │ recv(4, …) = -1 ECONNRESET
  0.800 epoll_wait(6) = 2: 4 POLLIN, 5 POLLOUT                         │
  0.800                             │                                  │ accept(3) never returned
  0.900                             │                                  │ exit: closes 3, 4
)");
  // clang-format on
}

TEST(LadderText, ACallRunsAcrossItsPostBeforeItLosesDescriptorOrResult) {
  const auto drawn_in = [](std::size_t width, const char* text,
                           const char* error) {
    const auto all = lines(drawn({told(0, Host::client, 1, text),
                                  returned(0, Host::client, 1, -1, error)},
                                 {.width = width}));
    return all.back().substr(8, all.back().find("  ", 8) - 8);
  };
  const char* const connect = "connect(5, 192.0.2.2:80)";
  EXPECT_EQ(drawn_in(100, connect, "EINPROGRESS"),
            "connect(5, 192.0.2.2:80) = -1 EINPROGRESS");
  EXPECT_EQ(drawn_in(100, "bind(3, 0.0.0.0:80)", "EADDRINUSE"),
            "bind(3, 0.0.0.0:80) = -1 EADDRINUSE");
  EXPECT_EQ(drawn_in(80, connect, "EINPROGRESS"),
            "connect(5, …) = -1 EINPROGRESS");
  EXPECT_EQ(drawn_in(100, "connect(client, server, size)", "EADDRNOTAVAIL"),
            "connect(client, server, …) = -1 EADDRNOTAVAIL");
  EXPECT_EQ(drawn_in(100, "recv(client, buffer, size, 0)", "EINTR"),
            "recv(client, …) = -1 EINTR");
  EXPECT_EQ(drawn_in(80, "setsockopt(8, SO_LINGER, {1, 0})", "EBADF"),
            "setsockopt(8, …) = -1 EBADF");
}

TEST(LadderText, TellsTheThreadsOfAProgramApartInTheOrderInWhichTheyCall) {
  const auto in_thread = [](long id, int thread) {
    return told(0.1 * static_cast<double>(id), Host::server, id, "accept(3)",
                {}, thread);
  };
  std::string said;
  for (const Row& row :
       rows({in_thread(1, 22), in_thread(2, 22), in_thread(3, 31),
             in_thread(4, 25), in_thread(5, 22), in_thread(6, 0)}))
    if (const auto* program = std::get_if<ladder::ProgramRow>(&row.what))
      said += program->name + "\n";
  EXPECT_EQ(said,
            "server\nserver thread 2\nserver thread 3\nserver thread 1\n");
}

TEST(Ladder, ACallIsFollowedByItsConnectionOnceThereIsMoreThanOne) {
  const std::string server = "192.0.2.2:7000";
  const trace::Ends first{"192.0.2.1:40000", server};
  const trace::Ends second{"192.0.2.1:40001", server};
  const trace::Ends accepted{second.peer, second.local};
  Segment other = segment(0.4, 2, Host::client, packet::SYN, 0, 0);
  other.connection = 2;
  other.source = second.local;
  Segment again = other;
  again.connection = 3;
  again.id = 3;
  again.t = 0.7;
  const Trace trace = {
      segment(0.1, 1, Host::client, packet::SYN, 0, 0),
      told(0.2, Host::client, 1, "send(5, 8, MSG_NOSIGNAL)", first),
      returned(0.2, Host::client, 1, 8),
      told(0.3, Host::server, 1, "accept(3)", {server, ""}),
      other,
      came(returned(0.5, Host::server, 1, 4), "from 192.0.2.1:40001", accepted),
      told(0.6, Host::client, 2, "close(5)", first),
      returned(0.6, Host::client, 2, 0),
      told(0.7, Host::server, 2, "recv(4, 65536)", accepted),
      again,
      returned(0.8, Host::server, 2, 0),
      told(0.9, Host::client, 3, "socket(AF_INET, SOCK_STREAM, 0)")};
  // clang-format off
  expect_lines(drawn(trace, {}), R"(
  0.100 192.0.2.1:40000             │                                  │ 192.0.2.2:7000
  0.100                             │─ SYN seq 0 ─────────────────────►│
  0.200 client                      │                                  │
  0.200 send(5, 8, MSG_NOSIGNAL) = 8                                   │
  0.300                             │                                  │ server
  0.300                             │                                  │ accept(3) …
  0.400 #2 192.0.2.1:40001          │                                  │ 192.0.2.2:7000
  0.400                             │─ #2 SYN seq 0 ──────────────────►│
  0.500                             │               #2 accept(3) = 4 from 192.0.2.1:40001
  0.600 close(5) = 0                │                #1                │
  0.700                             │                #2                │ recv(4, 65536) …
  0.700 #3 192.0.2.1:40001          │                                  │ 192.0.2.2:7000
  0.700                             │─ #3 SYN seq 0 ──────────────────►│
  0.800                             │                #3                │ recv(4, …) = 0
  0.900 socket(AF_INET, …) …        │                                  │
)");
  // clang-format on
  std::string mermaid;
  for (const Row& row : rows(trace))
    mermaid += ladder::mermaid_line(row, false);
  EXPECT_NE(mermaid.find("Note left of client: #35;1 close(5) = 0\n"),
            std::string::npos);
  const std::string svg = ladder::svg(rows(trace), "", false);
  std::size_t numbers = 0;
  for (auto at = svg.find(">#"); at != svg.npos; at = svg.find(">#", at + 1))
    numbers +=
        svg.compare(at, 4, ">#1<") == 0 || svg.compare(at, 4, ">#2<") == 0;
  EXPECT_EQ(numbers, 4U) << "three calls, and where #2 begins";
}

TEST(Ladder, ShowsWhatACallMovesIfAsked) {
  Call writes = told(0, Host::client, 1, "send(5, 5)");
  writes.data = "hi\r\n";
  Return has_read = returned(1, Host::server, 2, 5);
  has_read.data = "\"you\"";
  const Trace trace = {writes, returned(0, Host::client, 1, 5),
                       told(0, Host::server, 2, "read(4, 9)"), has_read};
  // clang-format off
  expect_lines(drawn(trace, {.width = 80, .data = true}), R"(
  0.000 client            │                                  │
  0.000 send(5, 5) = 5    │                                  │
          "hi\r\n"        │                                  │
  0.000                   │                                  │ server
  0.000                   │                                  │ read(4, 9) = 5
                          │                                  │   "\"you\""
)");
  // clang-format on
  EXPECT_EQ(lines(drawn(trace, {.width = 80})).size(), 4U);
  const auto all = rows(trace);
  EXPECT_EQ(ladder::mermaid_line(all[1], true),
            "    Note left of client: send(5, 5) = 5 "
            "#34;hi#92;r#92;n#34;\n");
  EXPECT_EQ(ladder::mermaid_line(all[1], false),
            "    Note left of client: send(5, 5) = 5\n");
  const std::string words = "&quot;hi\\r\\n&quot;";
  EXPECT_NE(ladder::svg(all, "", true).find(words), std::string::npos);
  EXPECT_EQ(ladder::svg(all, "", false).find(words), std::string::npos);
  EXPECT_NE(ladder::svg(all, "", true).find("height=\"187.0\""),
            std::string::npos)
      << "six rows of 22, below two and a half";
}

// Two hosts may count their processes apart.
TEST(LadderRows, AReturnIsThatOfTheCallOfItsOwnHost) {
  std::string calls;
  for (const Row& row : rows({Call{0.1, Host::server, "p", 7, 1, "accept(3)"},
                              Call{0.2, Host::client, "p", 7, 1, "connect(3)"},
                              Return{0.3, Host::server, 7, 1, 4, ""}}))
    if (const auto* call = std::get_if<ladder::CallRow>(&row.what))
      calls += call->text + call->result + "; ";
  EXPECT_EQ(calls, "accept(3) …; connect(3) …; accept(3) = 4; ");
}

// A wait is told when it has lasted for a while, with the time at which it began.
TEST(LadderRows, HaveTimesThatDoNotGoBack) {
  double last = 0;
  std::string times;
  for (const Row& row :
       rows({Note{0.5, "x"}, Call{0.48, Host::client, "p", 7, 1, "poll(5)"},
             Note{0.49, "y"}, Return{0.6, Host::client, 7, 1, 1, ""},
             Call{0.58, Host::server, "p", 8, 1, "poll(6)"},
             segment(0.59, 1, Host::client, packet::SYN, 0, 0)})) {
    EXPECT_GE(row.t, last);
    last = row.t;
    times += std::to_string(row.t).substr(0, 4) + " ";
  }
  EXPECT_EQ(times, "0.50 0.50 0.50 0.50 0.60 0.60 0.60 0.60 0.60 ");
}

TEST(LadderText, ANoteTakesAsManyLinesAsItNeeds) {
  expect_lines(
      drawn({Note{0,
                  "The server cannot see that nobody listens. "
                  "Its first send() succeeds."},
             trace::Key{0, "you drop the client's FIN"},
             trace::Key{0,
                        "keys: Enter deliver, d drop, u twice, h behind the "
                        "next"},
             trace::Waiting{0, "client nothing; server nothing"},
             Note{0, "'answer'", Host::server},
             Note{0, "about to call close(8)", Host::client},
             Note{0, "5: TCP_NODELAY, SO_KEEPALIVE, TCP_KEEPIDLE 60",
                  Host::server},
             Note{0, "ESTAB 0 0 192.0.2.1:40000 192.0.2.2:7000", Host::client},
             Lost{0.5, 3}},
            {.width = 60}),
      R"(
─── The server cannot see that nobody listens. Its first ───
─── send() succeeds. ───────────────────────────────────────
  0.000 · you drop the client's FIN             │
  0.000 · keys: Enter deliver, d drop, u twice, h behind the
          next     │                            │
  0.000            │                            │ 'answer'
  0.000 about to call close(8)                  │
  0.000            │               5: TCP_NODELAY,
                   │               SO_KEEPALIVE,
                   │               TCP_KEEPIDLE 60
─── client: ESTAB 0 0 192.0.2.1:40000 192.0.2.2:7000 ───────
!!! LOST: 3 events could not be recorded; what follows !!!!!
!!! may lack them !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!
)");
}

TEST(LadderText, PaintsHostsAndErrorsIfItMay) {
  const Trace trace = {segment(0, 1, Host::server, packet::RST, 1, 0),
                       segment(0, 2, Host::client, packet::ACK, 1, 0),
                       call(0, Host::client, 1, "close(fd)"),
                       returned(0, Host::client, 1, -1, "EBADF")};
  const std::string text = drawn(trace, {.colour = true});
  EXPECT_NE(text.find("\x1b[38;5;161m◄"), std::string::npos);
  EXPECT_NE(text.find("\x1b[38;5;30m─ ACK"), std::string::npos);
  EXPECT_NE(text.find("\x1b[38;5;161mclose(fd) = -1 EBADF"), std::string::npos);
  EXPECT_EQ(drawn(trace, {}).find('\x1b'), std::string::npos);
}

// How well it can be read on a background (WCAG 2: from 1 to 21). `colour`: of
// the 256 that terminals have, one of the cube.
double contrast(int colour, double background) {
  const auto linear = [](int step) {
    const double c = (step == 0 ? 0 : 55 + 40 * step) / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  const int cube = colour - 16;
  const double light = 0.2126 * linear(cube / 36) +
                       0.7152 * linear(cube / 6 % 6) +
                       0.0722 * linear(cube % 6);
  return (std::max(light, background) + 0.05) /
         (std::min(light, background) + 0.05);
}

TEST(LadderText, HasColoursThatCanBeReadOnBlackAndOnWhite) {
  Trace trace = half_close();
  trace.emplace_back(segment(1, 9, Host::server, packet::RST, 1, 0));
  trace.emplace_back(Lost{1, 3});
  const std::string text = drawn(trace, {.colour = true});
  std::set<std::string> codes;
  for (auto at = text.find('\x1b'); at != text.npos; at = text.find('\x1b', at))
    codes.insert(text.substr(at + 2, text.find('m', at) - at - 2)), ++at;
  EXPECT_GE(codes.size(), 6U);
  for (const std::string& code : codes) {
    if (code == "0" || code == "1") continue;
    const auto colour = code.find("38;5;");
    ASSERT_NE(colour, code.npos) << code;
    const int number = std::stoi(code.substr(colour + 5));
    EXPECT_GE(contrast(number, 0), 4) << code;
    EXPECT_GE(contrast(number, 1), 4) << code;
  }
}

TEST(LadderText, GivesNothingAwayWhereItsLinesGetWider) {
  std::size_t wire = 0;
  std::size_t side = 0;
  for (std::size_t width = 60; width <= 300; ++width) {
    const std::string head =
        lines(ladder::TextLadder{{.width = width}}.head("")).back();
    const auto left = text::columns(head.substr(0, head.find("│")));
    const auto right = text::columns(head.substr(0, head.rfind("│")));
    EXPECT_GE(right - left, wire) << width;
    EXPECT_GE(left + 1, side) << width;  // an odd column is left over
    wire = right - left;
    side = left;
  }
}

TEST(LadderText, HasRoomForMicroseconds) {
  expect_lines(drawn({Note{1, "x", Host::client},
                      segment(1.234567, 1, Host::client, packet::SYN, 0, 0)},
                     {.width = 80, .digits = 6}),
               R"(
  1.000000 x               │                                  │
  1.234567 192.0.2.1:40000 │                                  │ 192.0.2.2:7000
  1.234567                 │─ SYN seq 0 ─────────────────────►│
)");
}

// --- whatever the trace says ------------------------------------------------

// Events with texts of any length and any bytes.
class Babble {
 public:
  explicit Babble(unsigned seed) : random_{seed} {}

  Trace trace() {
    Trace all;
    std::vector<long> open;
    for (long id = 1; id <= 40; ++id) {
      const Host host = pick() % 2 == 0 ? Host::client : Host::server;
      const double t = static_cast<double>(id * (pick() % 3));
      t_ = std::max(t_, t);
      switch (pick() % 6) {
        case 0: {
          Segment s = segment(t_, id, host, static_cast<packet::Flags>(pick()),
                              pick(), pick(), pick() % 2000);
          s.connection = 1 + static_cast<int>(pick() % 3);
          s.source = text(50);
          s.fate = static_cast<Fate>(pick() % 5);
          s.kind = static_cast<trace::SegmentKind>(pick() %
                                                   trace::segment_kinds.size());
          s.window = pick() % 2;
          s.client = text(14);
          s.data = text(80);
          open.push_back(id);
          all.emplace_back(s);
          break;
        }
        case 1:
          all.emplace_back(call(t_, host, id, "f(" + text(90) + ")"));
          if (pick() % 2 == 0)
            all.emplace_back(returned(t_, host, id, pick(), text(12)));
          break;
        case 2: {
          State s = state(t_, host, "ESTAB", text(12));
          s.connection = 1 + static_cast<int>(pick() % 3);
          all.emplace_back(s);
          break;
        }
        case 3:
          all.emplace_back(pick() % 2 == 0 ? Note{t_, text(300)}
                                           : Note{t_, text(300), Host::client});
          break;
        case 4:
          if (!open.empty())
            all.emplace_back(
                Arrival{t_, open[pick() % open.size()], pick() % 2 == 0});
          break;
        default:
          all.emplace_back(Lost{t_, id});
      }
    }
    return all;
  }

 private:
  std::uint32_t pick() { return static_cast<std::uint32_t>(random_()); }

  std::string text(std::size_t most) {
    static const std::vector<std::string> parts = {
        "a",    "SHUT_WR", ", ",   "(",    ")",   " ",    "é",
        "한",   "…",       "\x1b", "\n",   "\r",  "\x9b", "\xff",
        "</a>", "\"",      "&",    "word", "\t",  "'",    "\u0085",
        "{",    "}",       "#",    ";",    "x00", "-->",  "]]>"};
    std::string out;
    for (auto n = pick() % (most + 1); n > 0; --n)
      out += parts[pick() % parts.size()];
    return out;
  }

  std::mt19937 random_;
  double t_ = 0;
};

std::string unpainted(std::string text) {
  for (auto at = text.find('\x1b'); at != text.npos; at = text.find('\x1b'))
    text.erase(at, text.find('m', at) + 1 - at);
  return text;
}

TEST(Ladder, IsNeverWiderThanItMayBeAndItsPostsStandInLine) {
  for (std::size_t width = 60; width <= 160; ++width)
    for (const bool ascii : {false, true}) {
      const Trace trace = Babble{static_cast<unsigned>(width)}.trace();
      const std::string head =
          lines(ladder::TextLadder{{.width = width, .ascii = ascii}}.head(""))
              .back();
      const std::string post = ascii ? "|" : "│";
      const auto left = text::columns(head.substr(0, head.find(post)));
      const auto right = text::columns(head.substr(0, head.rfind(post)));
      const ladder::TextLadder ladder{
          {.width = width, .ascii = ascii, .colour = true, .data = true}};
      for (const Row& row : rows(trace, ascii ? "..." : "…")) {
        const bool between =
            std::holds_alternative<ladder::PacketRow>(row.what);
        for (const std::string& line : lines(unpainted(ladder.draw(row)))) {
          ASSERT_LE(text::columns(line), width) << line;
          ASSERT_TRUE(!ascii || line == text::clean(line, true)) << line;
          if (!between) continue;
          std::vector<std::size_t> at;  // the columns of the posts
          for (auto p = line.find(post); p != line.npos;
               p = line.find(post, p + 1))
            at.push_back(text::columns(line.substr(0, p)));
          EXPECT_TRUE(std::count(at.begin(), at.end(), left)) << line;
          EXPECT_TRUE(std::count(at.begin(), at.end(), right)) << line;
        }
      }
    }
}

TEST(Ladder, LetsNoControlCharacterThrough) {
  for (unsigned seed = 0; seed < 15; ++seed) {
    const auto all = rows(Babble{seed}.trace());
    std::string text = ladder::svg(all, "\x1b[38;5;161m", true);
    text += ladder::mermaid_head("\x1b[38;5;161m");
    const ladder::TextLadder ladder{{.data = true}};
    text += ladder.head("\x1b[38;5;161m\n");
    ladder::ListLadder list{true, 3};
    for (const Row& row : all) {
      text += ladder.draw(row) + list.draw(row);
      text += ladder::mermaid_line(row, true);
    }
    for (const std::string& line : lines(text))
      ASSERT_EQ(line, text::clean(line));
  }
}

TEST(LadderSvg, IsWellFormedWhateverTheTextsAre) {
  for (unsigned seed = 0; seed < 15; ++seed) {
    const std::string page =
        ladder::svg(rows(Babble{seed}.trace()), "<&\"'>", true);
    std::vector<std::string> open;
    for (auto at = page.find('<'); at != page.npos; at = page.find('<', at)) {
      const auto end = page.find('>', at);
      ASSERT_NE(end, page.npos);
      const std::string tag = page.substr(at + 1, end - at - 1);
      ASSERT_EQ(tag.find('<'), tag.npos) << tag;
      const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
      if (tag[0] == '/') {
        ASSERT_EQ(open.back(), name.substr(1));
        open.pop_back();
      } else if (!tag.ends_with('/')) {
        open.push_back(name);
        ASSERT_TRUE(name == "svg" || name == "text" || name == "title" ||
                    name == "style")
            << tag;
      }
      at = end;
    }
    EXPECT_TRUE(open.empty());
    for (auto at = page.find('&'); at != page.npos; at = page.find('&', at + 1))
      ASSERT_NE(page.substr(at, 6).find(';'), page.npos);
  }
}

TEST(LadderSvg, NeedsNothingFromElsewhere) {
  const std::string picture = ladder::svg(rows(half_close()), "Title", true);
  for (const char* outside : {"src=", "href", "@import", "url(", "<script"})
    EXPECT_EQ(picture.find(outside), picture.npos) << outside;
}

TEST(LadderSvg, ALineSlopesDownToTheRowWhereItsSegmentArrives) {
  Segment late = segment(0.1, 1, Host::client, packet::SYN, 0, 0);
  const Trace trace = {late, Note{0.2, "meanwhile"}, Arrival{0.3, 1}};
  const std::string page = ladder::svg(rows(trace), "", false);
  EXPECT_NE(page.find("l400.0 44.0\""), page.npos) << page;
  EXPECT_NE(ladder::svg(rows({late}), "", false).find("l400.0 7.0\""),
            page.npos);
}

// librsvg, Inkscape and LibreOffice know no CSS variables, and LibreOffice obeys
// a media query that is none of its business.
TEST(LadderSvg, BearsItsColoursInItsElementsAndNeedsNoCss) {
  const std::string picture = ladder::svg(rows(half_close()), "", true);
  EXPECT_EQ(picture.find("var("), picture.npos);
  EXPECT_EQ(picture.find("<style"), picture.npos);
  for (const std::string tag : {"<text", "<path", "<rect"})
    for (auto at = picture.find(tag); at != picture.npos;
         at = picture.find(tag, at + 1)) {
      const auto element = picture.substr(at, picture.find('>', at) - at);
      ASSERT_NE(element.find(" fill=\"#"), element.npos) << element;
      ASSERT_TRUE(tag != "<path" || element.find(" stroke=\"#") != element.npos)
          << element;
    }
}

TEST(LadderSvg, HasRoomForMicroseconds) {
  const std::string picture =
      ladder::svg(rows({Note{1.234567, "x"}}), "", false, 6);
  EXPECT_NE(picture.find(">1.234567<"), picture.npos);
  EXPECT_NE(picture.find("viewBox=\"-21.6 0 1181.6 "), picture.npos) << picture;
}

TEST(LadderMermaid, WritesASequenceDiagram) {
  Segment lost = segment(0.1, 1, Host::client, packet::FIN | packet::ACK, 1, 1);
  lost.fate = Fate::dropped;
  std::string text = ladder::mermaid_head("");
  for (const Row& row :
       rows({call(0, Host::client, 1, "send(client, \"a;b\", 3, 0)"),
             returned(0, Host::client, 1, 3),
             in_states(segment(0.1, 1, Host::server, packet::ACK, 1, 4),
                       "ESTAB", ""),
             lost}))
    text += ladder::mermaid_line(row, false);
  expect_lines(text, R"(
sequenceDiagram
    participant client
    participant server
    Note left of client: client
    Note left of client: send(client, #34;a#59;b#34;, 3, 0) = 3
    Note over client,server: 192.0.2.1:40000 and 192.0.2.2:7000
    Note over client: ESTAB
    server->>client: ACK seq 1 ack 4
    client-xserver: FIN ACK seq 1 ack 1 dropped
)");
}

TEST(LadderList, WritesALineASegmentAsWiresharkDoes) {
  Segment held =
      segment(0.05, 1, Host::client, packet::FIN | packet::ACK, 126, 230);
  held.fate = Fate::held;
  Segment data =
      segment(12.5, 2, Host::server, packet::PSH | packet::ACK, 1, 1, 2);
  data.kind = trace::SegmentKind::retransmission;
  data.data = "hi";
  data.window = 0;
  Segment other = segment(13, 10003, Host::client, packet::SYN, 0, 0);
  other.source = "[2001:db8::1]:40000";
  other.destination = "[2001:db8::2]:7000";
  other.connection = 2;
  ladder::ListLadder list{true, 3};
  std::string text = list.head();
  for (const Row& row :
       rows({call(0, Host::client, 1, "close(fd)"), held, data, Arrival{13, 1},
             Arrival{13, 2}, segment(13, 3, Host::server, packet::RST, 5, 0),
             other, segment(123456.5, 4, Host::server, packet::ACK, 5, 1),
             Lost{123457, 2}}))
    text += list.draw(row);
  expect_lines(text, R"(
 No.     Time Source          Destination     Info
   1    0.050 192.0.2.1:40000 192.0.2.2:7000  [FIN, ACK] Seq=126 Ack=230 Len=0 (held)
   2   12.500 192.0.2.2:7000  192.0.2.1:40000 [PSH, ACK] Seq=1 Ack=1 Win=0 Len=2 (retransmission) "hi"
   1   13.000 192.0.2.1:40000 192.0.2.2:7000  [FIN, ACK] Seq=126 Ack=230 Len=0 (arrives)
   3   13.000 192.0.2.2:7000  192.0.2.1:40000 [RST] Seq=5 Len=0
10003   13.000 [2001:db8::1]:40000 [2001:db8::2]:7000 [SYN] Seq=0 Len=0 #2
   4 123456.500 192.0.2.2:7000      192.0.2.1:40000    [ACK] Seq=5 Ack=1 Win=65535 Len=0 #1
!!! LOST: 2 events could not be recorded; what follows may lack them
)");
  ladder::ListLadder exact{false, 6};
  EXPECT_EQ(exact.draw(rows({held}).back()).substr(0, 17), "   1    0.050000 ");
}

TEST(Rows, ACallAndAStateWaitForTheVeryNextEventAndNoLonger) {
  trace::TraceReader reader;
  ladder::Rows ladder{"…"};
  const auto take = [&](const Event& event) {
    return ladder.take(
        std::get<trace::Moment>(reader.read(trace::to_json(event))));
  };
  take(call(0, Host::client, 1, "recv(fd, buffer, size, 0)"));
  EXPECT_TRUE(ladder.waits());
  const auto settled = ladder.settle();
  ASSERT_EQ(settled.size(), 1U);
  EXPECT_EQ(std::get<ladder::CallRow>(settled[0].what).result, " …");
  EXPECT_FALSE(ladder.waits());
  const Row back = take(returned(0.1, Host::client, 1, 0))[0];
  EXPECT_EQ(std::get<ladder::CallRow>(back.what).text, "recv(fd, …)");
}

TEST(LadderWords, FramesAreWorthMoreThanNumbers) {
  trace::Segment s = segment(0, 1, Host::client,
                             packet::FIN | packet::PSH | packet::ACK, 9, 1, 8);
  const auto words_in = [&](std::size_t room) {
    return ladder::packet_words({s}, 0, room, "...");
  };
  s.frames = {"Text 5", "Ping", "Pong", "Text 6", "Close 1000"};
  const std::pair<std::size_t, std::string> cases[] = {
      {70,
       "FIN PSH ACK seq 9 ack 1 len 8 [Text 5, Ping, Pong, Text 6, 1 more]"},
      {65, "FIN ACK seq 9 ack 1 len 8 [Text 5, Ping, Pong, Text 6, 1 more]"},
      {61, "FIN ACK seq 9 len 8 [Text 5, Ping, Pong, Text 6, 1 more]"},
      {55, "FIN ACK seq 9 [Text 5, Ping, Pong, Text 6, 1 more]"},
      {49, "FIN ACK [Text 5, Ping, Pong, Text 6, 1 more]"},
      {43, "FIN [Text 5, Ping, Pong, Text 6, 1 more]"},
      {39, "FIN [Text 5, Ping, 3 more]"},
      {25, "FIN [Text 5, 4 more]"},
      {19, "FIN [Tex... 4 more]"},
  };
  for (const auto& [room, words] : cases)
    EXPECT_EQ(words_in(room), words) << room;

  s.frames = {"Close 1000"};
  s.kind = trace::SegmentKind::retransmission;
  EXPECT_EQ(words_in(29), "FIN ACK [Close 1000] retrans.");
  EXPECT_EQ(words_in(47), "FIN ACK seq 9 len 8 [Close 1000] retransmission");
  EXPECT_EQ(ladder::packet_words({s, trace::Arrival{}}, 0, 40, "..."),
            "FIN ACK seq 9 len 8 [Close 1000] arrives");
}

// What an ICMP error says stands on the ladder as a segment does, in each format.
TEST(LadderWords, APacketWithoutASegmentIsARowToo) {
  ladder::Rows rows{"..."};
  trace::TraceReader reader;
  const trace::OtherPacket error{1,
                                 2,
                                 Host::server,
                                 "192.0.2.2",
                                 "192.0.2.1",
                                 "ICMP",
                                 "port unreachable",
                                 trace::Fate::held,
                                 1,
                                 "SYN seq 0",
                                 1};
  const auto read = [&](const trace::Event& event) {
    const auto moment = reader.read(trace::to_json(event));
    return rows.take(std::get<trace::Moment>(moment)).back();
  };
  read(segment(0, 1, Host::client, packet::SYN, 0, 0, 0));
  const Row row = read(error);
  const std::string words = "ICMP port unreachable for SYN seq 0";
  const auto words_in = [](const Row& any, std::size_t room) {
    return ladder::packet_words(std::get<ladder::PacketRow>(any.what), 0, room,
                                "...");
  };
  EXPECT_EQ(words_in(row, 60), words);
  EXPECT_EQ(words_in(row, 34), "ICMP port unreachable");
  ladder::ListLadder list{true, 3};
  EXPECT_EQ(list.draw(row), "   2    1.000 192.0.2.2       192.0.2.1       " +
                                words + " (held)\n");
  EXPECT_NE(ladder::mermaid_line(row, true).find("server-)client: " + words),
            std::string::npos);
  EXPECT_NE(ladder::svg({row}, "", true).find(words), std::string::npos);
  EXPECT_NE(ladder::TextLadder{{.width = 200}}.draw(row).find(words),
            std::string::npos);

  const Row late = read(trace::Arrival{2, 2});
  EXPECT_EQ(words_in(late, 60), words + " arrives");
  EXPECT_EQ(list.draw(late), "   2    2.000 192.0.2.2       192.0.2.1       " +
                                 words + " (arrives)\n");
}

TEST(LadderWords, EachFormatShowsTheFrames) {
  Segment s = segment(0, 1, Host::client, packet::ACK, 9, 1, 8);
  s.frames = {"Close 1000"};
  const Row row{.what = ladder::PacketRow{s}};
  for (const std::string& text :
       {ladder::TextLadder{{}}.draw(row),
        ladder::ListLadder{false, 3}.draw(row),
        ladder::mermaid_line(row, false), ladder::svg({row}, "", false)})
    EXPECT_NE(text.find("8 [Close 1000]"), std::string::npos) << text;
}

TEST(LadderWords, TimeIsAsExactAsItsRoomAllows) {
  EXPECT_EQ(ladder::time_words(0.0504, 7), "0.050");
  EXPECT_EQ(ladder::time_words(123456.789, 7), "123457");
  EXPECT_EQ(ladder::time_words(-1, 7), "-1.000");
  EXPECT_LE(ladder::time_words(1e300, 7).size(), 7U);
  EXPECT_EQ(ladder::time_words(0.0504, 10, 6), "0.050400");
  EXPECT_EQ(ladder::time_words(1234.5678, 10, 6), "1234.56780");
  EXPECT_EQ(ladder::time_words(0.6, 7, 0), "1");
}

}  // namespace
