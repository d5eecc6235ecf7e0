// common/cause: why each segment is sent. A test plays a few events by hand, in the
// order of a trace, and asks for the cause of the last segment.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "common/cause/causes.h"

namespace {

using trace::Fate;
using trace::Host;
using Kind = trace::SegmentKind;
constexpr packet::Flags SYN = packet::SYN;
constexpr packet::Flags ACK = packet::ACK;
constexpr packet::Flags FIN = packet::FIN;
constexpr packet::Flags RST = packet::RST;

constexpr Host client = Host::client;
constexpr Host server = Host::server;

class Play {
 public:
  // What a segment has that most have not.
  struct More {
    Kind kind = Kind::ordinary;
    Fate fate = Fate::delivered;
    std::uint32_t window = 65536;
    int connection = 1;
    std::string congestion{};
    int timeouts = 0;
    std::string state{};  // of its sender
  };

  Play& at(double t) {
    t_ = t;
    return *this;
  }

  Play& call(Host host, const std::string& text, int pid = 10,
             trace::Ends ends = {},
             std::optional<std::vector<std::string>> closes = {}) {
    trace::Call call{t_ += 0.0001, host, "program", pid, ++id_, text};
    call.ends = std::move(ends);
    call.closes = std::move(closes);
    last_ = {host, pid, id_};
    return take(call);
  }

  // The last call returns.
  Play& back(long long result = 0) {
    return take(trace::Return{t_ += 0.0001, std::get<0>(last_),
                              std::get<1>(last_), std::get<2>(last_), result,
                              result == -1 ? "EAGAIN" : ""});
  }

  // Returns its cause.
  std::string sends(Host from, packet::Flags flags, std::uint32_t seq,
                    std::uint32_t ack, std::uint32_t length, const More& more) {
    trace::Segment s;
    s.t = t_ += 0.0001;
    s.id = ++id_;
    s.connection = more.connection;
    s.from = from;
    const std::string port = std::to_string(40000 + more.connection);
    s.source = from == client ? "192.0.2.1:" + port : "192.0.2.2:7000";
    s.destination = from == client ? "192.0.2.2:7000" : "192.0.2.1:" + port;
    s.flags = flags;
    s.seq = seq;
    s.ack = ack;
    s.length = length;
    s.window = more.window;
    s.kind = more.kind;
    s.fate = more.fate;
    s.congestion = more.congestion;
    s.timeouts = more.timeouts;
    (from == client ? s.client : s.server) = more.state;
    trace::Event event = s;
    causes_.take(event);
    return std::get<trace::Segment>(event).cause;
  }
  std::string sends(Host from, packet::Flags flags, std::uint32_t seq,
                    std::uint32_t ack, std::uint32_t length = 0) {
    return sends(from, flags, seq, ack, length, {});
  }

  // What was sent last, and held, arrives.
  Play& arrives() { return take(trace::Arrival{t_ += 0.0001, id_}); }

  // What was sent last arrives after all that.
  template <typename Action>
  void arrives_after(const Action& action) {
    const long late = id_;
    action();
    take(trace::Arrival{t_ += 0.0001, late});
  }

  // The handshake; with both programs in view.
  Play& open(int connection = 1) {
    const More more{.connection = connection};
    call(client, "connect(client, server, size)");
    sends(client, SYN, 0, 0, 0, more);
    sends(server, SYN | ACK, 0, 1, 0, more);
    sends(client, ACK, 1, 1, 0, more);
    return back();
  }

 private:
  Play& take(trace::Event event) {
    causes_.take(event);
    return *this;
  }

  cause::Causes causes_;
  double t_ = 0;
  long id_ = 0;
  std::tuple<Host, int, long> last_;
};

trace::Ends clients(int connection) {
  return {"192.0.2.1:" + std::to_string(40000 + connection), "192.0.2.2:7000"};
}

TEST(Cause, OfASynIsTheConnectThatHasNotReturned) {
  Play play;
  play.call(client, "connect(client, server, size)");
  EXPECT_EQ("connect(client, server, size)", play.sends(client, SYN, 0, 0));
}

TEST(Cause, OfASynIsAConnectEvenWhereNoCallIsSeen) {
  EXPECT_EQ("connect()", Play{}.sends(client, SYN, 0, 0));
}

TEST(Cause, OfTheHandshakesAnswersIsWhatTheyAnswer) {
  Play play;
  play.sends(client, SYN, 0, 0);
  EXPECT_EQ("answers a SYN", play.sends(server, SYN | ACK, 0, 1));
  EXPECT_EQ("answers a SYN ACK", play.sends(client, ACK, 1, 1));
}

TEST(Cause, OfASynAckIsUnknownIfItsSynHasNotArrived) {
  Play play;
  play.sends(client, SYN, 0, 0, 0, {.fate = Fate::dropped});
  EXPECT_EQ("unknown", play.sends(server, SYN | ACK, 0, 1));
}

TEST(Cause, OfASecondSynAckIsATimerOrTheSecondSyn) {
  Play play;
  play.sends(client, SYN, 0, 0);
  play.sends(server, SYN | ACK, 0, 1, 0, {.fate = Fate::dropped});
  EXPECT_EQ("retransmission timer",
            play.sends(client, SYN, 0, 0, 0, {.kind = Kind::retransmission}));
  EXPECT_EQ("answers a SYN again",
            play.sends(server, SYN | ACK, 0, 1, 0,
                       {.kind = Kind::retransmission, .fate = Fate::dropped}));
  EXPECT_EQ("retransmission timer", play.sends(server, SYN | ACK, 0, 1, 0,
                                               {.kind = Kind::retransmission}));
}

TEST(Cause, OfDataIsTheCallThatHasWrittenIt) {
  Play play;
  play.open().call(client, "send(client, question, size, 0)").back(8);
  EXPECT_EQ("send(client, question, size, 0)",
            play.sends(client, ACK, 1, 1, 8));
}

TEST(Cause, OfDataIsACallEvenWhereNoneIsTold) {
  Play play;
  EXPECT_EQ("a call that writes, not told",
            play.open().sends(client, ACK, 1, 1, 8));
}

TEST(Cause, OfDataIsNoCallWhoseBytesHaveAllLeft) {
  Play play;
  play.open().call(client, "send(client, a, size, 0)").back(8);
  play.sends(client, ACK, 1, 1, 8);
  EXPECT_EQ("a call that writes, not told", play.sends(client, ACK, 9, 1, 8));
  play.call(client, "send(client, b, size, 0)").back(8);
  EXPECT_EQ("send(client, b, size, 0)", play.sends(client, ACK, 17, 1, 8));
}

TEST(Cause, OfTheBytesOfSeveralCallsIsTheLastOfThem) {
  Play play;
  play.open().call(client, "send(client, a, 3, MSG_MORE)").back(3);
  play.call(client, "send(client, b, 5, 0)").back(5);
  EXPECT_EQ("send(client, b, 5, 0)", play.sends(client, ACK, 1, 1, 8));
}

TEST(Cause, OfDataIsUnknownIfTwoSocketsHaveWritten) {
  Play play;
  play.open().open(2);
  play.call(client, "send(a, x, 8, 0)").back(8);
  play.call(client, "send(b, y, 8, 0)").back(8);
  EXPECT_EQ("unknown", play.sends(client, ACK, 1, 1, 8));
}

TEST(Cause, OfDataIsTheCallOnItsOwnSocketIfThatIsKnown) {
  Play play;
  play.open().open(2);
  play.call(client, "send(3, 8)", 10, clients(1)).back(8);
  play.call(client, "send(4, 8)", 10, clients(2)).back(8);
  EXPECT_EQ("send(4, 8)", play.sends(client, ACK, 1, 1, 8, {.connection = 2}));
  EXPECT_EQ("send(3, 8)", play.sends(client, ACK, 1, 1, 8));
}

TEST(Cause, OfDataBeyondTheWindowIsTheAckThatMadeRoom) {
  Play play;
  play.open();
  play.sends(server, ACK, 1, 1, 0, {.window = 1000});
  play.call(client, "send(client, data, size, 0)").back(2000);
  EXPECT_EQ("send(client, data, size, 0)", play.sends(client, ACK, 1, 1, 1000));
  play.sends(server, ACK, 1, 1001, 0, {.window = 1000});
  EXPECT_EQ("an ACK made room: send(client, data, size, 0)",
            play.sends(client, ACK, 1001, 1, 1000));
}

TEST(Cause, OfDataThatHasWaitedForLongIsTheAckThatCame) {
  Play play;
  play.open().call(client, "send(client, a, 5, 0)").back(5);
  play.sends(client, ACK, 1, 1, 5);
  play.call(client, "send(client, b, 5, 0)").back(5);  // Nagle holds it
  play.at(0.100).sends(server, ACK, 1, 6);
  EXPECT_EQ("an ACK made room: send(client, b, 5, 0)",
            play.sends(client, ACK, 6, 1, 5));
}

TEST(Cause, OfAFinIsTheCloseOrTheShutdownBeforeIt) {
  Play first;
  first.open().call(client, "close(client)");
  EXPECT_EQ("close(client)", first.sends(client, FIN | ACK, 1, 1));
  Play second;
  second.open().call(client, "shutdown(client, SHUT_WR)").back();
  second.call(client, "close(client)").back();
  EXPECT_EQ("shutdown(client, SHUT_WR)", second.sends(client, FIN | ACK, 1, 1));
}

TEST(Cause, OfAFinIsNoShutdownOfReading) {
  Play play;
  play.open().call(client, "shutdown(client, SHUT_RD)").back();
  EXPECT_EQ("close(), shutdown() or exit, not told",
            play.sends(client, FIN | ACK, 1, 1));
}

TEST(Cause, OfAFinIsTheLastCloseOfSeveralDescriptors) {
  Play play;
  play.open().call(client, "close(client)", 10).back();
  play.call(client, "close(client)", 11).back();
  EXPECT_EQ("close(client)", play.sends(client, FIN | ACK, 1, 1));
  Play told;
  told.open()
      .call(client, "close(3)", 10, clients(1), std::vector<std::string>{})
      .back();
  EXPECT_EQ("close(), shutdown() or exit, not told",
            told.sends(client, FIN | ACK, 1, 1));
  told.call(client, "exit: closes 3", 11, {},
            std::vector<std::string>{"192.0.2.1:40001 192.0.2.2:7000"});
  EXPECT_EQ("exit: closes 3", told.sends(client, FIN | ACK, 1, 1));
}

TEST(Cause, OfAFinIsNoCloseOfLongAgoOrOfTheListener) {
  Play play;
  play.call(server, "listen(listener, SOMAXCONN)").back();
  play.open().call(server, "close(listener)").back();
  EXPECT_EQ("close(), shutdown() or exit, not told",
            play.sends(server, FIN | ACK, 1, 1));
  Play late;
  late.open().call(client, "close(copy)").back();
  EXPECT_EQ("close(), shutdown() or exit, not told",
            late.at(2).sends(client, FIN | ACK, 1, 1));
}

TEST(Cause, OfAnAckOfDataIsAtOnceOrDelayed) {
  Play play;
  play.open().sends(client, ACK, 1, 1, 5);
  EXPECT_EQ("acknowledges data at once", play.sends(server, ACK, 1, 6));
  play.sends(client, ACK, 6, 1, 5);
  EXPECT_EQ("delayed ACK", play.at(0.060).sends(server, ACK, 1, 11));
}

TEST(Cause, OfAnAckOfDataIsNotSplitWhereAProgramHasRead) {
  Play play;
  play.open().call(server, "recv(peer, buffer, size, 0)");
  play.sends(client, ACK, 1, 1, 5);
  EXPECT_EQ("acknowledges data", play.back(5).sends(server, ACK, 1, 6));
}

TEST(Cause, OfAnAckOfAFinIsTheFin) {
  Play play;
  play.open().sends(client, FIN | ACK, 1, 1);
  EXPECT_EQ("acknowledges a FIN", play.sends(server, ACK, 1, 2));
  EXPECT_EQ("unknown", play.sends(server, ACK, 1, 2));
  play.sends(client, FIN | ACK, 1, 1, 0, {.kind = Kind::retransmission});
  EXPECT_EQ("a FIN came again", play.sends(server, ACK, 1, 2));
}

TEST(Cause, OfAnAckOfNothingNewIsWhatHasArrived) {
  Play play;
  play.open().sends(client, ACK, 1, 1, 5);
  play.sends(server, ACK, 1, 6);
  play.sends(client, ACK, 1, 1, 5, {.kind = Kind::retransmission});
  EXPECT_EQ("data came again", play.sends(server, ACK, 1, 6));
  play.sends(client, ACK, 6, 1, 5, {.fate = Fate::dropped});
  play.sends(client, ACK, 11, 1, 5);
  EXPECT_EQ("duplicate ACK: bytes are missing", play.sends(server, ACK, 1, 6));
  play.sends(client, SYN, 900, 0, 0, {.fate = Fate::injected});
  EXPECT_EQ("challenge ACK", play.sends(server, ACK, 1, 6));
  EXPECT_EQ("unknown", play.sends(server, ACK, 1, 6));
}

TEST(Cause, OfAWindowUpdateIsTheCallThatHasRead) {
  Play play;
  play.open().sends(server, ACK, 1, 1, 0, {.window = 0});
  play.call(server, "recv(peer, buffer, size, 0)").back(5000);
  EXPECT_EQ("recv(peer, buffer, size, 0)",
            play.sends(server, ACK, 1, 1, 0,
                       {.kind = Kind::window_update, .window = 5000}));
}

TEST(Cause, OfAProbeIsItsTimer) {
  Play play;
  play.open();
  EXPECT_EQ("keep-alive timer",
            play.sends(client, ACK, 0, 1, 0, {.kind = Kind::keep_alive_probe}));
  EXPECT_EQ("answers a keep-alive probe", play.sends(server, ACK, 1, 1));
  play.sends(server, ACK, 1, 1, 0, {.window = 0});
  EXPECT_EQ("persist timer", play.sends(client, ACK, 0, 1, 0,
                                        {.kind = Kind::zero_window_probe}));
  EXPECT_EQ("answers a zero-window probe",
            play.sends(server, ACK, 1, 1, 0, {.window = 0}));
}

TEST(Cause, OfAProbeIsWhatItsSenderHasHeardAndNotWhatWasLost) {
  Play play;
  play.open().sends(server, ACK, 1, 1, 0, {.window = 0});
  play.sends(server, ACK, 1, 1, 0,
             {.kind = Kind::window_update, .fate = Fate::dropped});
  EXPECT_EQ("persist timer",
            play.sends(client, ACK, 0, 1, 0, {.kind = Kind::keep_alive_probe}));
}

TEST(Cause, OfARetransmissionIsWhatTheKernelSays) {
  const auto again = [](const std::string& congestion, int timeouts) {
    Play play;
    play.open().sends(client, ACK, 1, 1, 5);
    return play.sends(client, ACK, 1, 1, 5,
                      {.kind = Kind::retransmission,
                       .congestion = congestion,
                       .timeouts = timeouts});
  };
  EXPECT_EQ("retransmission timer", again("Loss", 1));
  EXPECT_EQ("tail-loss probe", again("Open", 0));
  EXPECT_EQ("fast retransmission", again("Recovery", 0));
  EXPECT_EQ("unknown", again("Disorder", 0));
  EXPECT_EQ("retransmission timer or tail-loss probe", again("", 0));
}

TEST(Cause, OfARetransmissionInACaptureAreThreeDuplicateAcks) {
  Play play;
  play.open().sends(client, ACK, 1, 1, 5);
  for (int n = 0; n < 3; ++n)
    play.sends(server, ACK, 1, 1, 0, {.kind = Kind::duplicate_ack});
  EXPECT_EQ("fast retransmission",
            play.sends(client, ACK, 1, 1, 5, {.kind = Kind::retransmission}));
}

TEST(Cause, OfAResetIsWhatItRefusesOrTheCloseBeforeIt) {
  Play play;
  play.sends(client, SYN, 0, 0);
  EXPECT_EQ("refuses a SYN", play.sends(server, RST | ACK, 0, 1));
  Play gone;
  gone.open().sends(client, ACK, 1, 1, 5);
  EXPECT_EQ("refuses data", gone.sends(server, RST, 1, 0));
  Play close;
  close.open().sends(client, ACK, 1, 1, 5);
  close.call(server, "close(peer)");
  EXPECT_EQ("close(peer)", close.sends(server, RST | ACK, 1, 6));
  Play silent;
  EXPECT_EQ("close() or exit, not told",
            silent.open().sends(server, RST | ACK, 1, 1));
}

TEST(Cause, OfAResetBehindProbesIsTheKeepAliveThatGivesUp) {
  Play play;
  play.open().sends(client, ACK, 0, 1, 0,
                    {.kind = Kind::keep_alive_probe, .fate = Fate::dropped});
  EXPECT_EQ("keep-alive gives up", play.sends(client, RST | ACK, 1, 1));
}

TEST(Cause, OfWhatARuleForgesIsTheRule) {
  Play play;
  EXPECT_EQ("a rule of the wire",
            play.open().sends(client, RST, 1, 0, 0, {.fate = Fate::injected}));
}

TEST(Cause, IsAnsweredOnlyAfterTheArrival) {
  Play play;
  play.open().sends(client, FIN | ACK, 1, 1, 0, {.fate = Fate::held});
  EXPECT_EQ("unknown", play.sends(server, ACK, 1, 2));
  Play later;
  later.open().sends(client, FIN | ACK, 1, 1, 0, {.fate = Fate::held});
  EXPECT_EQ("acknowledges a FIN", later.arrives().sends(server, ACK, 1, 2));
}

TEST(Cause, OfASecondFinAtOnceIsThatItCameAgain) {
  Play play;
  play.open().sends(client, FIN | ACK, 1, 1, 0, {.fate = Fate::duplicated});
  EXPECT_EQ("acknowledges a FIN", play.sends(server, ACK, 1, 2));
  EXPECT_EQ("a FIN came again", play.sends(server, ACK, 1, 2));
}

TEST(Cause, OfWhatAHostWithoutASocketSendsIsARawSocket) {
  Play play;
  const std::string gone = "gone";
  EXPECT_EQ("a raw socket", play.sends(client, SYN, 0, 0, 0, {.state = gone}));
  play.sends(server, SYN | ACK, 0, 1);
  EXPECT_EQ("a raw socket", play.sends(client, ACK, 1, 1, 0, {.state = gone}));
  Play ended;  // its socket has just gone
  ended.sends(client, SYN, 0, 0, 0, {.state = "SYN-SENT"});
  EXPECT_NE("a raw socket", ended.sends(client, ACK, 1, 1, 5, {.state = gone}));
}

TEST(Cause, OfDataIsNoCallOfAProcessThatHasOpenedAnother) {
  Play play;
  for (const int connection : {1, 2}) {
    play.call(client, "connect(client, server, size)", 10 + connection);
    play.sends(client, SYN, 0, 0, 0, {.connection = connection});
    play.sends(server, SYN | ACK, 0, 1, 0, {.connection = connection});
    play.sends(client, ACK, 1, 1, 0, {.connection = connection});
    play.back();
  }
  play.call(client, "send(client, one, 5, 0)", 11).back(5);
  play.call(client, "send(client, two, 5, 0)", 12).back(5);
  EXPECT_EQ("send(client, two, 5, 0)",
            play.sends(client, ACK, 1, 1, 5, {.connection = 2}));
  EXPECT_EQ("send(client, one, 5, 0)", play.sends(client, ACK, 1, 1, 5));
}

TEST(Cause, OfTheAnswerToASynInTheMiddleIsAChallenge) {
  Play play;
  play.sends(client, SYN, 0, 0);
  EXPECT_EQ("challenge ACK", play.sends(server, ACK, 1, 4000000000));
  EXPECT_EQ("refuses an ACK", play.sends(client, RST, 4000000000, 0));
}

TEST(Cause, OfAWindowUpdateIsUnknownIfAProbeHasJustComeToo) {
  const auto update = [](double t) {
    Play play;
    play.open().sends(server, ACK, 1, 1, 0, {.window = 0});
    play.sends(client, ACK, 0, 1, 0, {.kind = Kind::zero_window_probe});
    play.at(t).call(server, "recv(peer, buffer, size, 0)").back(5000);
    return play.sends(server, ACK, 1, 1, 0,
                      {.kind = Kind::window_update, .window = 5000});
  };
  EXPECT_EQ("unknown", update(0.001));
  EXPECT_EQ("recv(peer, buffer, size, 0)", update(1));
}

// The fate of what the wire delays is `delivered`; its arrival comes later.
TEST(Cause, OfAnAckIsAtOnceIfItsDataWasOnlyDelayed) {
  Play play;
  play.open().sends(client, ACK, 1, 1, 5);
  EXPECT_EQ("acknowledges data at once",
            play.at(0.200).arrives().sends(server, ACK, 1, 6));
}

TEST(Cause, OfAnAckIsDelayedDataThatComesAgain) {
  Play play;
  play.open().sends(client, ACK, 1, 1, 5);
  play.sends(server, ACK, 1, 6);
  play.sends(client, ACK, 1, 1, 5, {.kind = Kind::retransmission});
  play.arrives_after([&] {
    play.call(server, "send(peer, b, 5, 0)").back(5);
    play.sends(server, ACK, 1, 6, 5);
  });
  EXPECT_EQ("data came again", play.at(2).sends(server, ACK, 6, 6));
}

TEST(Cause, OfAnAckIsNoProbeWhereAForgedFinHasMovedTheNumbers) {
  Play play;
  play.open();
  play.sends(server, FIN | ACK, 1, 1, 0, {.fate = Fate::injected});
  EXPECT_EQ("unknown",
            play.sends(server, ACK, 1, 1, 0, {.kind = Kind::keep_alive_probe}));
}

TEST(Cause, OfAnAckIsNothingThatDataHasAcknowledged) {
  Play play;
  play.open().sends(client, ACK, 1, 1, 5);
  play.call(server, "send(peer, b, 5, 0)").back(5);
  play.sends(server, ACK, 1, 6, 5);
  EXPECT_EQ("unknown", play.sends(server, ACK, 6, 6));
}

TEST(Cause, OfTwoResetsAreDataAndItsFinInThisOrder) {
  Play play;
  play.open().sends(client, ACK, 1, 1, 5);
  play.sends(client, FIN | ACK, 6, 1);
  EXPECT_EQ("refuses data", play.sends(server, RST, 1, 0));
  EXPECT_EQ("refuses a FIN", play.sends(server, RST, 1, 0));
}

TEST(Cause, IsInTheTraceAndReadFromIt) {
  trace::Segment segment;
  segment.source = segment.destination = "192.0.2.1:1";
  segment.cause = "close(\"a\")";
  segment.congestion = "Loss";
  segment.timeouts = 2;
  const auto event = trace::from_json(trace::to_json(segment));
  const auto& read = std::get<trace::Segment>(std::get<trace::Event>(event));
  EXPECT_EQ(segment.cause, read.cause);
  EXPECT_EQ("Loss", read.congestion);
  EXPECT_EQ(2, read.timeouts);
}

TEST(Cause, IsKeptIfTheTraceHasIt) {
  cause::Causes causes;
  trace::Segment segment;
  segment.cause = "told";
  trace::Event event = segment;
  causes.take(event);
  EXPECT_EQ("told", std::get<trace::Segment>(event).cause);
}

// Whatever the order, each segment has one, and nothing breaks.
TEST(Cause, IsThereWhateverComes) {
  std::mt19937 random{7};
  const auto one_of = [&](auto... values) {
    const std::vector<std::common_type_t<decltype(values)...>> all{values...};
    return all[random() % all.size()];
  };
  for (int round = 0; round < 200; ++round) {
    Play play;
    for (int n = 0; n < 100; ++n) {
      const Host host = one_of(client, server);
      switch (random() % 4) {
        case 0:
          play.call(host,
                    one_of(std::string{"send(a, b, 3, 0)"}, std::string{""},
                           std::string{"close(a)"}, std::string{"recv(a, b)"},
                           std::string{"shutdown(a, SHUT_WR)"},
                           std::string{"exit: closes 3"}, std::string{"("},
                           std::string{"connect(a)"}, std::string{"listen(a)"}),
                    static_cast<int>(random() % 3), clients(1 + n % 2));
          break;
        case 1:
          play.back(one_of(-1, 0, 5, 100000));
          break;
        case 2:
          play.arrives();
          break;
        default:
          EXPECT_NE("", play.sends(
                            host, static_cast<packet::Flags>(random() % 64),
                            one_of(0U, 1U, 6U, 0xFFFFFFFFU), one_of(0U, 1U, 6U),
                            one_of(0U, 1U, 5U, 0x80000000U),
                            {.kind = static_cast<Kind>(random() % 7),
                             .fate = static_cast<Fate>(random() % 5),
                             .window = one_of(0U, 1U, 65536U),
                             .connection = one_of(1, 2)}));
      }
    }
  }
}

}  // namespace
