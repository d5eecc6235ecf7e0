// What the wire's referee does with packets, without a wire: each test says what
// comes in, and what comes out.
#include "common/wire/referee.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/packet/forge.h"

namespace wire {
namespace {

using namespace std::chrono_literals;
using packet::ACK, packet::FIN, packet::RST, packet::SYN;

constexpr std::size_t client = 0, server = 1;

// "SYN ACK", "ACK hello"
std::string in_words(const packet::Packet& segment) {
  std::string words;
  const std::pair<std::uint8_t, const char*> names[] = {
      {SYN, "SYN "}, {FIN, "FIN "}, {RST, "RST "}, {ACK, "ACK "}};
  for (const auto& [flag, name] : names)
    if (segment.has(flag)) words += name;
  for (const std::byte byte : segment.payload)
    words += std::to_integer<char>(byte);
  if (words.ends_with(' ')) words.pop_back();
  return words;
}

std::string in_words(Bytes bytes) {
  const auto parsed = packet::parse(bytes);
  if (const auto* segment = std::get_if<packet::Packet>(&parsed))
    return in_words(*segment);
  if (const auto* datagram = std::get_if<packet::Datagram>(&parsed))
    return datagram->protocol + " " + datagram->text;
  return "something";
}

std::string words(long number) {
  return std::to_string(number);
}
std::string words(auto named) {
  return std::string{name(named)};
}

std::string in_words(const trace::Event& event) {
  if (const auto* e = std::get_if<trace::Segment>(&event)) {
    packet::Packet segment;
    segment.flags = e->flags;
    return words(e->id) + ": " + words(e->from) + " " + in_words(segment) +
           " " + words(e->fate);
  }
  if (const auto* e = std::get_if<trace::OtherPacket>(&event))
    return words(e->id) + ": " + words(e->from) + " " + e->protocol + " " +
           words(e->fate);
  if (const auto* e = std::get_if<trace::Arrival>(&event))
    return words(e->id) + (e->dropped ? " is lost" : " arrives");
  if (const auto* e = std::get_if<trace::State>(&event))
    return words(e->host) + " " + e->from + "->" + e->to;
  if (const auto* e = std::get_if<trace::Note>(&event)) return e->text;
  if (const auto* e = std::get_if<trace::Key>(&event)) return e->text;
  if (const auto* e = std::get_if<trace::Waiting>(&event))
    return "waits: " + e->text;
  return "?";
}

// The world around a referee: two hosts that do what a test says.
struct Table {
  explicit Table(std::vector<std::string> rules = {}, Orders orders = {})
      : referee{with(std::move(orders), rules), world()} {}

  static Orders with(Orders orders, const std::vector<std::string>& rules) {
    for (const std::string& rule : rules)
      orders.rules.push_back(std::get<Rule>(parse_rule(rule)));
    return orders;
  }

  World world() {
    return {
        .look =
            [this](std::size_t host, const packet::Endpoint& local,
                   const packet::Endpoint&) {
              EXPECT_EQ(local.port, host == client ? 40000 : 7000);
              ++asked;
              return host::Socket{states[host], unread[host], unacked[host]};
            },
        .accept_queue = [this](std::size_t, const packet::Endpoint&)
            -> std::optional<host::AcceptQueue> { return queue; },
        .counters =
            [this](std::size_t host) {
              EXPECT_EQ(host, std::size_t{server});
              ++counters_asked;
              return std::exchange(counters, counters_after);
            },
        .deliver =
            [this](std::size_t host, Bytes bytes) {
              if (refuses != 0) return refuses;
              out.push_back("-> " + std::string{trace::hosts[host]} + " " +
                            in_words(bytes));
              delivered.emplace_back(bytes.begin(), bytes.end());
              return 0;
            },
        .tell =
            [this](const trace::Event& event) {
              told.push_back(event);
              out.push_back(in_words(event));
            },
        .record = [this](Bytes) { ++recorded; }};
  }

  // A host sends a segment: its number is the next one.
  void send(std::size_t from, std::uint8_t flags, std::string_view text = "",
            Time now = 0s) {
    packet::Packet segment;
    segment.source.port = from == client ? client_port : 7000;
    segment.destination.port = from == client ? 7000 : client_port;
    segment.source.address[3] = std::byte(1 + from);
    segment.destination.address[3] = std::byte(2 - from);
    segment.flags = flags;
    segment.seq = next[from];
    segment.ack = segment.has(ACK) ? next[1 - from] : 0;
    segment.window = window;
    segment.payload = std::as_bytes(std::span{text});
    segment.length = text.size();
    next[from] += segment.sequence_length();
    referee.take(from, packet::forge(segment), now);
  }

  // What came out since the last time.
  std::vector<std::string> news() { return std::exchange(out, {}); }

  template <typename Kind>
  Kind last() const {
    return std::get<Kind>(told.back());
  }

  std::uint16_t client_port = 40000;
  std::array<std::string_view, 2> states{"ESTAB", "ESTAB"};
  std::optional<host::AcceptQueue> queue{};
  host::Counters counters{};
  host::Counters counters_after{};  // the second time
  int counters_asked = 0;
  std::array<std::uint32_t, 2> unread{}, unacked{};
  std::uint16_t window = 1000;
  std::array<std::uint32_t, 2> next{1000, 5000};
  int asked = 0;
  int refuses = 0;  // the errno of both devices
  int recorded = 0;
  std::vector<std::string> out{};
  std::vector<trace::Event> told{};
  std::vector<std::vector<std::byte>> delivered{};
  Referee referee;
};

using Lines = std::vector<std::string>;
const Orders blind{.looks = false};

TEST(Referee, DeliversASegmentAtOnceAndTellsIt) {
  Table table{{}, blind};
  table.send(client, SYN);
  EXPECT_EQ(table.news(), (Lines{"-> server SYN", "1: client SYN delivered"}));
  table.send(server, SYN | ACK);
  EXPECT_EQ(table.news(),
            (Lines{"-> client SYN ACK", "2: server SYN ACK delivered"}));
  EXPECT_EQ(table.recorded, 2);
}

TEST(Referee, RunsToAWindowUpdateThatIsSought) {
  Table table{{}, {.steps = true, .looks = false}};
  table.send(client, ACK, "a");
  table.send(server, ACK);
  table.window = 2000;
  table.send(server, ACK);
  table.news();
  for (const char key : std::string_view{"/UPDATE\n"})
    table.referee.press(key, 0s);
  EXPECT_EQ(table.news(),
            (Lines{"you run to the next UPDATE", "-> server ACK a", "1 arrives",
                   "-> client ACK", "2 arrives"}));
}

TEST(Referee, PutsBothStatesBesideASegmentAndTellsFirstWhatHasChanged) {
  Table table;
  table.states = {"SYN-SENT", "LISTEN"};
  table.send(client, SYN);
  EXPECT_EQ(table.news(), (Lines{"client gone->SYN-SENT", "-> server SYN",
                                 "1: client SYN delivered"}));
  EXPECT_EQ(table.last<trace::Segment>().client, "SYN-SENT");
  EXPECT_EQ(table.last<trace::Segment>().server, "LISTEN");
}

TEST(Referee, SaysGoneWhereOnlyTheListenerIsLeft) {
  Table table;
  table.states = {"ESTAB", "LAST-ACK"};
  table.send(server, FIN | ACK);
  table.news();
  table.states = {"TIME-WAIT", "LISTEN"};
  table.referee.look_at_changed(0s);
  EXPECT_EQ(table.news(),
            (Lines{"client ESTAB->TIME-WAIT", "server LAST-ACK->gone"}));
}

TEST(Referee, AsksNoKernelWithoutStates) {
  Table table{{"inject server RST after client SYN"}, blind};
  table.send(client, SYN);
  table.referee.look_at_all(0s);
  EXPECT_EQ(table.asked, 0);
  EXPECT_EQ(table.last<trace::Segment>().fate, trace::Fate::injected);
  EXPECT_EQ(table.last<trace::Segment>().server, "");
}

TEST(Referee, AsksTheKernelsAgainOnlyWhereAStateCanHaveChanged) {
  Table table;
  const auto asked = [&](std::uint8_t flags, Time now) {
    table.asked = 0;
    table.send(client, flags, "", now);
    return table.asked;
  };
  EXPECT_EQ(asked(ACK, 1ms), 2) << "nothing is known yet";
  EXPECT_EQ(asked(ACK, 1ms), 0);
  EXPECT_EQ(asked(ACK, 1099us), 0);
  EXPECT_EQ(asked(ACK, 1100us), 2) << "0.1 ms later";
  table.referee.doubt();
  EXPECT_EQ(asked(ACK, 1100us), 2) << "after a call";
  EXPECT_EQ(asked(ACK, 1100us), 0);
  EXPECT_EQ(asked(RST, 1100us), 2) << "for what changes a state,";
  EXPECT_EQ(asked(ACK, 1100us), 2) << "and after it";
  EXPECT_EQ(asked(ACK, 1100us), 0);
  table.states[client] = "FIN-WAIT-1";
  EXPECT_EQ(asked(FIN | ACK, 1100us), 2);
  EXPECT_EQ(asked(ACK, 1100us), 2) << "while not both are ESTAB,";
  EXPECT_EQ(asked(ACK, 1100us), 2) << "each time";
}

TEST(Referee, LosesWhatARuleDropsAndCountsOnlyThatKind) {
  Table table{{"drop client DATA 2"}, blind};
  table.send(client, ACK, "a");
  table.send(client, ACK);
  table.send(server, ACK, "x");
  table.news();
  table.send(client, ACK, "b");
  EXPECT_EQ(table.news(), (Lines{"4: client ACK dropped"}));
  table.send(client, ACK, "c");
  EXPECT_EQ(table.news(),
            (Lines{"-> server ACK c", "5: client ACK delivered"}));
}

TEST(Referee, LosesTheWindowUpdateThatARuleDropsWhateverACKsComeBefore) {
  Table table{{"drop server UPDATE 1"}, blind};
  table.send(client, ACK, "a");
  table.send(server, ACK);
  table.send(client, ACK, "b");
  table.window = 0;
  table.send(server, ACK);
  table.news();
  table.window = 500;
  table.send(server, ACK);
  EXPECT_EQ(table.news(), (Lines{"5: server ACK dropped"}));
  table.window = 1000;
  table.send(server, ACK);
  EXPECT_EQ(table.news(), (Lines{"-> client ACK", "6: server ACK delivered"}));
}

TEST(Referee, DeliversADelayedSegmentWhenItsTimeHasComeAndNotBefore) {
  Table table{{"delay client FIN 5ms"}, {.delay = 10ms, .looks = false}};
  table.send(client, FIN | ACK, "", 1ms);
  table.send(client, ACK, "a", 2ms);
  EXPECT_EQ(table.news(),
            (Lines{"1: client FIN ACK delivered", "2: client ACK delivered"}));
  EXPECT_EQ(table.referee.next_arrival(), Time{12ms});
  EXPECT_FALSE(table.referee.deliver_due(11999us));
  EXPECT_TRUE(table.referee.deliver_due(12ms));
  EXPECT_EQ(table.news(), (Lines{"-> server ACK a", "2 arrives"}));
  EXPECT_FALSE(table.referee.deliver_due(12ms));
  EXPECT_TRUE(table.referee.deliver_due(20ms))
      << "16 ms, and the wire was late";
  EXPECT_EQ(table.news(), (Lines{"-> server FIN ACK", "1 arrives"}));
  EXPECT_EQ(table.referee.next_arrival(), std::nullopt);
}

constexpr host::AcceptQueue full{.waiting = 2, .backlog = 1};
constexpr host::AcceptQueue room{.waiting = 1, .backlog = 1};

// A segment comes from the client, and some of the server's counters move.
struct KnockCase {
  std::string_view state;  // of the server
  std::vector<std::string> moved;
  std::optional<host::AcceptQueue> queue;
  std::string_view note;
};

TEST(Referee, TellsBelowASegmentWhatTheListenersKernelHasMadeOfIt) {
  const std::vector<KnockCase> cases = {
      {"LISTEN",
       {"ListenOverflows", "ListenDrops"},
       full,
       "accept queue full: 2 wait"},
      {"SYN-RECV", {"ListenOverflows"}, full, "accept queue full: 2 wait"},
      {"LISTEN", {"ListenOverflows"}, room, "accept queue full"},
      {"LISTEN", {"ListenOverflows"}, {}, "accept queue full"},
      {"LISTEN", {"TCPReqQFullDrop", "ListenDrops"}, full, "SYN queue full"},
      {"LISTEN", {"ListenDrops"}, full, "SYN dropped"},
      {"LISTEN",
       {"TCPReqQFullDoCookies", "SyncookiesSent"},
       full,
       "SYN cookie"},
      {"LISTEN", {"TCPReqQFullDoCookies"}, full, ""},
      {"SYN-RECV", {"TCPDeferAcceptDrop"}, room, "ACK ignored: no data"},
      {"LISTEN", {}, full, ""},
      {"SYN-RECV", {}, full, ""},
      {"ESTAB", {"ListenOverflows", "ListenDrops"}, full, ""},
      {"gone", {"ListenOverflows", "ListenDrops"}, full, ""}};
  for (const auto& [state, moved, queue, note] : cases) {
    Table table;
    table.states = {"SYN-SENT", state};
    table.queue = queue;
    table.counters = {{"ListenOverflows", 7}, {"ListenDrops", 7}};
    table.counters_after = table.counters;
    for (const std::string& counter : moved) ++table.counters_after[counter];
    table.send(client, SYN);
    const auto* last = std::get_if<trace::Note>(&table.told.back());
    EXPECT_EQ(last != nullptr ? last->text : "", note) << state;
    if (last != nullptr) {
      EXPECT_EQ(last->host, trace::Host::server);
    }
  }
}

TEST(Referee, TellsOfAFullAcceptQueueWhenADelayedSynArrives) {
  Table table{{}, {.delay = 10ms}};
  table.states = {"SYN-SENT", "LISTEN"};
  table.queue = full;
  table.send(client, SYN);
  table.news();
  table.counters_after = {{"ListenOverflows", 1}};
  EXPECT_TRUE(table.referee.deliver_due(10ms));
  EXPECT_EQ(table.news(),
            (Lines{"-> server SYN", "1 arrives", "accept queue full: 2 wait"}));
}

TEST(Referee, AsksForNoCountersWhenTheConnectionIsOpen) {
  Table table;
  table.send(client, ACK, "a");
  table.send(server, FIN | ACK);
  EXPECT_EQ(table.counters_asked, 0);
}

TEST(Referee, TellsTheQueuesWithASegmentAndAloneWhenNoneDoes) {
  const auto queues = [](Table& table) {
    std::vector<trace::Queues> all;
    for (const trace::Event& event : std::exchange(table.told, {}))
      if (const auto* change = std::get_if<trace::QueueChange>(&event))
        all.push_back(change->queues);
    return all;
  };
  using trace::Queue;
  Table table;
  table.states = {"SYN-SENT", "LISTEN"};
  table.unread = {0, 7};  // a listener: connections
  table.unacked = {1, 128};
  table.send(client, SYN);
  EXPECT_EQ(table.last<trace::Segment>().queues, (trace::Queues{Queue{0, 1}}));
  table.states = {"ESTAB", "ESTAB"};
  table.unread = {0, 5};
  table.unacked = {9, 0};
  table.send(client, ACK, "hello", 1s);
  EXPECT_EQ(table.last<trace::Segment>().queues,
            (trace::Queues{Queue{0, 9}, Queue{5, 0}}));
  table.send(client, ACK, "hello", 1s + 50us);
  EXPECT_EQ(table.last<trace::Segment>().queues, trace::Queues{})
      << "the kernels were not asked for this one";

  table.referee.look_around(1, 2s);
  EXPECT_EQ(queues(table), std::vector<trace::Queues>{}) << "nothing is new";
  table.unread = {0, 2};
  table.referee.look_at_changed(3s);
  EXPECT_EQ(queues(table), std::vector<trace::Queues>{});
  table.referee.look_around(1, 3s);
  EXPECT_EQ(queues(table),
            (std::vector{trace::Queues{Queue{0, 9}, Queue{2, 0}}}));
  table.states = {"gone", "ESTAB"};
  table.referee.look_around(1, 4s);
  EXPECT_EQ(queues(table),
            (std::vector{trace::Queues{std::nullopt, Queue{2, 0}}}));
}

TEST(Referee, HoldsASegmentUntilTheOtherOneHasCome) {
  Table table{{"hold client FIN until server FIN"}, blind};
  table.send(client, FIN | ACK);
  EXPECT_EQ(table.news(), (Lines{"1: client FIN ACK held"}));
  table.send(server, FIN | ACK);
  EXPECT_EQ(table.news(),
            (Lines{"-> client FIN ACK", "2: server FIN ACK delivered"}));
  EXPECT_TRUE(table.referee.deliver_due(0s));
  EXPECT_EQ(table.news(), (Lines{"-> server FIN ACK", "1 arrives"}));
  table.send(client, FIN | ACK);
  EXPECT_EQ(table.news().back(), "3: client FIN ACK delivered");
}

TEST(Referee, DeliversADuplicateTwice) {
  Table table{{"duplicate client SYN"}, blind};
  table.send(client, SYN);
  EXPECT_EQ(table.news(), (Lines{"-> server SYN", "-> server SYN",
                                 "1: client SYN duplicated"}));
}

TEST(Referee, LetsNothingPassAfterACut) {
  Table table{{"cut after client FIN"}, blind};
  table.send(client, FIN | ACK);
  EXPECT_EQ(table.news().back(), "1: client FIN ACK delivered");
  table.send(server, ACK);
  EXPECT_EQ(table.news(), (Lines{"2: server ACK dropped"}));
  table.referee.take(server, std::vector<std::byte>(20, std::byte{0x45}), 0s);
  EXPECT_EQ(table.delivered.size(), 1U) << "whatever it is";
}

TEST(Referee, ForgetsAConnectionThatIsIdleForLongerThanARuleAllows) {
  Table table{{"forget after 2s idle"}, blind};
  const auto fate = [&](std::size_t from, std::uint8_t flags, Time now) {
    table.send(from, flags, "", now);
    return std::string{name(table.last<trace::Segment>().fate)};
  };
  EXPECT_EQ(fate(client, SYN, 10s), "delivered") << "it has just begun";
  EXPECT_EQ(fate(server, SYN | ACK, 12s), "delivered") << "2 s, not longer";
  EXPECT_EQ(fate(client, ACK, 14s), "delivered") << "each segment counts,";
  EXPECT_EQ(fate(client, ACK, 16s), "delivered") << "of either host";
  EXPECT_EQ(fate(server, ACK, 18s + 1ns), "dropped");
  EXPECT_EQ(fate(client, ACK, 18s + 2ns), "dropped")
      << "what does not pass does not count,";
  EXPECT_EQ(fate(server, SYN | ACK, 18s + 3ns), "dropped")
      << "nor does the answer to a SYN begin it anew";
  EXPECT_EQ(fate(client, SYN, 30s), "delivered") << "a SYN does,";
  --table.next[client];
  EXPECT_EQ(fate(client, SYN, 33s), "delivered") << "also a retransmitted one";
  EXPECT_EQ(fate(server, SYN | ACK, 34s), "delivered");
}

TEST(Referee, ForgetsEachConnectionByItself) {
  Table table{{"drop client FIN", "forget after 2s idle"}, blind};
  table.send(client, ACK, "", 10s);
  EXPECT_EQ(table.news().back(), "1: client ACK delivered")
      << "its first segment, though no SYN";
  table.client_port = 40001;
  table.send(client, ACK, "", 10s);
  table.send(client, FIN | ACK, "", 11s);
  table.client_port = 40000;
  table.send(client, ACK, "", 12s);
  table.news();
  table.client_port = 40001;
  table.send(client, ACK, "", 13s);
  EXPECT_EQ(table.news(), (Lines{"5: client ACK dropped"}))
      << "what the other one sends does not keep it, nor what a rule drops";
}

TEST(Referee, AnswersWhatItRejectsWithAnIcmpError) {
  Table table{{"reject client SYN"}, blind};
  table.send(client, SYN);
  EXPECT_EQ(table.news(),
            (Lines{"1: client SYN dropped", "2: server ICMP injected",
                   "-> client ICMP admin prohibited"}));
  EXPECT_EQ(table.last<trace::OtherPacket>().answers, 1);
  EXPECT_EQ(table.recorded, 2) << "both are in the pcap";
}

TEST(Referee, DeliversWhatItSpoilsAndSaysHow) {
  Table table{{"spoil client DATA 1 ttl"}, blind};
  table.send(client, ACK, "hi");
  EXPECT_EQ(table.news(), (Lines{"-> server ACK hi", "1: client ACK delivered",
                                 "spoiled: ttl"}));
  EXPECT_EQ(table.delivered.back()[8], std::byte{0});
  EXPECT_EQ(table.recorded, 2) << "as it was sent, and as it arrives";
  table.send(client, ACK, "ho");
  EXPECT_EQ(table.news(),
            (Lines{"-> server ACK ho", "2: client ACK delivered"}));
}

TEST(Referee, DeliversAsItIsWhatCannotBeSpoiled) {
  Table table{{"spoil client DATA timestamp"}, blind};
  table.send(client, ACK, "hi");
  EXPECT_EQ(table.news(), (Lines{"-> server ACK hi", "1: client ACK delivered",
                                 "not spoiled, it has none: timestamp"}));
  EXPECT_EQ(table.recorded, 1);
}

TEST(Referee, DoesNotSpoilWhatIsDropped) {
  Table table{{"drop client DATA", "spoil client DATA checksum"}, blind};
  table.send(client, ACK, "hi");
  EXPECT_EQ(table.news(), (Lines{"1: client ACK dropped"}));
}

TEST(Referee, DelaysWhatItSpoils) {
  Table table{{"delay client DATA 1s", "spoil client DATA version"}, blind};
  table.send(client, ACK, "hi");
  EXPECT_EQ(table.news(),
            (Lines{"1: client ACK delivered", "spoiled: version"}));
  EXPECT_TRUE(table.referee.deliver_due(1s));
  EXPECT_EQ(table.delivered.back()[0], std::byte{0x95});
}

TEST(Referee, ForgesASegmentThatFitsItsConnection) {
  Table table{{R"(inject server DATA "hi" seq +3 window 7 after client ACK)"},
              blind};
  table.send(client, SYN);
  table.send(server, SYN | ACK);
  table.news();
  table.send(client, ACK);
  EXPECT_EQ(table.news(),
            (Lines{"-> server ACK", "3: client ACK delivered",
                   "4: server ACK injected", "-> client ACK hi"}));
  const auto forged =
      std::get<packet::Packet>(packet::parse(table.delivered.back()));
  EXPECT_EQ(forged.seq, 5001U + 3);
  EXPECT_EQ(forged.ack, 1001U);
  EXPECT_EQ(forged.window, 7);
  EXPECT_EQ(forged.source.port, 7000);
  table.send(server, ACK, "true");
  EXPECT_EQ(table.last<trace::Segment>().seq, 1U);
  EXPECT_EQ(table.last<trace::Segment>().kind, trace::SegmentKind::ordinary)
      << "its sender knows nothing of what was forged";
}

TEST(Referee, TellsWhyADeviceDoesNotTakeAPacket) {
  Table table{{"delay client FIN 1ms"}, blind};
  table.refuses = EIO;
  const std::string reason =
      "not delivered to the server: Input/output error [EIO]";
  table.send(client, SYN);
  EXPECT_EQ(table.news(), (Lines{"1: client SYN dropped", reason}));
  table.send(client, FIN | ACK);
  table.news();
  EXPECT_TRUE(table.referee.deliver_due(1ms));
  EXPECT_EQ(table.news(), (Lines{"2 is lost", reason}));
  table.refuses = 0;
  table.send(client, ACK);
  EXPECT_EQ(table.news(), (Lines{"-> server ACK", "3: client ACK delivered"}));
}

TEST(Referee, LetsPassWhatHasNoRowAndTellsEachKindOnce) {
  Table table{{}, blind};
  const std::vector<std::byte> odd(20, std::byte{0x50});
  table.referee.take(client, odd, 0s);
  table.referee.take(client, odd, 0s);
  EXPECT_EQ(table.news(),
            (Lines{"not shown: what the client sends is neither IPv4 nor IPv6",
                   "-> server something", "-> server something"}));
}

// Three segments are held; then a key.
struct StepCase {
  std::string keys;
  Lines expected;
};

TEST(Referee, DoesWithWhatIsHeldWhatTheKeySays) {
  const StepCase cases[] = {
      {"n",
       {"you deliver the client's DATA 1", "-> server ACK a", "1 arrives"}},
      {"\n",
       {"you deliver the client's DATA 1", "-> server ACK a", "1 arrives"}},
      {"d", {"you drop the client's DATA 1", "1 is lost"}},
      {"u",
       {"you deliver the client's DATA 1 twice", "-> server ACK a", "1 arrives",
        "-> server ACK a", "1 arrives"}},
      {"hn",
       {"you put the client's DATA 1 behind the client's DATA 2",
        "you deliver the client's DATA 2", "-> server ACK bb", "2 arrives"}},
      {"ddn",
       {"you drop the client's DATA 1", "1 is lost",
        "you drop the client's DATA 2", "2 is lost",
        "you deliver the client's FIN", "-> server FIN ACK", "3 arrives"}},
      {"dddn",
       {"you drop the client's DATA 1", "1 is lost",
        "you drop the client's DATA 2", "2 is lost",
        "you drop the client's FIN", "3 is lost", "nothing is held"}},
      {"ddh",
       {"you drop the client's DATA 1", "1 is lost",
        "you drop the client's DATA 2", "2 is lost",
        "h: there is no next one"}},
      {"r",
       {"you let all run on", "-> server ACK a", "1 arrives",
        "-> server ACK bb", "2 arrives", "-> server FIN ACK", "3 arrives"}},
      {">",
       {"let go: what the client sends", "-> server ACK a", "1 arrives",
        "-> server ACK bb", "2 arrives", "-> server FIN ACK", "3 arrives"}},
      {"/fin\n",
       {"you run to the next FIN", "-> server ACK a", "1 arrives",
        "-> server ACK bb", "2 arrives"}},
      {"/FIN\n\n",
       {"you run to the next FIN", "-> server ACK a", "1 arrives",
        "-> server ACK bb", "2 arrives", "you deliver the client's FIN",
        "-> server FIN ACK", "3 arrives"}},
      {"/FIM\n",
       {"/FIM is no segment: /SYN, /FIN, /RST, /DATA, /ACK, /UPDATE"}},
      {"/FIN\x1bn",
       {"you deliver the client's DATA 1", "-> server ACK a", "1 arrives"}},
  };
  for (const auto& [keys, expected] : cases) {
    Table table{{}, {.steps = true, .looks = false}};
    for (const char* text : {"a", "bb"}) table.send(client, ACK, text);
    table.send(client, FIN | ACK);
    EXPECT_EQ(table.news(), (Lines{"1: client ACK held", "2: client ACK held",
                                   "3: client FIN ACK held"}));
    for (const char key : keys) table.referee.press(key, 0s);
    EXPECT_EQ(table.news(), expected) << keys;
  }
}

TEST(Referee, TellsWhatWaitsForAKeyAndOnlyWhenThatHasChanged) {
  Table table{{}, blind};
  const auto queue = [&] {
    table.news();
    table.referee.tell_queue(0s);
    const Lines told = table.news();
    return told.empty() ? "" : told.back();
  };
  EXPECT_EQ(queue(), "") << "all runs";
  const auto after = [&](const std::string& keys) {
    for (const char key : keys) table.referee.press(key, 0s);
    return queue();
  };
  EXPECT_EQ(after("p"), "waits: client nothing; server nothing");
  table.send(server, SYN | ACK);
  for (const char* text : {"a", "bb", "c"}) table.send(client, ACK, text);
  EXPECT_EQ(queue(), "waits: server SYN ACK; client DATA 1, 2 more");
  EXPECT_EQ(queue(), "");
  EXPECT_EQ(after("h"), "waits: client DATA 1, 2 more; server SYN ACK");
  EXPECT_EQ(after("<"), "waits: client DATA 1, 2 more; server runs");
  EXPECT_EQ(after("/fi"), "waits: client DATA 1, 2 more; server runs; /fi");
  EXPECT_EQ(after("\x7f"), "waits: client DATA 1, 2 more; server runs; /f");
  EXPECT_EQ(after("\x1b"), "waits: client DATA 1, 2 more; server runs");
  EXPECT_EQ(after("/fin\n"), "waits: client runs; server runs");
}

// What is not sought passes; what is, waits, and so does each one behind it.
TEST(Referee, RunsToASegmentThatIsStillToCome) {
  Table table{{}, blind};
  for (const char key : std::string{"/FIN\n"}) table.referee.press(key, 0s);
  table.news();
  table.send(client, ACK, "a");
  table.send(server, FIN | ACK);
  table.send(client, ACK);
  EXPECT_EQ(table.news(),
            (Lines{"-> server ACK a", "1: client ACK delivered",
                   "2: server FIN ACK held", "3: client ACK held"}));
  for (const char key : std::string{"/FIN\n"}) table.referee.press(key, 0s);
  EXPECT_EQ(table.news(), (Lines{"you run to the next FIN", "-> client FIN ACK",
                                 "2 arrives", "-> server ACK", "3 arrives"}))
      << "the one that waits is not the next";
  table.referee.press('p', 0s);
  table.send(client, ACK);
  EXPECT_EQ(table.news().back(), "4: client ACK held") << "no search any more";
}

TEST(Referee, HoldsWhatOneHostSendsUntilTheSameKeyComesAgain) {
  Table table{{}, blind};
  EXPECT_FALSE(table.referee.needs_keys());
  table.referee.press('<', 0s);
  EXPECT_TRUE(table.referee.needs_keys());
  table.news();
  table.send(server, ACK, "x");
  table.send(client, ACK, "a");
  table.send(server, ACK, "y");
  EXPECT_EQ(table.news(),
            (Lines{"1: server ACK held", "-> server ACK a",
                   "2: client ACK delivered", "3: server ACK held"}));
  table.referee.press('<', 0s);
  EXPECT_EQ(table.news(),
            (Lines{"let go: what the server sends", "-> client ACK x",
                   "1 arrives", "-> client ACK y", "3 arrives"}));
}

TEST(Referee, HoldsNothingAnyMoreAfterR) {
  Table table{{}, {.steps = true, .looks = false}};
  table.referee.press('>', 0s);
  table.referee.press('r', 0s);
  EXPECT_FALSE(table.referee.needs_keys());
  table.send(client, ACK, "a");
  EXPECT_EQ(table.news().back(), "1: client ACK delivered");
  table.referee.press('p', 0s);
  table.send(client, ACK, "b");
  EXPECT_EQ(table.news().back(), "2: client ACK held");
}

}  // namespace
}  // namespace wire
