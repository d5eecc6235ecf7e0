// Questions about what a play does: which are asked, that one answer of each is true,
// and what a session and a sheet of paper make of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/predict/guide.h"
#include "common/predict/sheet.h"
#include "common/text/columns.h"
#include "tests/plays.h"
#include "tests/predict_truth.h"

namespace predict {
namespace {

using trace::Host;

// --- a scene by hand ------------------------------------------------------------

class Scene {
 public:
  Scene& line(const std::string& verb,
              std::vector<std::string> arguments = {}) {
    rehearsal_.begin({.number = ++number_,
                      .verb = verb,
                      .arguments = std::move(arguments),
                      .text = verb});
    return *this;
  }
  Scene& call(const std::string& text, Host host = Host::client) {
    add(trace::Call{.t = t_,
                    .host = host,
                    .program = "p",
                    .pid = 7,
                    .id = ++id_,
                    .text = text});
    return *this;
  }
  // Of the call that began last.
  Scene& returns(long long result, const std::string& error = "",
                 Host host = Host::client) {
    add(trace::Return{.t = t_,
                      .host = host,
                      .pid = 7,
                      .id = id_,
                      .result = result,
                      .error = error});
    return *this;
  }
  Scene& sends(Host from, packet::Flags flags, std::uint32_t length = 0,
               std::uint32_t server_unread = 0) {
    const bool clients = from == Host::client;
    trace::Segment s;
    s.t = t_;
    s.id = ++segments_;
    s.connection = 1;
    s.from = from;
    s.source = clients ? "192.0.2.1:40000" : "192.0.2.2:7000";
    s.destination = clients ? "192.0.2.2:7000" : "192.0.2.1:40000";
    s.flags = flags;
    auto& seq = next_[static_cast<std::size_t>(from)];
    s.seq = seq;
    s.ack = (flags & packet::ACK) != 0
                ? next_[static_cast<std::size_t>(trace::other(from))]
                : 0;
    s.length = length;
    s.window = 60000;
    s.fate = trace::Fate::delivered;
    s.queues = {trace::Queue{0, 0}, trace::Queue{server_unread, 0}};
    seq += length + ((flags & (packet::SYN | packet::FIN)) != 0 ? 1 : 0);
    add(s);
    return *this;
  }
  Scene& passes(double seconds) {
    t_ += seconds;
    return *this;
  }
  // The one that was held, or was slow.
  Scene& arrives(long id) {
    add(trace::Arrival{.t = t_, .id = id});
    return *this;
  }
  [[nodiscard]] long newest() const { return segments_; }
  Scene& state(Host host, const std::string& from, const std::string& to) {
    add(trace::State{.t = t_,
                     .host = host,
                     .local = "192.0.2.1:40000",
                     .peer = "192.0.2.2:7000",
                     .from = from,
                     .to = to,
                     .connection = 1});
    return *this;
  }
  Scene& opened() {
    line("go_on", {"client", "connected"});
    call("connect(client, server, size)");
    sends(Host::client, packet::SYN);
    sends(Host::server, packet::SYN | packet::ACK);
    returns(0);
    sends(Host::client, packet::ACK);
    state(Host::client, "SYN-SENT", "ESTAB");
    return state(Host::server, "SYN-RECV", "ESTAB");
  }

  [[nodiscard]] const std::vector<Part>& parts() const {
    return rehearsal_.parts();
  }
  // All that is asked about the last part.
  [[nodiscard]] std::vector<Question> last() const {
    Memory memory;
    for (std::size_t i = 0; i + 1 < parts().size(); ++i) {
      for (const auto& moment : parts()[i].moments) memory.take(moment);
      for (const Line& line : parts()[i].lines) memory.take(line);
    }
    return questions(parts().back(), memory);
  }

 private:
  void add(const trace::Event& event) {
    t_ += 0.001;
    rehearsal_.take(trace::to_json(event));
  }

  Rehearsal rehearsal_;
  double t_ = 0;
  int number_ = 0;
  long id_ = 0;
  long segments_ = 0;
  std::array<std::uint32_t, 2> next_{};
};

const Question* of_kind(const std::vector<Question>& all, Kind kind,
                        std::string_view about = "") {
  for (const Question& one : all)
    if (one.kind == kind && (about.empty() || one.about == about)) return &one;
  return nullptr;
}

std::string right_of(const Question* question) {
  return question == nullptr ? "(no question)"
                             : question->answers[question->right];
}

TEST(Predict, AsksWhatCloseSends) {
  Scene scene;
  scene.opened().line("go_on", {"client", "closed"}).call("close(client)");
  scene.sends(Host::client, packet::FIN | packet::ACK).returns(0);
  const auto all = scene.last();
  const auto* question = of_kind(all, Kind::segment);
  EXPECT_EQ(right_of(question), "FIN");
  EXPECT_EQ(question->text,
            "The client calls close(client). What does its kernel send first?");
  EXPECT_EQ(question->answers,
            (std::vector<std::string>{"FIN", "RST", "nothing", "only an ACK"}));
  EXPECT_NE(question->reason.find("RFC 9293, section 3.6"), std::string::npos);
}

TEST(Predict, SaysWhyCloseSendsRst) {
  Scene unread;
  unread.opened()
      .line("go_on", {"client", "sent"})
      .call("send(client, x, 8, 0)");
  unread.sends(Host::client, packet::ACK, 8).returns(8);
  unread.sends(Host::server, packet::ACK, 0, 8);
  unread.line("go_on", {"server", "closed"}).call("close(peer)", Host::server);
  unread.sends(Host::server, packet::RST | packet::ACK, 0, 8);
  const auto one = unread.last();
  EXPECT_EQ(right_of(of_kind(one, Kind::segment)), "RST");
  EXPECT_TRUE(
      of_kind(one, Kind::segment)
          ->reason.starts_with("close() with unread data: RST, not FIN"));

  Scene lingers;
  lingers.opened().line("go_on", {"client", "closed"});
  lingers.call("setsockopt(client, SOL_SOCKET, SO_LINGER, &linger, size)")
      .returns(0);
  lingers.call("close(client)").sends(Host::client, packet::RST | packet::ACK);
  const auto other = lingers.last();
  EXPECT_EQ(right_of(of_kind(other, Kind::segment)), "RST");
  EXPECT_TRUE(of_kind(other, Kind::segment)
                  ->reason.starts_with("With SO_LINGER {1, 0} close() aborts"));
}

TEST(Predict, AsksWhatIsNotSentOnlyWhenAllWasWaitedFor) {
  Scene scene;
  scene.opened()
      .line("go_on", {"client", "one closed"})
      .call("dup(client)")
      .returns(4)
      .call("close(copy)")
      .returns(0);
  EXPECT_EQ(right_of(of_kind(scene.last(), Kind::segment)), "nothing");
  Scene early;
  early.opened()
      .line("types", {"client", "close"})
      .call("dup(client)")
      .returns(4)
      .call("close(copy)")
      .returns(0);
  EXPECT_EQ(of_kind(early.last(), Kind::segment), nullptr);
}

TEST(Predict, AsksNothingWhoseAnswerIsNotPlain) {
  // Two calls in the same words: which is meant?
  Scene twice;
  twice.opened().line("go_on", {"client", "both"});
  twice.call("close(client)").returns(0).call("close(client)").returns(0);
  EXPECT_EQ(of_kind(twice.last(), Kind::segment), nullptr);
  EXPECT_EQ(of_kind(twice.last(), Kind::result), nullptr);
  // The next call may be the one that sends.
  Scene two;
  two.opened().line("go_on", {"client", "both"});
  two.call("close(one)").returns(0).call("shutdown(client, SHUT_WR)");
  two.sends(Host::client, packet::FIN | packet::ACK).returns(0);
  const auto all = two.last();
  EXPECT_EQ(of_kind(all, Kind::segment, "close"), nullptr);
  EXPECT_EQ(right_of(of_kind(all, Kind::segment, "SHUT_WR")), "FIN");
}

TEST(Predict, AsksWhatACallReturns) {
  struct Case {
    std::string call;
    long long result;
    std::string error, right;
  };
  const std::vector<Case> cases = {
      {"recv(client, buffer, size, 0)", 0, "", "0"},
      {"recv(client, buffer, size, 0)", 8, "", "8 (bytes)"},
      {"read(3, 65536)", -1, "ECONNRESET", "-1 ECONNRESET"},
      {"send(client, x, 8, MSG_NOSIGNAL)", -1, "EPIPE", "-1 EPIPE"},
      {"accept(listener, nullptr, nullptr)", 4, "", "a new descriptor"},
      {"bind(listener, address, size)", -1, "EADDRINUSE", "-1 EADDRINUSE"},
      {"connect(client, server, size)", -1, "ECONNREFUSED", "-1 ECONNREFUSED"}};
  for (const Case& one : cases) {
    Scene scene;
    scene.line("go_on", {"client", "x"})
        .call(one.call)
        .returns(one.result, one.error);
    const auto all = scene.last();
    const auto* question = of_kind(all, Kind::result);
    ASSERT_NE(question, nullptr) << one.call;
    EXPECT_EQ(right_of(question), one.right);
    EXPECT_FALSE(question->reason.empty()) << one.call;
    EXPECT_GE(question->answers.size(), 3U);
  }
}

TEST(Predict, DoesNotOfferThatACallWaitsWhichDidAndThenCameBack) {
  for (const double seconds : {0.0, 0.9}) {
    Scene scene;
    scene.line("go_on", {"client", "x"}).call("recv(client, buffer, 8, 0)");
    scene.passes(seconds).returns(5);
    const auto all = scene.last();
    const auto* question = of_kind(all, Kind::result);
    ASSERT_NE(question, nullptr);
    EXPECT_EQ(seconds == 0.0,
              std::find(question->answers.begin(), question->answers.end(),
                        it_waits) != question->answers.end());
  }
}

TEST(Predict, KnowsACallThatWaitsAndOneThatKills) {
  Scene waits;
  waits.line("blocks", {"client", "recv"})
      .call("recv(client, buffer, size, 0)");
  EXPECT_EQ(right_of(of_kind(waits.last(), Kind::result)), it_waits);
  // Now it comes back.
  waits.line("go_on", {"server", "closed"}).returns(0);
  const auto all = waits.last();
  EXPECT_EQ(right_of(of_kind(all, Kind::result)), "0");
  EXPECT_EQ(of_kind(all, Kind::result)->text,
            "The client waits in recv(client, buffer, size, 0). What does the "
            "call return now?");
  Scene killed;
  killed.line("exits", {"server", "SIGPIPE"})
      .call("send(peer, x, 8, 0)", Host::server);
  EXPECT_EQ(right_of(of_kind(killed.last(), Kind::result)),
            "killed: SIGPIPE ends the program");
  EXPECT_EQ(right_of(of_kind(killed.last(), Kind::end)), "killed by SIGPIPE");
}

TEST(Predict, GivesTheReasonOfTheErrorThatCame) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"EINTR", "A signal has come"},
      {"EBADF", "This descriptor has been closed"}};
  for (const auto& [error, reason] : cases) {
    Scene scene;
    scene.line("go_on", {"client", "x"})
        .call(error == "EINTR" ? "epoll_wait(epoll, events, 8, -1)"
                               : "recv(client, x, 8, 0)");
    scene.returns(-1, error);
    const auto all = scene.last();
    ASSERT_NE(of_kind(all, Kind::result), nullptr);
    EXPECT_TRUE(of_kind(all, Kind::result)->reason.starts_with(reason))
        << error;
  }
  // The process has ended in the call.
  Scene scene;
  scene.line("go_on", {"client", "x"}).call("accept(3)").returns(-1);
  EXPECT_EQ(of_kind(scene.last(), Kind::result), nullptr);
}

TEST(Predict, DoesNotTakeEarlierBytesForWhatACloseSends) {
  Scene scene;
  scene.opened()
      .line("go_on", {"client", "closed"})
      .call("send(client, x, 8, 0)")
      .returns(8);
  scene.call("close(client)").sends(Host::client, packet::ACK, 8);
  scene.sends(Host::client, packet::FIN | packet::ACK).returns(0);
  EXPECT_EQ(of_kind(scene.last(), Kind::segment, "close"), nullptr);
}

TEST(Predict, AsksForAStateThatStays) {
  Scene scene;
  scene.opened().line("go_on", {"client", "shut"});
  scene.call("shutdown(client, SHUT_RD)").returns(0);
  scene.line("states", {"ESTAB", "ESTAB"});
  const auto all = scene.last();
  EXPECT_EQ(right_of(of_kind(all, Kind::state)), "ESTAB");
  EXPECT_EQ(right_of(of_kind(all, Kind::segment)), "nothing");
  // Of two connections, whose state?
  Scene two;
  two.opened().line("go_on", {"client", "shut"});
  two.call("shutdown(client, SHUT_RD)").returns(0);
  two.line("states", {"ESTAB", "ESTAB", "ESTAB", "ESTAB"});
  EXPECT_EQ(of_kind(two.last(), Kind::state), nullptr);
}

TEST(Predict, AsksWhatAKernelAnswers) {
  Scene scene;
  scene.opened().line("go_on", {"server", "answered"});
  scene.call("send(peer, answer, 7, 0)", Host::server);
  scene.sends(Host::server, packet::ACK, 7).returns(7, "", Host::server);
  scene.sends(Host::client, packet::RST);
  const auto all = scene.last();
  EXPECT_EQ(right_of(of_kind(all, Kind::reaction, "data")), "RST");
  EXPECT_EQ(
      of_kind(all, Kind::reaction)->text,
      "The server calls send(peer, answer, 7, 0). The server's data comes to "
      "the client. What does the kernel there answer?");
  // A program that calls something in between may be who answers.
  Scene called;
  called.opened().line("go_on", {"server", "answered"});
  called.sends(Host::server, packet::ACK, 7);
  called.call("close(client)").sends(Host::client, packet::RST);
  EXPECT_EQ(of_kind(called.last(), Kind::reaction, "data"), nullptr);
}

TEST(Predict, TakesNoSegmentForTheAnswerToAnotherThatWasHeld) {
  // The client's RST answers the FIN, which was held and comes behind the RST.
  Scene scene;
  scene.opened().line("go_on", {"client", "asked again"});
  scene.sends(Host::server, packet::FIN | packet::ACK);
  const long held = scene.newest();
  scene.sends(Host::server, packet::RST).arrives(held);
  scene.sends(Host::client, packet::RST);
  EXPECT_EQ(right_of(of_kind(scene.last(), Kind::reaction, "FIN")), "RST");
  // Only the client's RST is asked about, and no RST is answered.
  EXPECT_EQ(right_of(of_kind(scene.last(), Kind::reaction, "RST")), "nothing");
}

TEST(Predict, SaysOfTheFinWhichIsOnlyAcknowledgedWhetherItsOwnWasSent) {
  const auto reason = [](bool sent) {
    Scene scene;
    scene.opened().line("go_on", {"client", "closed"});
    if (sent) scene.sends(Host::client, packet::FIN | packet::ACK);
    scene.line("go_on", {"server", "closed"});
    scene.sends(Host::server, packet::FIN | packet::ACK);
    scene.sends(Host::client, packet::ACK);
    const auto all = scene.last();
    const auto* question = of_kind(all, Kind::reaction, "FIN");
    return question == nullptr ? "" : question->reason;
  };
  EXPECT_NE(reason(false).find("Its own FIN waits"), std::string::npos);
  EXPECT_NE(reason(true).find("Its own FIN was sent before"),
            std::string::npos);
}

TEST(Predict, SaysOfARefusedSynAckThatNobodyWaitsForIt) {
  Scene scene;
  scene.line("go_on", {"client", "closed"});
  scene.sends(Host::client, packet::SYN);
  scene.sends(Host::server, packet::SYN | packet::ACK);
  scene.sends(Host::client, packet::RST);
  const auto all = scene.last();
  const auto* question = of_kind(all, Kind::reaction, "SYN ACK");
  ASSERT_EQ(right_of(question), "RST");
  EXPECT_NE(question->reason.find("this SYN ACK"), std::string::npos);
}

TEST(Predict, SaysWhatThisPartHasDoneToTheSocketBefore) {
  Scene scene;
  scene.opened().line("go_on", {"client", "one closed"});
  scene.call("dup(client)").returns(4).call("close(client)").returns(0);
  const auto all = scene.last();
  const auto* question = of_kind(all, Kind::segment);
  ASSERT_EQ(right_of(question), "nothing");
  EXPECT_EQ(question->text,
            "The client calls dup(client), then close(client). What does its "
            "kernel send first?");
}

TEST(Predict, DoesNotTakeThePipeForTheSocket) {
  // The FIN is that of a child, which ends when the pipe does.
  Scene scene;
  scene.opened().line("go_on", {"client", "child ended"});
  scene.call("close(wake_end)");
  scene.sends(Host::client, packet::FIN | packet::ACK).returns(0);
  EXPECT_EQ(of_kind(scene.last(), Kind::segment), nullptr);
}

TEST(Predict, AddsUpWhatLiesUnread) {
  Scene scene;
  scene.opened().line("go_on", {"client", "sent twice"});
  scene.call("send(client, first, size, 0)");
  scene.sends(Host::client, packet::ACK, 7).returns(7);
  scene.call("send(client, second, size, 0)");
  scene.sends(Host::client, packet::ACK, 5).returns(5);
  scene.line("unread", {"server", "12"});
  const auto all = scene.last();
  const auto* question = of_kind(all, Kind::unread);
  ASSERT_NE(question, nullptr);
  EXPECT_EQ(question->text,
            "The client calls send(client, first, size, 0), then send(client, "
            "second, size, 0). send() takes 7 bytes, then 5. How many bytes "
            "lie unread in the server's socket then (Recv-Q)?");
  EXPECT_EQ(question->answers, (std::vector<std::string>{"12", "7", "5", "0"}));
}

TEST(Predict, AsksInTheWordsOfThePlay) {
  Scene scene;
  scene.opened().line("ask", {"How many segments?", "three", "four", "two",
                              "because", "Its ACK can wait."});
  scene.line("go_on", {"client", "closed"}).call("close(client)");
  scene.sends(Host::client, packet::FIN | packet::ACK).returns(0);
  const auto asked = choose(scene.parts(), "scene");
  ASSERT_EQ(asked.back().question.kind, Kind::worded);
  EXPECT_EQ(asked.back().question.answers.size(), 3U);
  EXPECT_EQ(asked.back().question.reason, "Its ACK can wait.");
  EXPECT_EQ(asked.back().question.text, "How many segments?");
  EXPECT_EQ(right_of(&asked.back().question), "three");
}

// --- every kept scene -----------------------------------------------------------

std::vector<std::filesystem::path> kept_plays() {
  const char* other = std::getenv("PREDICT_PLAYS");
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator{
           other != nullptr ? other : "tests/predict"})
    if (entry.path().extension() == ".play") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Exactly one answer of each question is true, and it is the right one.
void expect_one_truth(const std::vector<Part>& parts, const std::string& where,
                      bool with_reasons) {
  Memory memory;
  for (const Part& part : parts) {
    for (const Question& question : questions(part, memory)) {
      const std::set<std::string> distinct{question.answers.begin(),
                                           question.answers.end()};
      EXPECT_EQ(distinct.size(), question.answers.size()) << where;
      EXPECT_GE(question.answers.size(), 2U) << where;
      EXPECT_LE(question.answers.size(), 4U) << where;
      EXPECT_LE(question.open, part.moments.size()) << where;
      const Truth truth{question, part, memory};
      for (std::size_t i = 0; i < question.answers.size(); ++i)
        EXPECT_EQ(truth.holds(question.answers[i]), i == question.right)
            << where << ": " << question.text << " " << question.answers[i];
      if (with_reasons && question.kind != Kind::worded &&
          question.kind != Kind::printed && question.kind != Kind::end &&
          question.weight > 1) {
        EXPECT_FALSE(question.reason.empty())
            << where << ": no reason: " << question.text << " "
            << question.answers[question.right];
      }
    }
    for (const auto& moment : part.moments) memory.take(moment);
    for (const Line& line : part.lines) memory.take(line);
  }
}

TEST(Predict, EachQuestionOfAKeptSceneHasOneTrueAnswer) {
  const auto paths = kept_plays();
  ASSERT_GE(paths.size(), 6U);
  for (const auto& path : paths) {
    std::ifstream file{path};
    expect_one_truth(read_play(file).parts(), path, true);
  }
}

// Wherever the lines of the play had stood.
TEST(Predict, EachQuestionHasOneTrueAnswerWhereverTheTraceIsCut) {
  std::mt19937 random{1};  // the same cuts each time
  for (const auto& path : kept_plays())
    for (int round = 0; round < 4; ++round) {
      std::ifstream file{path};
      Rehearsal cut;
      for (std::string line; std::getline(file, line);) {
        if (line.starts_with("> ")) continue;
        if (random() % 8 == 0)
          cut.begin({.verb = "go_on", .arguments = {"client", "x"}});
        cut.take(line);
      }
      expect_one_truth(cut.parts(), path, false);
    }
}

TEST(Predict, AsksTenTimesAtTheMostAndOnceAPartInTheSamePlacesEachTime) {
  std::set<std::size_t> places;
  for (const auto& path : kept_plays()) {
    std::ifstream file{path};
    const auto parts = read_play(file).parts();
    const auto asked = choose(parts, "scene");
    EXPECT_LE(asked.size(), most_questions);
    std::set<std::size_t> of;
    for (const Asked& one : asked) {
      EXPECT_TRUE(of.insert(one.part).second) << path;
      places.insert(one.question.right);
    }
    const auto again = choose(parts, "scene");
    ASSERT_EQ(again.size(), asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i)
      EXPECT_EQ(again[i].question.answers, asked[i].question.answers);
  }
  EXPECT_EQ(places.size(), 4U);  // the right answer stands anywhere
}

// --- a session ------------------------------------------------------------------

Quiz close_quiz() {
  Scene scene;
  scene.opened();
  scene.line("go_on", {"client", "closed"}).call("close(client)");
  scene.sends(Host::client, packet::FIN | packet::ACK).returns(0);
  scene.line("go_on", {"server", "read"})
      .call("recv(peer, buffer, size, 0)", Host::server);
  scene.returns(0, "", Host::server).line("finish");
  auto parts = scene.parts();
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i].shown = "rows " + std::to_string(i) + "\n";
  return make_quiz(parts, "close", "it closes", "labs/05/README.md",
                   "## Why\n\n- **The end.** `close(` sends FIN.\n");
}

char key_of(const Quiz& quiz, std::size_t i, bool right) {
  const Question& question = quiz.asked[i].question;
  return static_cast<char>(
      '1' + (right ? question.right
                   : (question.right + 1) % question.answers.size()));
}

TEST(PredictSession, ShowsTheRowsOfALineBehindItsQuestion) {
  const Quiz quiz = close_quiz();
  ASSERT_EQ(quiz.asked.size(), 3U);
  Session session{quiz, {}, 80};
  const std::string first = session.begin();
  EXPECT_NE(first.find("Question 1 of 3"), std::string::npos);
  EXPECT_EQ(first.find("rows"), std::string::npos);
  EXPECT_EQ(first.find("it closes"), std::string::npos);  // the title tells
  const std::string second = session.press(key_of(quiz, 0, true));
  EXPECT_NE(second.find("  Yes: "), std::string::npos);
  EXPECT_NE(second.find("rows 0\n"), std::string::npos);
  EXPECT_EQ(second.find("rows 1\n"), std::string::npos);
  EXPECT_NE(second.find("Question 2 of 3"), std::string::npos);
  EXPECT_NE(session.press(key_of(quiz, 1, false)).find("  No: "),
            std::string::npos);
  const std::string end = session.press('s');
  EXPECT_NE(end.find("\n1 of 3\n"), std::string::npos) << end;
  EXPECT_NE(end.find("missed 2: "), std::string::npos);
  EXPECT_NE(end.find("skipped 3: "), std::string::npos);
  EXPECT_NE(end.find("labs/05/README.md"), std::string::npos);
  EXPECT_TRUE(session.done());
  EXPECT_FALSE(session.ended_early());
}

TEST(PredictSession, SaysTheKeysAndTheHintAndForgivesEnter) {
  const Quiz quiz = close_quiz();
  Session session{quiz, {}, 80};
  session.begin();
  EXPECT_NE(session.press('x').find("The keys: 1-4 or a-d"), std::string::npos);
  EXPECT_NE(session.press('\n').find("The keys: "), std::string::npos);
  EXPECT_NE(session.press('?').find("  Hint: "), std::string::npos);
  const char letter = static_cast<char>(key_of(quiz, 0, true) - '1' + 'a');
  EXPECT_NE(session.press(letter).find("  Yes: "), std::string::npos);
  EXPECT_EQ(session.press('\n'), "");  // pressed behind the answer
  EXPECT_FALSE(session.done());
}

TEST(PredictSession, EndsWithTheScoreSoFar) {
  const Quiz quiz = close_quiz();
  for (const char key : {'q', '\x04'}) {
    Session session{quiz, {}, 80};
    session.begin();
    session.press(key_of(quiz, 0, true));
    EXPECT_NE(session.press(key).find("1 of 1; 2 not answered"),
              std::string::npos);
    EXPECT_TRUE(session.done());
    EXPECT_TRUE(session.ended_early());
  }
  Session session{quiz, {}, 80};
  session.begin();
  EXPECT_NE(session.end_of_keys().find("0 of 0; 3 not answered"),
            std::string::npos);
}

// --- a sheet of paper -----------------------------------------------------------

TEST(PredictSheet, HasNothingOfTheAnswers) {
  for (const auto& path : kept_plays()) {
    std::ifstream file{path};
    auto rehearsal = read_play(file);
    const Quiz quiz =
        make_quiz(rehearsal.parts(), "scene", "the title", "g", "");
    const std::string text = quiz_text(quiz, false);
    const std::string html = quiz_html(quiz);
    for (const std::string& sheet : {text, html}) {
      EXPECT_EQ(sheet.find("the title"), std::string::npos);
      EXPECT_EQ(sheet.find("ss: "), std::string::npos);
      for (const Asked& one : quiz.asked)
        if (!one.question.reason.empty()) {
          EXPECT_EQ(sheet.find(one.question.reason.substr(0, 30)),
                    std::string::npos);
        }
    }
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(text::columns(line), 80U) << path << ": " << line;
  }
}

TEST(PredictSheet, HasAGapInPlaceOfTheAnswer) {
  Scene scene;
  scene.opened().line("go_on", {"client", "closed"}).call("close(client)");
  scene.sends(Host::client, packet::RST | packet::ACK)
      .returns(0)
      .line("finish");
  const Quiz quiz = make_quiz(scene.parts(), "zero", "", "", "");
  const std::string text = quiz_text(quiz, true);
  EXPECT_NE(text.find("close(client)"), std::string::npos);
  EXPECT_NE(text.find("--- ( 2 ) ---"), std::string::npos) << text;
  EXPECT_EQ(text.find("RST ACK"), std::string::npos);
  EXPECT_NE(answers_text(quiz).find("RST"), std::string::npos);
}

TEST(PredictSheet, DrawsTheLadderOnItsPageRowByRow) {
  const std::string page = quiz_html(close_quiz());
  const auto begin = page.find("<pre>");
  ASSERT_NE(begin, std::string::npos);
  const std::string ladder = page.substr(begin, page.find("</pre>") - begin);
  const std::string text = quiz_text(close_quiz(), false);
  EXPECT_GT(std::count(ladder.begin(), ladder.end(), '\n'), 5);
  EXPECT_NE(text.find("connect(client, server, size)"), text.npos);
  for (const char* row : {"connect(client, server, size)", "( 1 )"}) {
    const auto at = ladder.find(row);
    ASSERT_NE(at, ladder.npos) << ladder;
    EXPECT_EQ(ladder.substr(ladder.rfind('\n', at) + 1, 40),
              text.substr(text.rfind('\n', text.find(row)) + 1, 40));
  }
}

TEST(PredictSheet, IsAPageWithoutAnythingFromElsewhere) {
  Scene scene;
  scene.line("ask", {"<b> & \"?\"", "<yes>", "no"});
  scene.line("go_on", {"client", "x"}).line("finish");
  const Quiz quiz = make_quiz(scene.parts(), "odd", "", "", "");
  for (const std::string& html : {quiz_html(quiz), answers_html(quiz)}) {
    EXPECT_EQ(html.find("<b>"), std::string::npos);
    EXPECT_NE(html.find("&lt;yes&gt;"), std::string::npos);
    EXPECT_EQ(html.find("http"), std::string::npos);
    EXPECT_NE(html.find("size: A4"), std::string::npos);
  }
}

// --- the guide ------------------------------------------------------------------

TEST(PredictGuide, IsFoundByItsRarestWord) {
  const std::string guide =
      "## Question\n\nWhat is EPIPE?\n\n## Why\n\n- **FIN ends.** A FIN, a "
      "FIN.\n"
      "- **[SIGPIPE](../G.md#s), then.** EPIPE and FIN.\n\n## By "
      "hand\n\nEPIPE\n";
  EXPECT_EQ(section_about(guide, "x", {"EPIPE"}), "Why: SIGPIPE, then");
  EXPECT_EQ(section_about(guide, "x", {"nowhere"}), "");
  EXPECT_EQ(section_about("", "x", {"EPIPE"}), "");
}

}  // namespace
}  // namespace predict
