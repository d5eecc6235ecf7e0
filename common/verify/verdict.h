// A trace judged by an expectation file, and the verdict in words.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/trace/trace.h"
#include "common/verify/expectation.h"
#include "common/verify/judge.h"

namespace verify {

class Verdict {
 public:
  // `wire`, `frames`: the trace has segments, and they have the names of the
  // WebSocket frames, or the records of TLS, in them. Throws std::runtime_error, or std::system_error, if
  // the file cannot be read, or needs names that there are not.
  Verdict(const std::string& path, bool wire, bool frames);

  void take(const trace::Event& event);

  struct Words {
    int status = 0;    // 0: it was as expected; 1: not; 77: the machine was too
    std::string text;  // slow to tell. Lines, each with its end
  };
  // After the last event.
  [[nodiscard]] Words end() const;

 private:
  [[nodiscard]] std::string met() const;
  [[nodiscard]] std::string not_met(const Unmet& unmet) const;

  std::string path_;
  std::vector<Expectation> lines_;  // the judge points to them
  std::unique_ptr<Judge> judge_;
  std::size_t events_ = 0;
};

}  // namespace verify
