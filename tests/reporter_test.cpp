// What a program tells the trace, and what it does when nobody takes it.
#include "common/trace/reporter.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <barrier>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "common/narrate/narrate.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"
#include "common/trace/trace.h"
#include "tests/child.h"

namespace {

using trace::Host;

using trace::Call;
using trace::Lost;
using trace::Return;

// The other end: a datagram socket in a folder of its own.
class Trace {
 public:
  Trace() {
    std::string pattern = testing::TempDir() + "reporter_test_XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr)
      throw std::runtime_error{"mkdtemp: " + pattern};
    folder_ = pattern;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path().copy(address.sun_path, sizeof address.sun_path - 1);
    fd_ = Fd{must(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0), "socket")};
    must(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address),
                sizeof address),
         "bind()");
  }
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;
  ~Trace() { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return folder_ + "/trace"; }

  // The next event that has come, if any.
  std::optional<trace::Event> next() {
    std::array<char, 65536> buffer{};
    const ssize_t n = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
    if (n == -1) return std::nullopt;
    const std::string line{buffer.data(), static_cast<std::size_t>(n)};
    auto event = trace::from_json(line);
    if (const auto* bad = std::get_if<trace::BadLine>(&event))
      throw std::runtime_error{bad->reason + ": " + line};
    return std::get<trace::Event>(event);
  }

  std::vector<trace::Event> all() {
    std::vector<trace::Event> events;
    while (auto event = next()) events.push_back(*event);
    return events;
  }

  void close() { fd_ = Fd{}; }

 private:
  std::string folder_;
  Fd fd_;
};

TEST(Reporter, TellsWhenACallBeginsAndWhatItReturns) {
  Trace trace;
  trace::Reporter reporter{trace.path(), Host::client};
  ASSERT_TRUE(reporter.active());

  reporter.begin("lab_client", "connect(client, \"server\", size)");
  const auto call = std::get<Call>(trace.next().value());
  EXPECT_EQ(call.host, Host::client);
  EXPECT_EQ(call.program, "lab_client");
  EXPECT_EQ(call.pid, ::getpid());
  EXPECT_EQ(call.text, "connect(client, \"server\", size)");

  reporter.end(-1, "ECONNREFUSED");
  const auto back = std::get<Return>(trace.next().value());
  EXPECT_EQ(back.host, Host::client);
  EXPECT_EQ(back.pid, ::getpid());
  EXPECT_EQ(back.id, call.id);
  EXPECT_EQ(back.result, -1);
  EXPECT_EQ(back.error, "ECONNREFUSED");
  EXPECT_GE(back.t, call.t);

  reporter.begin("lab_client", "close(client)");
  const auto next = std::get<Call>(trace.next().value());
  EXPECT_NE(next.id, call.id);
  EXPECT_GE(next.t, back.t);
  EXPECT_FALSE(trace.next());
}

TEST(Reporter, IsSilentWithoutASocketToTell) {
  const Trace trace;
  EXPECT_FALSE((trace::Reporter{"", Host::client}.active()));
  EXPECT_FALSE((trace::Reporter{trace.path() + "_", Host::client}.active()));
  EXPECT_FALSE(
      (trace::Reporter{std::string(5000, 'x'), Host::client}.active()));
  EXPECT_FALSE((trace::Reporter{"/dev/null", Host::client}.active()));
}

TEST(Reporter, LeavesTheLowDescriptorsToTheProgram) {
  const Trace trace;
  const auto next_two = [] {
    const Fd one{::dup(STDERR_FILENO)};
    const Fd two{::dup(STDERR_FILENO)};
    return std::pair{one.get(), two.get()};
  };
  const auto before = next_two();
  const trace::Reporter reporter{trace.path(), Host::client};
  ASSERT_TRUE(reporter.active());
  EXPECT_EQ(next_two(), before);
}

TEST(Reporter, GoesOnWhenTheTraceStaysFullAndSaysWhatWasLost) {
  Trace trace;
  trace::Reporter reporter{trace.path(), Host::client};
  constexpr long sent = 5000;  // many more than a socket holds
  for (long i = 0; i < sent; ++i) reporter.begin("lab_client", "close(fd)");
  const auto held = static_cast<long>(trace.all().size());
  ASSERT_GT(held, 0);
  ASSERT_LT(held, sent);

  reporter.end(0, "");
  const auto lost = std::get<Lost>(trace.next().value());
  EXPECT_EQ(lost.count, sent - held);
  EXPECT_TRUE(std::holds_alternative<Return>(trace.next().value()));

  reporter.begin("lab_client", "close(fd)");
  EXPECT_EQ(trace.all().size(), 1U);  // what is lost is said once

  // Another program waits a moment for the first event that does not fit, and
  // for no other.
  trace::Reporter other{trace.path(), Host::client};
  for (long i = 0; i < held; ++i) other.begin("lab_client", "close(fd)");
  const auto start = std::chrono::steady_clock::now();
  other.begin("lab_client", "close(fd)");
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, std::chrono::seconds{1});
  EXPECT_LT(took, std::chrono::seconds{5});
}

TEST(Reporter, NeitherFailsNorDiesWhenTheTraceIsGone) {
  Trace trace;
  trace::Reporter reporter{trace.path(), Host::client};
  trace.close();
  for (int i = 0; i < 3; ++i) {
    reporter.begin("lab_client", "close(fd)");
    reporter.end(0, "");
  }
}

TEST(Reporter, JoinsEachReturnWithTheCallOfItsThread) {
  Trace trace;
  trace::Reporter reporter{trace.path(), Host::client};
  // Few enough events for a socket to hold (net.unix.max_dgram_qlen: 10).
  constexpr int threads = 5;
  std::vector<std::thread> running;
  std::barrier all_have_begun{threads};
  for (int i = 0; i < threads; ++i)
    running.emplace_back([&, i] {
      reporter.begin("lab_client", std::to_string(i));
      all_have_begun.arrive_and_wait();
      reporter.end(i, "");
    });
  for (std::thread& thread : running) thread.join();

  std::map<long, std::string> called;
  int returned = 0;
  for (const auto& event : trace.all()) {
    if (const auto* call = std::get_if<Call>(&event)) {
      EXPECT_TRUE(called.emplace(call->id, call->text).second);
    } else {
      const auto& back = std::get<Return>(event);
      EXPECT_EQ(called.at(back.id), std::to_string(back.result));
      ++returned;
    }
  }
  EXPECT_EQ(returned, threads);
}

TEST(Reporter, CountsWhatAllThreadsLose) {
  Trace trace;
  trace::Reporter reporter{trace.path(), Host::client};
  constexpr int threads = 4;
  constexpr long each = 1000;
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i)
    running.emplace_back([&] {
      for (long n = 0; n < each; ++n) reporter.begin("lab_client", "call()");
    });
  for (std::thread& thread : running) thread.join();
  const auto held = static_cast<long>(trace.all().size());
  reporter.end(0, "");
  EXPECT_EQ(std::get<Lost>(trace.next().value()).count, threads * each - held);
}

// What CALL() tells the trace, told to a program by its environment.
std::vector<trace::Event> told(Trace& trace, bool quiet, bool traced) {
  Child child{[&] {
    ::setenv("LAB_HOST", "server", 1);
    ::unsetenv("LAB_TRACE");
    if (traced) ::setenv("LAB_TRACE", trace.path().c_str(), 1);
    narrate::set_up("lab_server", quiet, false);
    const Fd fd{::dup(STDERR_FILENO)};
    CALL(::shutdown(fd.get(), SHUT_WR));
    CALL(::dup(fd.get()));
    return 0;
  }};
  EXPECT_EQ(child.finish().status, 0);
  return trace.all();
}

TEST(Call, IsToldToTheTraceQuietOrNot) {
  for (const bool quiet : {false, true}) {
    Trace trace;
    const auto events = told(trace, quiet, true);
    ASSERT_EQ(events.size(), 4U);
    const auto& call = std::get<Call>(events[0]);
    EXPECT_EQ(call.host, Host::server);
    EXPECT_EQ(call.program, "lab_server");
    EXPECT_EQ(call.text, "shutdown(fd, SHUT_WR)");
    const auto& back = std::get<Return>(events[1]);
    EXPECT_EQ(back.id, call.id);
    EXPECT_EQ(back.pid, call.pid);
    EXPECT_NE(back.pid, ::getpid());
    EXPECT_EQ(back.result, -1);
    EXPECT_EQ(back.error, "ENOTSOCK");
    EXPECT_EQ(std::get<Call>(events[2]).text, "dup(fd)");
    EXPECT_GT(std::get<Return>(events[3]).result, 2);
    EXPECT_EQ(std::get<Return>(events[3]).error, "");
  }
}

TEST(Say, IsToldToTheTrace) {
  Trace trace;
  Child child{[&] {
    ::setenv("LAB_TRACE", trace.path().c_str(), 1);
    ::setenv("LAB_HOST", "server", 1);
    narrate::set_up("lab_server", true, false);
    say("hello");
    return 0;
  }};
  EXPECT_EQ(child.finish().status, 0);
  const auto note = std::get<trace::Note>(trace.next().value());
  EXPECT_EQ(note.text, "hello");
  EXPECT_EQ(note.host, Host::server);
}

TEST(Call, IsToldToNobodyWithoutATrace) {
  Trace trace;
  EXPECT_TRUE(told(trace, false, false).empty());
}

TEST(Call, ThatWaitsHasBeenToldBeforeItReturns) {
  Trace trace;
  Child child{[&] {
    ::setenv("LAB_TRACE", trace.path().c_str(), 1);
    ::setenv("LAB_HOST", "server", 1);
    narrate::set_up("lab_server", false, false);
    char c = 0;
    CALL(::read(STDIN_FILENO, &c, 1));
    return 0;
  }};
  child.wait_for("1)");
  const auto events = trace.all();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<Call>(events[0]).text, "read(STDIN_FILENO, &c, 1)");
  child.finish();
  EXPECT_EQ(std::get<Return>(trace.next().value()).result, 0);
}

}  // namespace
