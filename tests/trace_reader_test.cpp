#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/trace/reader.h"

namespace {

using trace::Host;

TEST(TraceReader, RefusesWhatCannotBe) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "nothing"},
      {"nonsense", "no JSON"},
      {R"({"t":9,"event":"note"})", "a note without a text"},
      {R"({"t":9,"event":"arrival","id":8})", "an arrival of nothing"},
      {R"({"t":9,"event":"return","host":"client","pid":1,"id":1,"result":0})",
       "a return without a call"},
      {R"({"t":8.8,"event":"note","text":"x"})", "long past"},
      {R"({"t":10,"event":"call","host":"a","program":"p","pid":1,"id":1,)"
       R"("text":"f"})",
       "no known host"},
  };
  for (const auto& [line, what] : cases) {
    trace::TraceReader reader;
    reader.read(R"({"t":10,"event":"note","text":"x"})");
    const auto read = reader.read(line);
    EXPECT_TRUE(std::holds_alternative<trace::BadLine>(read)) << what;
    EXPECT_TRUE(std::holds_alternative<trace::Moment>(
        reader.read(R"({"t":9.5,"event":"note","text":"a little late"})")));
  }
}

// As in the two halves of `wire --keep`, one behind the other.
TEST(TraceReader, TakesAFirstLineAnywhereAndItsTimeForNone) {
  trace::TraceReader reader;
  const std::string first = trace::to_json(trace::Version{});
  for (const std::string& line : {first, trace::to_json(trace::Note{10, "x"}),
                                  first, trace::to_json(trace::Note{11, "x"})})
    EXPECT_TRUE(std::holds_alternative<trace::Moment>(reader.read(line)))
        << line;
  EXPECT_TRUE(std::holds_alternative<trace::BadLine>(
      reader.read(trace::to_json(trace::Note{9, "x"}))));
}

TEST(TraceReader, RefusesANewerVersion) {
  trace::TraceReader reader;
  const auto read = reader.read(R"({"t":0,"event":"trace","version":2})");
  const auto* bad = std::get_if<trace::BadLine>(&read);
  ASSERT_NE(bad, nullptr);
  EXPECT_EQ(bad->reason,
            "is a trace of version 2, and this program reads version 1: take a "
            "newer program");
}

TEST(TraceReader, RemembersSegmentsOnlyForAWhile) {
  trace::TraceReader reader;
  trace::Segment sent;
  sent.t = 1;
  sent.from = Host::client;
  for (long id = 1; id <= 12'000; ++id) {
    sent.id = id;
    reader.read(trace::to_json(sent));
  }
  EXPECT_TRUE(std::holds_alternative<trace::Moment>(
      reader.read(trace::to_json(trace::Arrival{1, 12'000}))));
  EXPECT_TRUE(std::holds_alternative<trace::BadLine>(
      reader.read(trace::to_json(trace::Arrival{1, 1}))));
}

TEST(TraceReader, NamesTheFramesInASegmentAndWhenItArrives) {
  trace::Segment sent;
  sent.t = 1;
  sent.id = 1;
  sent.from = Host::server;
  sent.source = "192.0.2.2:7000";
  sent.seq = 1;
  sent.data = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
  sent.length = static_cast<std::uint32_t>(sent.data.size());
  trace::TraceReader reader{trace::Frames{7000}};
  const auto read = [&](const trace::Event& event) {
    return std::get<trace::Moment>(reader.read(trace::to_json(event)));
  };
  const std::vector<std::string> expected = {"101"};
  EXPECT_EQ(std::get<trace::Segment>(read(sent).event).frames, expected);
  EXPECT_EQ(read(trace::Arrival{1, 1}).segment->frames, expected);
}

}  // namespace
