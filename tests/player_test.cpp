#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "common/ladder/row_lines.h"
#include "common/ladder/rows.h"
#include "common/ladder/text.h"
#include "common/player/files.h"
#include "common/player/page.h"
#include "common/player/sha256.h"
#include "common/text/base64.h"
#include "common/text/json.h"
#include "common/trace/reader.h"

namespace {

using trace::Host;

// The rows of events, as lines of JSON that have been read again.
std::vector<json::Object> lines(const std::vector<trace::Event>& events) {
  trace::TraceReader reader;
  ladder::Rows rows{"…"};
  ladder::RowLines lines;
  std::vector<json::Object> out;
  const auto draw = [&](const std::vector<ladder::Row>& more) {
    for (const ladder::Row& row : more) {
      const std::string line = lines.draw(row);
      EXPECT_EQ(line.find('\n'), line.size() - 1);
      out.push_back(json::parse_object(line.substr(0, line.size() - 1)));
    }
  };
  for (const trace::Event& event : events) {
    const auto read = reader.read(trace::to_json(event));
    const auto& moment = std::get<trace::Moment>(read);
    lines.take(moment);
    draw(rows.take(moment));
  }
  draw(rows.settle());
  return out;
}

trace::Call connecting() {
  return {.t = 0,
          .host = Host::client,
          .program = "p",
          .pid = 7,
          .id = 9,
          .text = "connect(fd, server, size)"};
}

trace::Segment syn() {
  return {.t = 0.001,
          .id = 1,
          .connection = 3,
          .from = Host::client,
          .source = "192.0.2.1:40000",
          .destination = "192.0.2.2:7000",
          .flags = packet::SYN,
          .window = 100,
          .client = "SYN-SENT",
          .server = "LISTEN",
          .data = "",
          .queues = {trace::Queue{0, 1}, {}}};
}

TEST(RowLines, JoinTheTwoRowsOfACallThatLasts) {
  const auto rows = lines({connecting(), syn(),
                           trace::Return{.t = 0.002,
                                         .host = Host::client,
                                         .pid = 7,
                                         .id = 9,
                                         .result = 0,
                                         .error = ""}});
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[0].text("kind"), "program");
  EXPECT_EQ(rows[1].text("part"), "begins");
  EXPECT_EQ(rows[1].text("result"), " …");
  EXPECT_EQ(rows[4].text("part"), "returns");
  EXPECT_EQ(rows[4].text("call"), rows[1].text("call"));
  EXPECT_EQ(rows[4].whole<int>("row"), 5);
}

TEST(RowLines, ACallThatReturnsAtOnceHasOneRowAndNoPart) {
  const auto rows = lines({connecting(), trace::Return{.t = 0.002,
                                                       .host = Host::client,
                                                       .pid = 7,
                                                       .id = 9,
                                                       .result = -1,
                                                       .error = "ETIMEDOUT"}});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_FALSE(rows[1].values.contains("part"));
  EXPECT_TRUE(rows[1].boolean("failed"));
  EXPECT_EQ(rows[1].text("result"), " = -1 ETIMEDOUT");
}

TEST(RowLines, AConnectionHasItsNumberAlsoWhereThereIsOne) {
  const auto rows = lines({syn()});
  ASSERT_EQ(rows.size(), 2U);
  for (const auto& row : rows) EXPECT_EQ(row.whole<int>("connection"), 3);
  EXPECT_EQ(rows[0].text("client_end"), "192.0.2.1:40000");
  EXPECT_EQ(rows[1].text("client"), "SYN-SENT");
}

TEST(RowLines, SayWhyAPacketIsSent) {
  trace::Segment sent = syn();
  sent.cause = "connect(fd, server, size)";
  EXPECT_EQ(lines({sent})[1].text("cause"), sent.cause);
  EXPECT_FALSE(lines({syn()})[1].values.contains("cause"));
}

TEST(RowLines, SayWhatTheQueuesHold) {
  trace::QueueChange change{.t = 0.002, .connection = 3};
  change.queues = {trace::Queue{5, 0}, {}};
  trace::State state{.t = 0.003,
                     .host = Host::client,
                     .local = "192.0.2.1:40000",
                     .peer = "192.0.2.2:7000",
                     .from = "SYN-SENT",
                     .to = "ESTAB",
                     .connection = 3};
  const auto rows = lines({syn(), change, state});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[2].whole<int>("client_recv_q"), 5);
  EXPECT_FALSE(rows[2].values.contains("server_recv_q"));
}

// Words in an order that does not depend on who draws the row; without lines.
std::vector<std::string> words_of(std::string text) {
  for (const std::string_view glyph :
       {"─", "┄", "►", "◄", "│", "┤", "├", "╳", "\n"})
    for (auto at = text.find(glyph); at != text.npos; at = text.find(glyph, at))
      text.replace(at, glyph.size(), " ");
  std::istringstream in{text};
  std::vector<std::string> words{std::istream_iterator<std::string>{in}, {}};
  std::sort(words.begin(), words.end());
  return words;
}

// What the page shows of a row.
std::string shown(const json::Object& row) {
  std::string out;
  for (const char* key :
       {"text", "client_end", "server_end", "client", "server", "label"})
    if (key != std::string{"label"} || !row.values.contains("packet"))
      out += row.text(key, "") + " ";
  if (row.text("kind") == "call") out += row.text("result");
  const std::string fate = row.text("fate", "");
  if (row.text("text", "").find(fate) == std::string::npos) out += " " + fate;
  return out;
}

// The scenes that are kept for the questions.
TEST(RowLines, SayWhatTheTextLadderSays) {
  const ladder::TextLadder text{{.width = 1000}};
  int rows_seen = 0;
  for (const auto& file :
       std::filesystem::directory_iterator{"tests/predict"}) {
    std::ifstream in{file.path()};
    trace::TraceReader reader;
    ladder::Rows rows{"…"};
    ladder::RowLines lines;
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("> ")) continue;
      const auto read = reader.read(line);
      const auto* moment = std::get_if<trace::Moment>(&read);
      ASSERT_NE(moment, nullptr) << file.path() << ": " << line;
      lines.take(*moment);
      for (const ladder::Row& row : rows.take(*moment)) {
        std::string json = lines.draw(row);
        json.pop_back();
        const json::Object object = json::parse_object(json);
        std::string drawn = text.draw(row);
        if (!drawn.starts_with("─")) drawn.erase(0, 8);  // the time
        EXPECT_EQ(words_of(drawn), words_of(shown(object))) << json;
        ++rows_seen;
      }
    }
  }
  EXPECT_GT(rows_seen, 300);
}

TEST(Sha256, GivesTheDigestsOfTheStandard) {
  const auto digest = [](std::string_view message) {
    return text::base64_encode(player::sha256(message));
  };
  EXPECT_EQ(digest(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  EXPECT_EQ(digest("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  EXPECT_EQ(digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE=");
}

TEST(PlayerPage, NoTextOfATraceBecomesATag) {
  const std::string_view evil = "</script><script>alert(1)</script>";
  const auto count = [](std::string_view text, std::string_view part) {
    int n = 0;
    for (auto at = text.find(part); at != text.npos;
         at = text.find(part, at + 1))
      ++n;
    return n;
  };
  json::Writer row;
  row.text("text", evil);
  const std::string page =
      player::page(evil, row.finish() + "\n", "<svg></svg>\n");
  EXPECT_EQ(count(page, "<script"), 2);
  EXPECT_EQ(count(page, "</script"), 2);
  EXPECT_NE(page.find("\\u003c/script>\\u003cscript>alert(1)"), page.npos);
}

TEST(PlayerPage, NeedsNothingFromElsewhere) {
  const std::string page = player::page("Title", "", "<svg></svg>\n");
  for (const char* outside : {"src=", "href=", "@import", "innerHTML"})
    EXPECT_EQ(page.find(outside), page.npos) << outside;
  EXPECT_NE(page.find("default-src 'none'; script-src 'sha256-"), page.npos);
  EXPECT_NE(page.find("<title>Title</title>"), page.npos);
}

}  // namespace
