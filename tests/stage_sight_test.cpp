#include <gtest/gtest.h>

#include "common/stage/sight.h"

namespace stage {
namespace {

Socket end(const std::string& state, const std::string& local,
           const std::string& peer, const std::string& timer = "",
           const std::string& unread = "0") {
  return {state, unread, "0", local, peer, timer};
}

const std::string s = "192.0.2.2:7000";
const std::string a = "192.0.2.1:40001";
const std::string b = "192.0.2.1:40000";

using States = std::vector<std::string>;

TEST(Sight, TellsWhichEndIsNotInItsState) {
  Sight sight{7000};
  sight.look({end("FIN-WAIT-2", a, s)}, {end("CLOSE-WAIT", s, a)});
  EXPECT_FALSE(sight.unlike({"FIN-WAIT-2", "CLOSE-WAIT"}));
  EXPECT_EQ(sight.unlike({"FIN-WAIT-1", "CLOSE-WAIT"}),
            "the client is FIN-WAIT-2, not FIN-WAIT-1");
  EXPECT_EQ(sight.unlike({"FIN-WAIT-2", "gone"}),
            "the server is CLOSE-WAIT, not gone");
  EXPECT_EQ(sight.unlike({"ESTAB", "ESTAB", "ESTAB", "ESTAB"}),
            "2 connection(s) named, 1 seen");
  EXPECT_EQ(sight.summary(), "client FIN-WAIT-2, server CLOSE-WAIT");
}

TEST(Sight, HasGoneEndsWhereNoSocketIs) {
  Sight sight{7000};
  sight.look({}, {});
  EXPECT_FALSE(sight.unlike({"gone", "gone"}));
  EXPECT_EQ(sight.unlike({"gone", "ESTAB"}), "the server is gone, not ESTAB");
  EXPECT_EQ(sight.summary(), "client gone, server gone");
}

TEST(Sight, NumbersConnectionsAsTheyAppear) {
  Sight sight{7000};
  sight.look({end("ESTAB", a, s)}, {end("ESTAB", s, a)});
  sight.look({end("SYN-SENT", b, s), end("ESTAB", a, s)}, {end("ESTAB", s, a)});
  EXPECT_FALSE(sight.unlike({"ESTAB", "ESTAB", "SYN-SENT", "gone"}));
  EXPECT_EQ(sight.unlike({"ESTAB", "ESTAB", "gone", "gone"}),
            "the client of connection 2 is SYN-SENT, not gone");
  EXPECT_EQ(sight.summary(),
            "#1 client ESTAB, server ESTAB; #2 client SYN-SENT, server gone");
}

TEST(Sight, TellsTheTwoEndsApartOnOneMachine) {
  const std::string c = "127.0.0.1:40000";
  const std::string d = "127.0.0.1:7000";
  const std::vector<Socket> all = {end("FIN-WAIT-2", c, d),
                                   end("CLOSE-WAIT", d, c, "", "9")};
  Sight sight{7000};
  sight.look(all, all);
  EXPECT_FALSE(sight.unlike({"FIN-WAIT-2", "CLOSE-WAIT"}));
  EXPECT_EQ(sight.unread("client"), "0");
  EXPECT_EQ(sight.unread("server"), "9");
  EXPECT_EQ(sight.rows().size(), 2U);
}

TEST(Sight, FindsTimersByThePatternsOfTheShell) {
  Sight sight{7000};
  sight.look({end("ESTAB", a, s), end("TIME-WAIT", b, s, "timewait 57sec")},
             {});
  EXPECT_EQ(sight.timer("client", "timewait"), "TIME-WAIT timewait 57sec");
  EXPECT_EQ(sight.timer("client", "timewait 5[5-8]"),
            "TIME-WAIT timewait 57sec");
  EXPECT_EQ(sight.timer("client", ""), "TIME-WAIT timewait 57sec");
  EXPECT_FALSE(sight.timer("client", "timewait 58"));
  EXPECT_FALSE(sight.timer("client", "57"));
  EXPECT_FALSE(sight.timer("server", ""));
}

TEST(Sight, HasNoUnreadBytesWithoutASocket) {
  Sight sight{7000};
  sight.look({}, {end("ESTAB", s, a, "", "12")});
  EXPECT_EQ(sight.unread("server"), "12");
  EXPECT_FALSE(sight.unread("client"));
}

}  // namespace
}  // namespace stage
