#include "common/observe/trace_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

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
    observe::TraceReader reader;
    reader.read(R"({"t":10,"event":"note","text":"x"})");
    const auto read = reader.read(line);
    EXPECT_TRUE(std::holds_alternative<observe::BadLine>(read)) << what;
    EXPECT_TRUE(std::holds_alternative<observe::Moment>(
        reader.read(R"({"t":9.5,"event":"note","text":"a little late"})")));
  }
}

TEST(TraceReader, RemembersSegmentsOnlyForAWhile) {
  observe::TraceReader reader;
  observe::Segment sent;
  sent.t = 1;
  sent.from = "client";
  for (long id = 1; id <= 12'000; ++id) {
    sent.id = id;
    reader.read(observe::to_json(sent));
  }
  EXPECT_TRUE(std::holds_alternative<observe::Moment>(
      reader.read(observe::to_json(observe::Arrival{1, 12'000}))));
  EXPECT_TRUE(std::holds_alternative<observe::BadLine>(
      reader.read(observe::to_json(observe::Arrival{1, 1}))));
}

TEST(TraceReader, NamesTheFramesInASegmentAndWhenItArrives) {
  observe::Segment sent;
  sent.t = 1;
  sent.id = 1;
  sent.from = "server";
  sent.source = "192.0.2.2:7000";
  sent.seq = 1;
  sent.data = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
  sent.length = static_cast<std::uint32_t>(sent.data.size());
  observe::TraceReader reader{observe::Frames{7000}};
  const auto read = [&](const observe::Event& event) {
    return std::get<observe::Moment>(reader.read(observe::to_json(event)));
  };
  const std::vector<std::string> expected = {"101"};
  EXPECT_EQ(std::get<observe::Segment>(read(sent).event).frames, expected);
  EXPECT_EQ(read(observe::Arrival{1, 1}).segment->frames, expected);
}

}  // namespace
