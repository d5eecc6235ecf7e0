// Expectation files: lines that are good, lines that are refused with place and
// reason, and what a trace must hold to meet each.
#include "common/verify/expectation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/verify/judge.h"
#include "common/verify/parser.h"

namespace verify {
namespace {

using trace::Host;

// "line 1 column 8: expected ...", or how many lines there are.
std::string read(std::string_view text) {
  const auto parsed = parse_expectations(text);
  if (const auto* bad = std::get_if<BadExpectation>(&parsed))
    return "line " + std::to_string(bad->line) + " column " +
           std::to_string(bad->column) + ": " + bad->reason;
  return std::to_string(std::get<std::vector<Expectation>>(parsed).size());
}

TEST(Expectations, TellAStudentBehindALineAndUnderIt) {
  const auto parsed = parse_expectations(
      "client connects  points 3\n"
      "  hint One?\n"
      "  hint  Two.\n"
      "  why  It   matters.\n"
      "  see  RFC 9293, 3.6\n"
      "together\n"
      "  server sends FIN   points 0\n"
      "    hint Three.\n"
      "end\n"
      "client closes\n");
  const auto& lines = std::get<std::vector<Expectation>>(parsed);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].points, 3);
  EXPECT_EQ(lines[0].text, "client connects");
  EXPECT_EQ(lines[0].hints, (std::vector<std::string>{"One?", "Two."}));
  EXPECT_EQ(lines[0].why, "It   matters.");
  EXPECT_EQ(lines[0].see, "RFC 9293, 3.6");
  EXPECT_EQ(lines[1].points, 0);
  EXPECT_EQ(lines[1].hints, (std::vector<std::string>{"Three."}));
  EXPECT_EQ(lines[2].points, 1);
}

TEST(Expectations, RefuseWhatTellsAStudentNothing) {
  struct {
    std::string text, refusal;
  } const cases[] = {
      {"client connects  points two",
       "line 1 column 25: points takes a number from 0 to 1000"},
      {"client connects  points -1",
       "line 1 column 25: points takes a number from 0 to 1000"},
      {"client connects  points 1001",
       "line 1 column 25: points takes a number from 0 to 1000"},
      {"hint One",
       "line 1 column 1: hint stands under the line that it speaks "
       "of"},
      {"client connects\ntogether\n  why It\n",
       "line 3 column 3: why stands under the line that it speaks of"},
      {"client connects\n  hint\n", "line 2 column 3: hint takes a text"},
      {"client connects\nhint a\nhint b\nhint c\nhint d",
       "line 5 column 1: hint: a line has three at most"},
      {"client connects\n see a\n see b",
       "line 3 column 2: see: a line has one at most"},
  };
  for (const auto& [text, refusal] : cases) EXPECT_EQ(read(text), refusal);
}

TEST(Expectations, AreReadALineEach) {
  for (const std::string line : {
           "client call shutdown(client, SHUT_WR)",
           "client call shutdown(... SHUT_WR)",
           "server  call  ...",
           "client return shutdown = 0",
           "client return recv = -1",
           "client return recv = -1 ECONNRESET",
           "server return accept4 = 5",
           "client sends FIN",
           "client sends SYN ACK",
           "client sends DATA",
           "client sends DATA 5",
           "client sends FIN DATA 5 dropped",
           "client sends DATA 5 FIN ACK held",
           "client sends RST injected",
           "client sends ACK duplicated",
           "client sends ACK delivered",
           "client sends [Close 1000]",
           "client sends DATA 8 [Close 1000] dropped",
           "client sends FIN DATA [Text 5..., RSV1 Ping 4]",
           "server retransmits [GET /a[b],] held",
           "client sends keep-alive probe",
           "client sends ACK DATA 1 keep-alive probe dropped",
           "server sends zero-window probe",
           "client sends duplicate ACK",
           "count 2 client sends duplicate ACK duplicated",
           "server#2 sends window update",
           "never client sends DATA out of order",
           "server sends ICMP",
           "server sends ICMP port unreachable",
           "server sends ICMPv6 packet too big, MTU ... dropped",
           "client sends UDP",
           "client sends UDP 0 dropped",
           "never client#2 sends [101]",
           "count 3 server sends [... Binary]",
           "client#2 sends FIN",
           "server#12 state CLOSE-WAIT",
           "client retransmits FIN",
           "client#2 retransmits SYN",
           "server state gone",
           "client connects",
           "client sends data",
           R"(client sends data "GET \"\\\r\n\xff" within 5ms)",
           "client ends sending",
           "client#2 closes",
           "server reads 15 bytes",
           "server reads 1 byte not before 5ms",
           "server reads >= 1 bytes",
           "server reads end",
           "server reads ECONNRESET",
           "client#2 call close(...) within 5ms not before 1ms",
           "client return recv = *",
           "client return recv = >= 1",
           "client return recv >= 1 within 1s",
           "client sends window 0",
           "client sends ACK window 500 duplicate ACK held",
           "client sends FIN retransmission",
           "client sends retransmission",
           "server sends ICMP port unreachable within 5ms",
           "any number of client sends ACK",
           "any number of\nclient sends ACK\nend",
           "together\n  client sends ACK\nend",
           "quick 5ms client ends sending",
           "never client sends data \"GET\"",
           "note The server cannot see ...",
           "note It comes within 5ms",
           "quick 30ms server call close(peer)",
           "never client sends RST",
           "never client return recv = -1 ECONNRESET",
           "never note ...",
           "count 2 client sends SYN",
           "count 0 client#2 sends SYN",
           "  client\tsends   FIN  ",
           "client sends FIN\r",
       })
    EXPECT_EQ(read(line), "1") << line;
  EXPECT_EQ(read(""), "0");
  EXPECT_EQ(read("\n \t\n# client sends FIN\n  # so\n\r\n"), "0");
  EXPECT_EQ(read("# half_close\nclient sends FIN\n\nserver sends FIN"), "2");
}

TEST(Expectations, AreRefusedWithLineAndColumnAndWhatWouldHaveBeenRight) {
  const std::string hosts = "note, client#2, client or server";
  const std::string verbs =
      "call, return, connects, ends, closes, reads, sends, retransmits or "
      "state";
  const std::string frames = "frames ([Close 1000])";
  const std::string kind = "a kind (keep-alive probe)";
  const std::string kinds =
      "ICMP, ICMPv6, UDP, data, SYN, FIN, RST, ACK, DATA, " + frames +
      ", window 0 or " + kind;
  const std::string fates = "delivered, dropped, duplicated, held, injected";
  const std::string times = ", within 500ms, not before 40ms";
  const std::string first = "end, together, any number of, ";
  const std::string more = "SYN, FIN, RST, ACK, DATA, " + frames +
                           ", window 0, " + kind + ", " + fates + times;
  const std::string states =
      "SYN-SENT, SYN-RECV, ESTAB, FIN-WAIT-1, FIN-WAIT-2, TIME-WAIT, CLOSING, "
      "CLOSE-WAIT, LAST-ACK or gone";
  const struct {
    std::string text;
    std::string expected;
  } cases[] = {
      {"klient sends FIN", "line 1 column 1: expected " + first +
                               "never, count, quick, " + hosts +
                               ", not 'klient'"},
      {"# so\n\n  klient sends FIN", "line 3 column 3: expected " + first +
                                         "never, count, quick, " + hosts +
                                         ", not 'klient'"},
      {"client", "line 1 column 7: expected " + verbs + "; here the line ends"},
      {"client send FIN",
       "line 1 column 8: expected " + verbs + ", not 'send'"},
      {"client sends",
       "line 1 column 13: expected " + kinds + "; here the line ends"},
      {"client sends fin",
       "line 1 column 14: expected " + kinds + ", not 'fin'"},
      {"client sends FIN PSH", "line 1 column 18: expected " + more +
                                   " or the end of the line, not 'PSH'"},
      {"client sends DATA five",
       "line 1 column 19: expected a number of bytes, " + more +
           " or the end of the line, not 'five'"},
      {"client sends DATA 0", "line 1 column 19: expected a number of bytes, " +
                                  more + " or the end of the line, not '0'"},
      {"client sends DATA 4294967296",
       "line 1 column 19: expected a number of bytes, " + more +
           " or the end of the line, not '4294967296'"},
      {"client sends FIN lost", "line 1 column 18: expected " + more +
                                    " or the end of the line, not 'lost'"},
      {"client sends [close 1000]",
       "line 1 column 14: expected " + kinds + ", not '[close'"},
      {"client sends DATA 8 [Close 1000",
       "line 1 column 21: expected " + more +
           " or the end of the line, not '[Close'"},
      {"client sends [Close] FIN", "line 1 column 22: expected window 0, " +
                                       kind + ", " + fates + times +
                                       " or the end of the line, not 'FIN'"},
      {"client sends FIN dropped held",
       "line 1 column 26: expected within 500ms, not before 40ms or the end of "
       "the line, not 'held'"},
      {"client state",
       "line 1 column 13: expected " + states + "; here the line ends"},
      {"client state ESTABLISHED",
       "line 1 column 14: expected " + states + ", not 'ESTABLISHED'"},
      {"server state LISTEN",
       "line 1 column 14: expected " + states + ", not 'LISTEN'"},
      {"client state ESTAB now",
       "line 1 column 20: expected within 500ms, not before 40ms or the end of "
       "the line, not 'now'"},
      {"client call",
       "line 1 column 12: expected the text of the call; here the line ends"},
      {"note",
       "line 1 column 5: expected the text of the note; here the line ends"},
      {"client return",
       "line 1 column 14: expected the name of a call, without its arguments; "
       "here the line ends"},
      {"client return recv(...) = 0",
       "line 1 column 15: expected the name of a call, without its arguments, "
       "not 'recv(...)'"},
      {"client return = 0",
       "line 1 column 15: expected the name of a call, without its arguments, "
       "not '='"},
      {"client return recv 0", "line 1 column 20: expected =, not '0'"},
      {"client return recv =",
       "line 1 column 21: expected *, >= or the number that it returns; here "
       "the line "
       "ends"},
      {"client return recv = ECONNRESET",
       "line 1 column 22: expected *, >= or the number that it returns, not "
       "'ECONNRESET'"},
      {"client return recv = -1 ECONNREST",
       "line 1 column 25: expected an error's name (ECONNRESET), within "
       "500ms, not before 40ms or the end of the line, not 'ECONNREST'"},
      {"client return recv = 0 ECONNRESET",
       "line 1 column 24: expected within 500ms, not before 40ms or the end of "
       "the line, not 'ECONNRESET'"},
      {"client#0 sends FIN", "line 1 column 1: expected " + first +
                                 "never, count, quick, note or a connection's "
                                 "number "
                                 "behind #, from 1, not 'client#0'"},
      {"client# sends FIN", "line 1 column 1: expected " + first +
                                "never, count, quick, note or a connection's "
                                "number "
                                "behind #, from 1, not 'client#'"},
      {"client#2x sends FIN", "line 1 column 1: expected " + first +
                                  "never, count, quick, note or a connection's "
                                  "number "
                                  "behind #, from 1, not 'client#2x'"},
      {"never", "line 1 column 6: expected " + hosts + "; here the line ends"},
      {"never never client sends RST",
       "line 1 column 7: expected " + hosts + ", not 'never'"},
      {"count client sends SYN",
       "line 1 column 7: expected how often it happens, from 0, not 'client'"},
      {"count -1 client sends SYN",
       "line 1 column 7: expected how often it happens, from 0, not '-1'"},
      {"quick server call close",
       "line 1 column 7: expected a time (30ms), not 'server'"},
      {"quick 30ms client sends FIN",
       "line 1 column 1: only a call can be quick: the rest is the kernel's"},
      {"client sends FIN # it ends", "line 1 column 18: expected " + more +
                                         " or the end of the line, not '#'"},
      {"client sends keep-alive",
       "line 1 column 24: expected probe; here the line ends"},
      {"client sends window probe",
       "line 1 column 21: expected a number of bytes or update, not 'probe'"},
      {"client retransmits ICMP",
       "line 1 column 20: expected SYN, FIN, RST, ACK, DATA or frames ([Close "
       "1000]), not 'ICMP'"},
      {"client retransmits keep-alive probe",
       "line 1 column 20: expected SYN, FIN, RST, ACK, DATA or frames ([Close "
       "1000]), not 'keep-alive'"},
      {"client sends UDP -1",
       "line 1 column 18: expected a number of bytes, delivered, dropped, "
       "duplicated, held, injected, within 500ms, not before 40ms or the end "
       "of "
       "the line, not '-1'"},
      {"client sends ICMP time exceeded dropped x",
       "line 1 column 41: expected within 500ms, not before 40ms or the end of "
       "the line, not 'x'"},
  };
  for (const auto& c : cases) EXPECT_EQ(read(c.text), c.expected) << c.text;
}

// --- judging ----------------------------------------------------------------

trace::Event call(Host host, long id, const std::string& text) {
  return trace::Call{
      .host = host, .program = "x", .pid = 7, .id = id, .text = text};
}

trace::Event returned(Host host, long id, long long result,
                      const std::string& error = "") {
  return trace::Return{
      .host = host, .pid = 7, .id = id, .result = result, .error = error};
}

trace::Event segment(Host from, packet::Flags flags, std::uint32_t length = 0,
                     bool again = false,
                     trace::Fate fate = trace::Fate::delivered,
                     int connection = 1) {
  trace::Segment e;
  e.connection = connection;
  e.from = from;
  e.flags = flags;
  e.length = length;
  if (again) e.kind = trace::SegmentKind::retransmission;
  e.fate = fate;
  return e;
}

trace::Event state(Host host, const std::string& to, int connection = 1) {
  trace::State e;
  e.host = host;
  e.to = to;
  e.connection = connection;
  return e;
}

using Trace = std::vector<trace::Event>;

// A half-close whose first FIN is lost, and a second connection that is reset.
Trace half_close() {
  return {
      call(Host::client, 1, "connect(client, server, size)"),
      state(Host::client, "SYN-SENT"),
      segment(Host::client, packet::SYN),
      segment(Host::server, packet::SYN | packet::ACK),
      state(Host::client, "ESTAB"),
      segment(Host::client, packet::ACK),
      returned(Host::client, 1, 0),
      trace::Note{.text = "The client stops sending, and listens."},
      call(Host::client, 2, "shutdown(client, SHUT_WR)"),
      state(Host::client, "FIN-WAIT-1"),
      segment(Host::client, packet::FIN | packet::ACK, 0, false,
              trace::Fate::dropped),
      returned(Host::client, 2, 0),
      call(Host::client, 3, "recv(client, buffer, size, 0)"),
      segment(Host::client, packet::FIN | packet::ACK, 0, true),
      state(Host::server, "CLOSE-WAIT"),
      segment(Host::server, packet::ACK),
      state(Host::client, "FIN-WAIT-2"),
      segment(Host::server, packet::PSH | packet::ACK, 5),
      returned(Host::client, 3, 5),
      segment(Host::client, packet::SYN, 0, false, trace::Fate::delivered, 2),
      segment(Host::client, packet::SYN, 0, true, trace::Fate::delivered, 2),
      segment(Host::server, packet::RST | packet::ACK, 0, false,
              trace::Fate::injected, 2),
      state(Host::client, "gone", 2),
      call(Host::client, 4, "recv(client, buffer, size, 0)"),
      returned(Host::client, 4, -1, "ECONNRESET")};
}

// "" if all is met; else "line N: reason FROM-TO", the part of the trace.
std::string judge(const std::string& text, const Trace& trace,
                  bool calls_only = false) {
  const auto parsed = parse_expectations(text);
  if (const auto* bad = std::get_if<BadExpectation>(&parsed))
    return "wrong: " + bad->reason;
  const auto& expectations = std::get<std::vector<Expectation>>(parsed);
  Judge judge{expectations, calls_only};
  for (const trace::Event& event : trace) judge.take(event);
  const auto unmet = judge.unmet();
  if (!unmet) return "";
  EXPECT_LE(unmet->from, unmet->to);
  EXPECT_LE(unmet->to, trace.size());
  EXPECT_EQ(unmet->events.size(),
            std::min<std::size_t>(unmet->to - unmet->from, 12));
  for (std::size_t i = 0; i < unmet->events.size(); ++i)
    EXPECT_EQ(in_words(unmet->events[i]), in_words(trace[unmet->from + i]));
  return (unmet->expectation != nullptr
              ? "line " + std::to_string(unmet->expectation->line) + ": "
              : "") +
         unmet->reason + " " + std::to_string(unmet->from) + "-" +
         std::to_string(unmet->to);
}

TEST(Verify, KnowsEachLineThatIsMet) {
  for (const std::string text : {
           "",
           "client call connect(client, server, size)",
           "client call connect(...",
           "client call ...",
           "client call connect",
           "client call connect(client ...",
           "client call con...(client, ser ...",
           "client call ... SHUT_WR)",
           "client call sh...down(...SHUT...",
           "client call ...(...,...,...,...)",
           "client return connect = 0",
           "client return recv = 5",
           "client return recv = -1",
           "client return recv = -1 ECONNRESET",
           "client sends SYN",
           "server sends SYN",
           "server sends SYN ACK",
           "server sends ACK SYN",
           "client sends ACK",
           "client sends FIN",
           "client sends FIN dropped",
           "client retransmits FIN",
           "client retransmits FIN delivered",
           "server sends DATA",
           "server sends DATA 5",
           "server sends RST injected",
           "client#2 sends SYN",
           "client#1 sends SYN",
           "client#2 retransmits SYN",
           "client state ESTAB",
           "client#2 state gone",
           "server state CLOSE-WAIT",
           "note The client stops sending, and listens.",
           "note The client ...",
           "never server sends FIN",
           "never client sends RST",
           "never client#1 state gone",
           "never client return recv = 0",
           "count 2 client sends SYN",
           "count 1 client#2 sends SYN",
           "count 1 client retransmits SYN",
           "count 1 server sends ACK",
           "count 2 client call recv(...)",
           "count 1 client return recv = 5",
           "count 0 server retransmits ACK",
       })
    EXPECT_EQ(judge(text, half_close()), "") << text;
}

TEST(Verify, FailsEachLineThatIsNotMetAndShowsWhereItShouldHaveBeen) {
  const std::string nowhere = "line 1: it did not happen here 0-25";
  const struct {
    std::string text;
    std::string expected;
  } cases[] = {
      {"server call connect(...", nowhere},
      {"client call connect(client, server)", nowhere},
      {"client call conn", nowhere},
      {"client call connect(", nowhere},
      {"client call connect(server ...", nowhere},
      {"client call onnect(...", nowhere},
      {"client call ...SHUT_WR", nowhere},
      {"client call ...SHUT...SHUT...", nowhere},
      {"client call shut...SHUT_RD...", nowhere},
      {"client return connect = -1", "line 1: no such return came 0-25"},
      {"server return connect = 0", "line 1: no such return came 0-25"},
      {"client return conn = 0", "line 1: no such return came 0-25"},
      {"client return recv = -1 EPIPE", "line 1: no such return came 0-25"},
      {"client sends RST", nowhere},
      {"server sends FIN", nowhere},
      {"client sends SYN ACK", nowhere},
      {"client sends DATA", nowhere},
      {"server sends DATA 4", nowhere},
      {"client sends FIN held", nowhere},
      {"client sends FIN delivered", nowhere},
      {"client retransmits FIN dropped", nowhere},
      {"server retransmits FIN", nowhere},
      {"client#3 sends SYN", nowhere},
      {"client#2 sends FIN", nowhere},
      {"client#2 state ESTAB", nowhere},
      {"client state CLOSE-WAIT", nowhere},
      {"note The client", nowhere},
      {"note the client ...", nowhere},
      {"never client sends FIN", "line 1: it happened 1 times, not 0 10-11"},
      {"never client retransmits SYN",
       "line 1: it happened 1 times, not 0 20-21"},
      {"never client return recv = 5",
       "line 1: it happened 1 times, not 0 18-19"},
      {"never client state gone", "line 1: it happened 1 times, not 0 22-23"},
      {"count 3 client sends SYN", "line 1: it happened 2 times, not 3 19-20"},
      {"count 1 client#3 sends SYN", "line 1: it happened 0 times, not 1 0-25"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(judge(c.text, half_close()), c.expected) << c.text;
  EXPECT_EQ(judge("count 1 client sends SYN", {}),
            "line 1: it happened 0 times, not 1 0-0");
  EXPECT_EQ(judge("client sends SYN", {}),
            "line 1: it did not happen here 0-0");
}

TEST(Verify, NamesTheCallThatWasTooLateForTheClaimsOfTheOtherLines) {
  const auto slow = [](double seconds) {
    const auto lines = std::get<std::vector<Expectation>>(
        parse_expectations("client sends FIN\nquick 30ms server call close\n"));
    Judge judge{lines, false};
    trace::Segment fin;
    fin.t = 1;
    fin.from = Host::client;
    fin.flags = packet::FIN;
    judge.take(fin);
    judge.take(
        trace::Call{1 + seconds, Host::server, "x", 7, 1, "close(peer)"});
    EXPECT_FALSE(judge.unmet());
    return judge.slow();
  };
  EXPECT_EQ(slow(0.029), "");
  EXPECT_EQ(slow(0.043), "it took 43 ms to the server's close, and not 30 ms");
}

TEST(Verify, KnowsTheKindsOfSegmentsAndOtherPackets) {
  const auto of_kind = [](trace::SegmentKind kind) {
    trace::Event event = segment(Host::client, packet::ACK);
    std::get<trace::Segment>(event).kind = kind;
    return event;
  };
  const auto packet = [](const std::string& protocol, const std::string& text,
                         trace::Fate fate = trace::Fate::delivered) {
    return trace::OtherPacket{.from = Host::server,
                              .protocol = protocol,
                              .text = text,
                              .fate = fate,
                              .connection = 1};
  };
  const Trace trace = {of_kind(trace::SegmentKind::keep_alive_probe),
                       of_kind(trace::SegmentKind::out_of_order),
                       packet("ICMP", "port unreachable"),
                       packet("ICMPv6", "packet too big, MTU 1280"),
                       packet("UDP", "len 5", trace::Fate::dropped)};
  const std::string missing = "line 1: it did not happen here 0-5";
  const std::pair<std::string, std::string> cases[] = {
      {"client sends keep-alive probe\nclient sends out of order", ""},
      {"client sends ACK keep-alive probe", ""},
      {"count 2 client sends ACK", ""},
      {"client sends zero-window probe", missing},
      {"client sends DATA out of order", missing},
      {"server sends ICMP\nserver sends ICMP\nserver sends UDP", ""},
      {"server sends ICMP port unreachable", ""},
      {"server#1 sends ICMP port ...", ""},
      {"server#2 sends ICMP port ...", missing},
      {"client sends ICMP", missing},
      {"server sends ICMP host unreachable", missing},
      {"server sends ICMP packet too big, MTU 1280", ""},
      {"server sends ICMPv6 packet too big, MTU 1280 delivered", ""},
      {"server sends ICMPv6 port unreachable", missing},
      {"server sends UDP 5 dropped", ""},
      {"server sends UDP 4", missing},
      {"server sends UDP 5 delivered", missing},
      {"never server sends DATA", ""},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(judge(text, trace), expected) << text;
  for (const trace::Event& event : trace) {
    const std::string line = in_words(event);
    EXPECT_EQ(judge(line, trace), "") << line;
  }
  EXPECT_EQ(in_words(trace[0]), "client sends ACK keep-alive probe");
  EXPECT_EQ(in_words(trace[2]), "server sends ICMP port unreachable");
  EXPECT_EQ(in_words(trace[4]), "server sends UDP 5 dropped");
}

TEST(Verify, FindsTheFramesInASegment) {
  const auto with = [](std::vector<std::string> frames, bool again = false) {
    trace::Event event = segment(Host::client, packet::PSH | packet::ACK, 20,
                                 again, trace::Fate::delivered, 1);
    std::get<trace::Segment>(event).frames = std::move(frames);
    return event;
  };
  const Trace trace = {with({"GET /chat"}), with({"Text 5", "Ping", "Text 6"}),
                       with({"Close 1000"}), with({"Close 1000"}, true),
                       segment(Host::server, packet::ACK)};
  const std::pair<std::string, std::string> cases[] = {
      {"client sends [Text 5, Ping]", ""},
      {"client sends [Text 5, Text 6]", ""},
      {"client sends DATA 20 [Ping]", ""},
      {"client sends [Text 5]\nclient sends [Close 1000]", ""},
      {"client sends [Close ...]\nclient retransmits [Close ...]", ""},
      {"count 1 client sends [Text ...]", ""},
      {"never server sends [Close 1000]", ""},
      {"client sends [Ping, Text 5]", "line 1: it did not happen here 0-5"},
      {"client sends [Text 5]\nclient sends [Text 6]",
       "line 2: it did not happen here 2-5"},
      {"client sends DATA 8 [Ping]", "line 1: it did not happen here 0-5"},
      {"client sends FIN [Close 1000]", "line 1: it did not happen here 0-5"},
      {"server sends [Ping]", "line 1: it did not happen here 0-5"},
      {"never client sends [Ping]", "line 1: it happened 1 times, not 0 1-2"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(judge(text, trace), expected) << text;
  EXPECT_EQ(in_words(trace[1]),
            "client sends ACK DATA 20 [Text 5, Ping, Text 6]");
  for (const trace::Event& event :
       trace)  // the words are those of an expectation
    EXPECT_EQ(judge(in_words(event), trace), "") << in_words(event);
}

TEST(Verify, KeepsToTheOrderOfCallsAndSegments) {
  const struct {
    std::string text;
    std::string expected;
  } cases[] = {
      {"client sends SYN\nserver sends SYN\nclient sends FIN", ""},
      {"server sends SYN\nclient#1 sends SYN",
       "line 2: it did not happen here 4-25"},
      {"client sends FIN\nclient sends FIN",
       "line 2: it did not happen here 11-25"},
      {"client sends FIN\nclient retransmits FIN", ""},
      {"client call shutdown(...\nclient sends FIN", ""},
      {"client sends FIN\nclient call shutdown(...",
       "line 2: it did not happen here 11-25"},
      {"client sends FIN\nnote ...", "line 2: it did not happen here 11-25"},
      // A return comes any time after its call, whatever was named since.
      {"client call shutdown(...\nclient sends FIN\nclient retransmits FIN\n"
       "client return shutdown = 0",
       ""},
      // But not after another call of that host was named.
      {"client call recv(...\nclient return shutdown = 0",
       "line 2: no such return came 12-25"},
      {"client call recv(...\nclient return recv = -1", ""},
      // One return meets one line.
      {"client return recv = 5\nclient return recv = 5",
       "line 2: no such return came 0-25"},
      // It is in that state already.
      {"client sends FIN\nclient state FIN-WAIT-1", ""},
      // The other host is not.
      {"client sends FIN\nserver state FIN-WAIT-1",
       "line 2: it did not happen here 11-25"},
      // Another connection is not.
      {"client sends FIN\nclient#2 state FIN-WAIT-1",
       "line 2: it did not happen here 11-25"},
      // It was, and is no more.
      {"client retransmits FIN\nserver sends DATA\nclient state ESTAB",
       "line 3: it did not happen here 18-25"},
      // It comes to be in it.
      {"client sends FIN\nclient state FIN-WAIT-2\nserver sends DATA", ""},
      // A state that it had does not move the place back.
      {"client state FIN-WAIT-2\nclient state FIN-WAIT-1",
       "line 2: it did not happen here 17-25"},
      // "never" and "count" may stand anywhere.
      {"never client sends RST\nclient sends SYN\ncount 2 client sends SYN\n"
       "client sends FIN",
       ""},
      {"client sends FIN\nnever client#1 sends SYN",
       "line 2: it happened 1 times, not 0 2-3"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(judge(c.text, half_close()), c.expected) << c.text;
}

TEST(Verify, JudgesCallsAloneIfThereWasNoWire) {
  const std::string text =
      "client call connect(...\nclient sends RST\nclient return connect = 0\n"
      "server state CLOSE-WAIT\nnote nothing\ncount 9 client sends SYN\n"
      "client call shutdown(...\n";
  EXPECT_EQ(judge(text, half_close(), true), "");
  EXPECT_EQ(judge(text, half_close()), "line 2: it did not happen here 1-25");
  EXPECT_EQ(judge(text + "client call connect(...", half_close(), true),
            "line 8: it did not happen here 9-25");
  EXPECT_EQ(judge(text + "never client call recv(...", half_close(), true),
            "line 8: it happened 2 times, not 0 23-24");
}

TEST(Verify, FailsATraceThatHasLostEvents) {
  Trace trace = half_close();
  trace.insert(trace.begin() + 5, trace::Lost{.count = 3});
  EXPECT_EQ(judge("client sends SYN", trace),
            "the trace has lost 3 events 5-6");
  EXPECT_EQ(judge("", trace, true), "the trace has lost 3 events 5-6");
}

TEST(Verify, ToldOfAReturnWithoutItsCallDoesNotGuess) {
  EXPECT_EQ(judge("client return recv = 5", {returned(Host::client, 9, 5)}),
            "line 1: no such return came 0-1");
}

TEST(Verify, IsQuickWhateverThePattern) {
  std::string pattern = "client call ";
  for (int i = 0; i < 200; ++i) pattern += "...a";
  EXPECT_EQ(
      judge(pattern + "...b", {call(Host::client, 1, std::string(99999, 'a'))}),
      "line 1: it did not happen here 0-1");
}

TEST(Verify, SaysAnEventInTheWordsOfAnExpectation) {
  const std::pair<trace::Event, std::string> cases[] = {
      {call(Host::client, 1, "close(client)"), "client call close(client)"},
      {returned(Host::client, 1, 5), "client return = 5"},
      {returned(Host::client, 1, -1, "EPIPE"), "client return = -1 EPIPE"},
      {segment(Host::client, packet::FIN | packet::ACK),
       "client sends FIN ACK"},
      {segment(Host::server, packet::PSH | packet::ACK, 5, true,
               trace::Fate::dropped),
       "server retransmits ACK DATA 5 dropped"},
      {trace::Arrival{.id = 7}, "segment 7 arrives"},
      {trace::Arrival{.id = 7, .dropped = true}, "segment 7 is dropped"},
      {state(Host::server, "CLOSE-WAIT"), "server state CLOSE-WAIT"},
      {trace::Note{.text = "Look."}, "note Look."},
      {trace::Key{.text = "you drop it"}, "key you drop it"},
      {trace::Waiting{.text = "client FIN"}, "waits: client FIN"},
      {trace::Lost{.count = 2}, "lost 2"},
  };
  for (const auto& [event, words] : cases) EXPECT_EQ(in_words(event), words);
}

}  // namespace
}  // namespace verify
