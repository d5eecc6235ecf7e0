// Any bytes as an expectation file: it is judged, or refused at one of its
// lines and columns.
#include <cstdint>
#include <cstdlib>
#include <variant>
#include <vector>

#include "common/verify/expectation.h"
#include "common/verify/judge.h"
#include "common/verify/parser.h"

namespace {

std::vector<trace::Event> short_trace() {
  std::vector<trace::Event> trace;
  for (
      const char* line :
      {R"({"t":0,"event":"call","host":"client","program":"x","pid":7,)"
       R"-("id":1,"text":"connect(client, server, size)"})-",
       R"({"t":0,"event":"segment","id":1,"connection":1,"from":"client",)"
       R"("source":"a","destination":"b","flags":["SYN"],"seq":0,"ack":0,)"
       R"("length":0,"window":0,"fate":"dropped"})",
       R"({"t":0,"event":"packet","id":2,"from":"server","source":"b",)"
       R"("destination":"a","protocol":"ICMP","text":"port unreachable",)"
       R"("fate":"injected","answers":1,"segment":"SYN seq 0","connection":1})",
       R"({"t":0,"event":"state","host":"client","local":"a","peer":"b",)"
       R"("from":"gone","to":"SYN-SENT","connection":1})",
       R"({"t":0,"event":"return","host":"client","pid":7,"id":1,)"
       R"("result":-1,"errno":"ETIMEDOUT"})",
       R"({"t":0,"event":"note","text":"Nobody answers."})",
       R"({"t":1,"event":"call","host":"client","program":"x","pid":7,)"
       R"-("id":2,"text":"connect(5, b)","peer":"b"})-",
       R"({"t":1,"event":"return","host":"client","pid":7,"id":2,)"
       R"("result":0,"local":"c","peer":"b"})",
       R"({"t":1,"event":"segment","id":3,"connection":2,"from":"client",)"
       R"("source":"c","destination":"b","flags":["FIN","ACK"],"seq":1,)"
       R"("ack":1,"length":3,"window":0,"fate":"delivered","data":"R0VU"})",
       R"({"t":2,"event":"call","host":"client","program":"x","pid":7,)"
       R"-("id":3,"text":"recv(5, 9)","local":"c","peer":"b"})-",
       R"({"t":2,"event":"return","host":"client","pid":7,"id":3,)"
       R"("result":0})",
       R"({"t":3,"event":"call","host":"client","program":"x","pid":7,)"
       R"-("id":4,"text":"exit: closes 5","closes":["c b"]})-"})
    trace.push_back(std::get<trace::Event>(trace::from_json(line)));
  return trace;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const std::vector<trace::Event> trace = short_trace();
  const auto parsed =
      verify::parse_expectations({reinterpret_cast<const char*>(data), size});
  if (const auto* bad = std::get_if<verify::BadExpectation>(&parsed)) {
    if (bad->line < 1 || bad->line > size + 1) std::abort();
    if (bad->column < 1 || bad->column > size + 1) std::abort();
    return 0;
  }
  const auto& lines = std::get<std::vector<verify::Expectation>>(parsed);
  for (const bool calls_only : {false, true}) {
    verify::Judge judge{lines, calls_only};
    for (const trace::Event& event : trace) judge.take(event);
    const auto unmet = judge.unmet();
    if (!unmet) continue;
    if (unmet->from > unmet->to || unmet->to > trace.size()) std::abort();
  }
  return 0;
}
