// What a program of a play does under `calls`, as the trace tells it.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "common/trace/trace.h"

namespace stage {

class Deeds {
 public:
  // The processes that belong to it.
  void adopt(int pid) { pids_.insert(pid); }
  [[nodiscard]] bool has(int pid) const { return pids_.contains(pid); }

  // An event of one of them. Of a return: its call as one line,
  // "recv(8, 4096) = 5".
  void take(const trace::Call& call);
  std::optional<std::string> take(const trace::Return& end);

  // The thread that is in a call whose text begins so; nothing if there is none.
  [[nodiscard]] std::optional<int> thread_in(std::string_view begin) const;

  // Where it is: "it is in epoll_wait(5)", "its last call was recv(8, 4096) = 5".
  [[nodiscard]] std::string place() const;

  // What it has done since the last forget(): "it made socket(...) = 3, ...".
  [[nodiscard]] std::string made() const;
  void forget() { made_.clear(); }

 private:
  std::set<int> pids_;
  std::map<std::pair<int, long>, trace::Call> open_;  // by process and id
  std::deque<std::string> made_;
  std::string last_;
};

}  // namespace stage
