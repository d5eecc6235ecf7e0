// What the receiving end of LAB_TRACE takes from any program.
#include "common/trace/reports.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "common/socket/must.h"

namespace trace {
namespace {

TEST(Reports, TakeWhatAProgramMayTellAndPassOverTheRest) {
  std::string folder = testing::TempDir() + "reports_test_XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/calls";
  Reports reports{path, {}};
  const Fd program{must(::socket(AF_UNIX, SOCK_DGRAM, 0), "socket()")};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const std::vector<std::pair<std::string, bool>> cases = {
      {to_json(Call{}), true},
      {to_json(Segment{}), false},
      {to_json(Return{}), true},
      {"{}", false},
      {to_json(Version{0, 9}), false},
      {to_json(State{}), false},
      {to_json(Arrival{}), false},
      {to_json(OtherPacket{}), false},
      {to_json(Note{0, "x"}), true},
      {to_json(Note{0, std::string(9000, 'x')}), false},
      {to_json(Lost{0, 2}), true}};
  for (const auto& [line, taken] : cases) {
    must(::sendto(program.get(), line.data(), line.size(), 0,
                  reinterpret_cast<const sockaddr*>(&address), sizeof address),
         "sendto()");
    std::string all;
    for (const Event& event : reports.take()) all += to_json(event);
    EXPECT_EQ(all, taken ? line : "") << line.substr(0, 80);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace trace
