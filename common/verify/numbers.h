// Which connection a call is about: the one that has its ends. A connect() comes
// before the first segment of its connection: it gets the number that its SYN will
// have, the next one; of two that wait for their SYN, the first one has the first.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "common/trace/trace.h"

namespace verify {

class Numbers {
 public:
  // A segment or a state names a connection and its ends.
  void see(const trace::Event& event);

  // A connect() to `ends.peer` begins; and has come to an end.
  int begin(const trace::Call& call);
  void end(const trace::Return& end);

  // 0: not known.
  [[nodiscard]] int of(const trace::Ends& ends) const;
  [[nodiscard]] int of(const std::string& local_and_peer) const;

 private:
  struct Awaited {  // its SYN has not been seen
    trace::Host host;
    int pid;
    long id;
    trace::Ends ends;
  };
  void name(int connection, const std::string& one, const std::string& other);

  std::map<std::string, int> known_;  // by "LOCAL PEER" of each host
  std::deque<std::string> names_;     // the same, the oldest first
  int last_ = 0;
  std::vector<Awaited> awaited_;
};

}  // namespace verify
