// The other end of `calls --control`: a program that is held before a call.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/socket/fd.h"

namespace stage {

class Control {
 public:
  // A stream socket.
  explicit Control(Fd socket) : socket_{std::move(socket)} {}

  // Each lets go what is held. Then the number-th call from now whose text begins
  // with `call` is held; the next one of any kind; none any more.
  void until(std::string_view call, int number);
  void next();
  void run();

  // Whether each shown call is a stop, too: one of the teacher's, until go().
  void stop_at_each(bool each);
  // Of these stops only the next one whose text begins so; empty: none of them.
  void seek(const std::string& call);
  void go() { ask(); }

  // The program ends by SIGKILL, and its `calls` tells of that.
  void kill() { say("kill\n"); }

  // The call that the program stands before: "close(8)"; empty: it runs.
  [[nodiscard]] const std::string& held() const { return held_; }
  // The same of such a stop, and since when it stands there.
  [[nodiscard]] const std::string& stop() const { return stop_; }
  [[nodiscard]] std::chrono::steady_clock::time_point since() const {
    return since_;
  }

  // To be watched for what take() takes in; -1 when the program has ended.
  [[nodiscard]] int fd() const { return socket_.get(); }
  void take();

 private:
  void ask();
  void say(std::string_view line) const;
  void stand(const std::string& call);

  Fd socket_;
  std::string kept_;                 // of a line that is not whole
  std::optional<std::string> goal_;  // the call that is awaited
  int left_ = 0;                     // how many of them
  bool each_ = false;
  std::string sought_;
  bool may_be_late_ = false;  // a stop that was asked for before
  std::string held_;
  std::string stop_;
  std::chrono::steady_clock::time_point since_;
};

}  // namespace stage
