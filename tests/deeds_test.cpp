// What programs do, whatever calls they make for it: the lines of an expectation
// that speak of it, blocks, times, and the nearest thing to a line not met.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/verify/judge.h"
#include "common/verify/parser.h"

namespace verify {
namespace {

using trace::Host;
using Trace = std::vector<trace::Event>;

constexpr const char* client_end = "192.0.2.1:40000";
constexpr const char* server_end = "192.0.2.2:80";

// A trace is written in milliseconds and calls; each call has an id of its own.
class Teller {
 public:
  Teller& at(int milliseconds) {
    t_ = milliseconds / 1000.0;
    return *this;
  }
  // What `calls` tells: the ends of the socket.
  Teller& call(const std::string& text, trace::Ends ends = {},
               const std::string& data = "",
               std::optional<std::vector<std::string>> closes = {},
               Host host = Host::client) {
    trace_.push_back(trace::Call{.t = t_,
                                 .host = host,
                                 .program = "x",
                                 .pid = 7,
                                 .id = ++id_,
                                 .text = text,
                                 .ends = std::move(ends),
                                 .data = data,
                                 .closes = std::move(closes)});
    host_ = host;
    return *this;
  }
  Teller& server(const std::string& text, trace::Ends ends = {}) {
    return call(text, std::move(ends), "", {}, Host::server);
  }
  Teller& returns(long long result, const std::string& error = "",
                  trace::Ends ends = {}, const std::string& text = "") {
    trace_.push_back(trace::Return{.t = t_,
                                   .host = host_,
                                   .pid = 7,
                                   .id = id_,
                                   .result = result,
                                   .error = error,
                                   .text = text,
                                   .ends = std::move(ends)});
    return *this;
  }
  Teller& segment(Host from, packet::Flags flags, const std::string& data = "",
                  int connection = 1, const std::string& client = client_end) {
    trace::Segment e;
    e.t = t_;
    e.connection = connection;
    e.from = from;
    e.source = from == Host::client ? client : server_end;
    e.destination = from == Host::client ? server_end : client;
    e.flags = flags;
    e.length = static_cast<std::uint32_t>(data.size());
    e.data = data;
    e.window = 500;
    trace_.push_back(e);
    return *this;
  }
  Teller& state(Host host, const std::string& to) {
    trace_.push_back(trace::State{.t = t_,
                                  .host = host,
                                  .local = client_end,
                                  .peer = server_end,
                                  .from = "",
                                  .to = to,
                                  .connection = 1});
    return *this;
  }
  [[nodiscard]] const Trace& trace() const { return trace_; }
  operator const Trace&() const { return trace_; }

 private:
  double t_ = 0;
  long id_ = 0;
  Host host_ = Host::client;
  Trace trace_;
};

const trace::Ends connected{client_end, server_end};
const std::string both = std::string{client_end} + " " + server_end;

// "" if all is met; else "line N: reason", and behind | the nearest.
std::string judge(const std::string& text, const Trace& trace,
                  bool calls_only = false) {
  const auto parsed = parse_expectations(text);
  if (const auto* bad = std::get_if<BadExpectation>(&parsed))
    return "wrong: " + bad->reason;
  const auto& lines = std::get<std::vector<Expectation>>(parsed);
  Judge judge{lines, calls_only};
  for (const trace::Event& event : trace) judge.take(event);
  const auto unmet = judge.unmet();
  if (!unmet) return "";
  return "line " + std::to_string(unmet->expectation->line) + ": " +
         unmet->reason + (unmet->nearest.empty() ? "" : " | " + unmet->nearest);
}

// The same half-close: a program with CALL(), one under calls, and a capture.
Trace of_call() {
  return Teller{}
      .call("connect(client, server, size)")
      .returns(0)
      .at(1)
      .call("send(client, question, size, 0)")
      .segment(Host::client, packet::ACK, "GET / HTTP/1.1\r\n")
      .returns(16)
      .at(2)
      .call("shutdown(client, SHUT_WR)")
      .segment(Host::client, packet::FIN | packet::ACK)
      .returns(0)
      .at(3)
      .call("recv(client, buffer, size, 0)")
      .returns(5)
      .call("recv(client, buffer, size, 0)")
      .returns(0)
      .at(4)
      .call("close(client)")
      .returns(0);
}

Trace of_calls() {
  return Teller{}
      .call("socket(AF_INET, SOCK_STREAM, 0)")
      .returns(5)
      .call("connect(5, 192.0.2.2:80)", {"", server_end})
      .segment(Host::client, packet::SYN)
      .returns(-1, "EINPROGRESS", connected)
      .call("getsockopt(5, SO_ERROR)", connected)
      .returns(0, "", {}, "no error")
      .at(1)
      .call("writev(5, 16)", connected, "GET / HTTP/1.1\r\n")
      .segment(Host::client, packet::ACK, "GET / HTTP/1.1\r\n")
      .returns(16)
      .at(2)
      .call("shutdown(5, SHUT_RDWR)", connected)
      .segment(Host::client, packet::FIN | packet::ACK)
      .returns(0)
      .at(3)
      .call("read(5, 4096)", connected)
      .returns(5)
      .call("recvmsg(5, 4096)", connected)
      .returns(0)
      .at(4)
      .call("exit: closes 5", {}, "", std::vector{both});
}

TEST(Deeds, AreTheSameInAProgramWithCallAndInOneUnderCalls) {
  const std::string text =
      "client connects\nclient sends data \"GET /\"\nclient ends sending\n"
      "client reads 5 bytes\nclient reads end\nclient closes\n"
      "count 1 client connects\ncount 1 client ends sending\n"
      "count 1 client closes\ncount 1 client sends data\n"
      "count 2 client reads >= 0 bytes\n";
  const std::string whole = text.substr(0, text.rfind("count"));
  EXPECT_EQ(judge(whole, of_call()), "");
  EXPECT_EQ(judge(whole, of_calls()), "");
  EXPECT_EQ(judge(whole, of_call(), true), "");
  EXPECT_EQ(judge(whole, of_calls(), true), "");
}

TEST(Deeds, AreReadFromTheSegmentsOfATraceWithoutCalls) {
  const Trace capture = Teller{}
                            .segment(Host::client, packet::SYN)
                            .segment(Host::server, packet::SYN | packet::ACK)
                            .segment(Host::client, packet::ACK)
                            .segment(Host::client, packet::ACK, "GET /")
                            .segment(Host::client, packet::FIN | packet::ACK);
  EXPECT_EQ(judge("client connects\nclient sends data\nclient ends sending\n"
                  "count 1 client connects\nnever server connects",
                  capture),
            "");
  EXPECT_EQ(judge("client sends data \"GET /\"\nclient sends data", capture),
            "line 2: it did not happen here");
  EXPECT_EQ(judge("client closes", capture),
            "line 1: it did not happen here | the trace has no calls of the "
            "client");
}

TEST(Deeds, OfFilesListenersAndUdpSocketsAreNone) {
  const Trace trace =
      Teller{}
          .call("socket(AF_INET, SOCK_DGRAM, 0)")
          .returns(5)
          .call("connect(5, 192.0.2.9:53)", {"", "192.0.2.9:53"})
          .returns(0, "", {"192.0.2.1:1", "192.0.2.9:53"})
          .call("send(5, 20)", {"192.0.2.1:1", "192.0.2.9:53"}, "query")
          .returns(20)
          .call("recv(5, 99)", {"192.0.2.1:1", "192.0.2.9:53"})
          .returns(9)
          .call("read(STDIN_FILENO, buffer, size)")
          .returns(3)
          .call("listen(listener, 5)")
          .returns(0)
          .call("close(listener)")
          .returns(0)
          .call("close(8)", {"0.0.0.0:80", ""}, "",
                std::vector<std::string>{"0.0.0.0:80"})
          .returns(0)
          .call("recv(peer, buffer, size, MSG_PEEK)")
          .returns(1);
  for (const char* deed :
       {"connects", "sends data", "reads >= 1 bytes", "ends sending", "closes"})
    EXPECT_EQ(judge(std::string{"never client "} + deed, trace), "") << deed;
}

TEST(Deeds, AConnectThatFailsIsNone) {
  const Trace refused = Teller{}
                            .call("connect(5, 192.0.2.2:80)", {"", server_end})
                            .returns(-1, "EINPROGRESS", connected)
                            .call("getsockopt(5, SO_ERROR)", connected)
                            .returns(0, "", {}, "ECONNREFUSED");
  EXPECT_EQ(judge("never client connects", refused), "");
  EXPECT_EQ(judge("client connects", Teller{}
                                         .call("connect(client, server, size)")
                                         .returns(-1, "EINPROGRESS")
                                         .state(Host::client, "ESTAB")),
            "");
}

TEST(Deeds, ACloseOfOneOfTwoDescriptorsIsNone) {
  const Trace trace =
      Teller{}
          .call("close(5)", connected, "", std::vector<std::string>{})
          .returns(0)
          .call("close(6)", connected, "", std::vector{both})
          .returns(0);
  EXPECT_EQ(judge("client call close(6)\nclient ends sending", trace), "");
  EXPECT_EQ(judge("count 1 client closes\ncount 1 client ends sending", trace),
            "");
}

TEST(Connections, AreNumberedForCallsBeforeTheirFirstSegment) {
  const std::string other = "192.0.2.1:40001";
  const trace::Ends second{other, server_end};
  const Trace trace = Teller{}
                          .call("connect(5, 192.0.2.2:80)", {"", server_end})
                          .returns(-1, "EINPROGRESS", connected)
                          .call("connect(6, 192.0.2.2:80)", {"", server_end})
                          .returns(-1, "EINPROGRESS", second)
                          .call("poll(6 POLLOUT)")
                          .returns(1)
                          .segment(Host::client, packet::SYN)
                          .segment(Host::client, packet::SYN, "", 2, other)
                          .call("send(6, 3)", second, "two")
                          .returns(3)
                          .call("close(5)", connected, "", std::vector{both})
                          .returns(0)
                          .call("connect(7, 192.0.2.2:80)", {"", server_end});
  EXPECT_EQ(judge("count 1 client#3 call connect", trace), "");
  EXPECT_EQ(judge("client#1 call connect\nclient#2 call connect\n"
                  "client#2 return connect = -1 EINPROGRESS\n"
                  "client#2 sends data \"two\"\nclient#1 closes\n"
                  "never client#2 closes\nnever client#2 call close",
                  trace),
            "");
  EXPECT_EQ(judge("client#2 closes", trace),
            "line 1: it did not happen here | 0.000  client closes (not #2)");
}

TEST(Blocks, HoldLinesInAnyOrder) {
  const Trace trace = Teller{}
                          .segment(Host::client, packet::SYN)
                          .at(100)
                          .segment(Host::server, packet::RST)
                          .segment(Host::client, packet::FIN)
                          .at(200)
                          .segment(Host::server, packet::ACK, "x");
  EXPECT_EQ(judge("client sends SYN\ntogether\nclient sends FIN\n"
                  "server sends RST within 100ms\nend\nserver sends DATA",
                  trace),
            "");
  EXPECT_EQ(
      judge("client sends SYN\ntogether\nclient sends FIN within 99ms\n"
            "server sends RST\nend",
            trace),
      "line 3: it came 100 ms after the line met before it, not within 99 "
      "ms");
  EXPECT_EQ(judge("together\nserver sends DATA\nclient sends FIN\nend\n"
                  "server sends RST",
                  trace),
            "line 5: it did not happen here | 0.100  server sends RST (too "
            "early)");
  EXPECT_EQ(judge("together\nclient sends FIN\nclient sends FIN\nend", trace),
            "line 3: it did not happen here");
}

Trace requests(const std::string& answers) {  // "GA" each: a request, an answer
  Teller teller;
  int time = 0;
  for (const char one : answers) {
    teller.at(time += 100);
    if (one == 'G')
      teller.segment(Host::client, packet::ACK, "GET /");
    else if (one == 'A')
      teller.segment(Host::server, packet::ACK, "HTTP/1.1 200 OK");
    else
      teller.segment(Host::client, packet::FIN);
  }
  return teller;
}

TEST(Blocks, OfAnyNumberAskThatTheRestFollowsTheFirstLine) {
  const std::string text =
      "any number of\nclient sends data \"GET\"\nserver sends data "
      "\"HTTP/1.1\"\nend\n";
  for (const char* good : {"", "F", "GAF", "GAGAGAF", "AGAF"})
    EXPECT_EQ(
        judge(text + (*good == 0 ? "" : "client sends FIN"), requests(good)),
        "")
        << good;
  EXPECT_EQ(judge(text, requests("GAG")), "line 3: it did not happen here");
  EXPECT_EQ(judge(text + "client sends FIN", requests("GAGF")),
            "line 3: it did not happen here");
  EXPECT_EQ(judge(text, requests("GGA")),
            "line 3: the first line of its block happened before it");
  EXPECT_EQ(judge(text + "client sends FIN", requests("GA")),
            "line 5: it did not happen here");
}

TEST(Blocks, OfAnyNumberMayBeOneLineAndHoldTimes) {
  const std::string text = "any number of client sends DATA not before 100ms";
  EXPECT_EQ(judge(text + "\nclient sends FIN within 100ms", requests("GGGF")),
            "");
  EXPECT_EQ(
      judge("client sends DATA\n"
            "any number of client sends DATA within 99ms",
            requests("GG")),
      "line 2: it came 100 ms after the line met before it, not within 99 "
      "ms");
}

TEST(Blocks, AreRefusedWhereTheyMeanNothing) {
  const std::pair<const char*, const char*> cases[] = {
      {"together\nclient sends ACK", "1:1 this block has no end"},
      {"client sends ACK\n end", "2:2 there is no block that this could end"},
      {"together\nend", "2:1 there is no line in this block"},
      {"together\n  together\nend", "2:3 a block cannot stand inside a block"},
      {"together\nany number of client sends ACK\nend",
       "2:15 a block cannot stand inside a block"},
      {"together\nnever client sends ACK\nend",
       "2:1 never and count hold for the whole trace: they stand outside of a "
       "block"},
      {"any number client", "1:12 expected of, not 'client'"},
      {"client sends FIN within soon",
       "1:25 expected a time (500ms), not 'soon'"},
      {"client sends FIN not 5ms", "1:22 expected before, not '5ms'"},
      {"never client closes within 5ms",
       "1:21 expected the end of the line, not 'within'"},
      {"client sends data GET",
       "1:19 expected how they begin (\"GET\\r\\n\\x00\"), within 500ms, not "
       "before 40ms or the end of the line, not 'GET'"},
      {"client sends data \"\\q\"",
       "1:19 expected how they begin (\"GET\\r\\n\\x00\"), not '\"\\q\"'"},
      {"client reads 0 bytes",
       "1:14 expected end, an error's name (ECONNRESET), >= or a number of "
       "bytes, not '0'"},
  };
  for (const auto& [text, expected] : cases) {
    const auto parsed = parse_expectations(text);
    const auto* bad = std::get_if<BadExpectation>(&parsed);
    ASSERT_NE(bad, nullptr) << text;
    EXPECT_EQ(std::to_string(bad->line) + ":" + std::to_string(bad->column) +
                  " " + bad->reason,
              expected)
        << text;
  }
}

TEST(Times, CountFromTheLineThatWasMetBefore) {
  const Trace trace = of_call();
  const std::pair<const char*, const char*> cases[] = {
      {"client sends DATA\nclient sends FIN within 1ms", ""},
      {"client sends DATA\nclient sends FIN not before 1ms", ""},
      {"client sends DATA\nclient sends FIN not before 2ms within 5ms",
       "line 2: it came 1 ms after the line met before it, not 2 ms"},
      {"client ends sending\nclient reads end within 1ms", ""},
      {"client ends sending\nclient reads 5 bytes\nclient closes not before "
       "2ms",
       "line 3: it came 1 ms after the line met before it, not 2 ms"},
      {"client connects\nclient call close within 3ms",
       "line 2: it came 4 ms after the line met before it, not within 3 ms"},
      {"client return connect = 0 not before 1ms",
       "line 1: it came 0 ms after the beginning of the trace, not 1 ms"},
      {"client sends DATA\nclient sends FIN within 30us",
       "line 2: it came 1 ms after the line met before it, not within 30 us"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(judge(text, trace), expected) << text;
  // A state that was there already.
  EXPECT_EQ(judge("client sends FIN\nclient state ESTAB not before 5ms",
                  Teller{}
                      .state(Host::client, "ESTAB")
                      .segment(Host::client, packet::FIN)),
            "line 2: it came 0 ms after the line met before it, not 5 ms");
}

TEST(Outcomes, ComeInOrderAndHoldTheCallsBehindThem) {
  const std::pair<const char*, const char*> cases[] = {
      {"client ends sending\nclient sends FIN\nclient reads 5 bytes", ""},
      {"client reads 5 bytes\nclient sends FIN\nclient reads end", ""},
      {"client reads end\nclient reads 5 bytes",
       "line 2: it did not happen | 0.003  client reads 5 bytes (too early)"},
      {"client reads ECONNRESET\nclient closes",
       "line 1: it did not happen | 0.003  client reads 5 bytes (another "
       "result)"},
      {"client reads end\nclient ends sending",
       "line 2: it did not happen here | 0.002  client ends sending (too "
       "early)"},
      {"client return recv = *\nclient return recv >= 0", ""},
      {"client return recv = >= 6",
       "line 1: no such return came | 0.003  client return recv = 5 (another "
       "result)"},
      {"together\nclient reads end\nclient reads 5 bytes\nend", ""},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(judge(text, of_call()), expected) << text;
}

TEST(Outcomes, ThatCameBeforeTheirLinesAreStillInOrder) {
  Trace trace = of_call();
  trace.push_back(trace::Note{.t = 1, .text = "late"});
  EXPECT_EQ(judge("client reads 5 bytes\nnote late", trace), "");
  EXPECT_EQ(judge("note late\nclient reads 5 bytes\nclient reads end", trace),
            "");
  EXPECT_NE(judge("note late\nclient reads end\nclient reads 5 bytes", trace),
            "");
}

TEST(Deeds, FindBytesThatAreWrittenInHexadecimal) {
  EXPECT_EQ(judge(R"(client sends data "\x47ET / HTTP/1.1\r\x0a")", of_calls()),
            "");
}

TEST(Unmet, NamesTheNearestThingThatDidHappen) {
  const std::pair<const char*, const char*> cases[] = {
      {"server ends sending", "0.002  client ends sending (not the server)"},
      {"client sends data \"POST\"",
       "0.001  client sends data \"GET / HTTP/1.1\\r\\n\" (other data)"},
      {"client call shutdown(client, SHUT_RD)",
       "0.002  client call shutdown(client, SHUT_WR) (other arguments)"},
      {"client return shutdown = -1 ENOTCONN",
       "0.002  client return shutdown = 0 (another result)"},
      {"client sends FIN dropped",
       "0.002  client sends FIN ACK (another fate)"},
      {"client sends DATA 5",
       "0.001  client sends ACK DATA 16 (another length)"},
      {"client sends FIN DATA", "0.002  client sends FIN ACK (other flags)"},
      {"client sends ACK DATA window 0",
       "0.001  client sends ACK DATA 16 (another window)"},
      {"client retransmits FIN",
       "0.002  client sends FIN ACK (no retransmission)"},
      {"client#1 call close",
       "0.004  client call close(client) (its connection is not known)"},
      {"client sends FIN\nclient sends DATA",
       "0.001  client sends ACK DATA 16 (too early)"},
      {"client sends SYN", ""},
  };
  for (const auto& [text, expected] : cases) {
    const std::string verdict = judge(text, of_call());
    const auto bar = verdict.find(" | ");
    EXPECT_EQ(bar == verdict.npos ? "" : verdict.substr(bar + 3), expected)
        << text;
    EXPECT_NE(verdict, "") << text;
  }
}

TEST(Segments, WithAWindowAreNoResets) {
  Trace trace = Teller{}
                    .segment(Host::client, packet::RST)
                    .segment(Host::client, packet::ACK);
  std::get<trace::Segment>(trace[0]).window = 0;
  EXPECT_EQ(judge("never client sends window 0", trace), "");
  std::get<trace::Segment>(trace[1]).window = 0;
  EXPECT_EQ(judge("client sends ACK window 0", trace), "");
}

}  // namespace
}  // namespace verify
