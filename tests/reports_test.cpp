// What the receiving end of LAB_TRACE takes from any program.
#include "common/trace/reports.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "common/socket/must.h"

namespace trace {
namespace {

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

template <typename Kind>
std::string told(double t, Kind event) {
  event.t = t;
  return to_json(event);
}

class ReportsTest : public testing::Test {
 protected:
  ~ReportsTest() override { std::filesystem::remove_all(folder_); }

  // What is taken of an event that a program sends.
  std::vector<Event> taken(const std::string& line) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    must(::sendto(program_.get(), line.data(), line.size(), 0,
                  reinterpret_cast<const sockaddr*>(&address), sizeof address),
         "sendto()");
    return reports_.take();
  }

 private:
  static std::string make_folder() {
    std::string folder = testing::TempDir() + "reports_test_XXXXXX";
    must(::mkdtemp(folder.data()) == nullptr ? -1 : 0, "mkdtemp()");
    return folder;
  }

  std::string folder_ = make_folder();
  std::string path_ = folder_ + "/calls";
  Reports reports_{path_, {}};
  Fd program_{must(::socket(AF_UNIX, SOCK_DGRAM, 0), "socket()")};
};

TEST_F(ReportsTest, TakeWhatAProgramMayTellAndPassOverTheRest) {
  const double t = now();
  const std::vector<std::pair<std::string, bool>> cases = {
      {told(t, Call{}), true},
      {told(t, Segment{}), false},
      {told(t, Return{}), true},
      {told(t, Return{}), false},  // its call has returned
      {"{}", false},
      {"", false},
      {to_json(Version{0, 9}), false},
      {told(t, State{}), false},
      {to_json(Arrival{t}), false},
      {told(t, OtherPacket{}), false},
      {to_json(Note{t, "x"}), true},
      {to_json(Note{t, std::string(9000, 'x')}), false},
      {to_json(Key{t, "x"}), true},
      {to_json(Waiting{t, "x"}), false},
      {to_json(Lost{t, 2}), true}};
  for (const auto& [line, is_taken] : cases) {
    std::string all;
    for (const Event& event : taken(line)) all += to_json(event);
    EXPECT_EQ(all, is_taken ? line : "") << line.substr(0, 80);
  }
}

TEST_F(ReportsTest, AreFromTheLastSecondWhateverClockAProgramHas) {
  for (const double t : {-5.0, 0.0, now() - 2, now() + 3600, 1.8e9, 1e300}) {
    const auto events = taken(to_json(Note{t, "x"}));
    ASSERT_EQ(events.size(), 1) << t;
    const double known = std::get<Note>(events[0]).t;
    EXPECT_GT(known, now() - 1) << t;
    EXPECT_LE(known, now()) << t;
  }
}

}  // namespace
}  // namespace trace
