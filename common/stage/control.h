// The other end of `calls --control`: a program that is held before a call.
#pragma once

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

  // The call that the program stands before: "close(8)"; empty: it runs.
  [[nodiscard]] const std::string& held() const { return held_; }

  // To be watched for what take() takes in; -1 when the program has ended.
  [[nodiscard]] int fd() const { return socket_.get(); }
  void take();

 private:
  void say(const std::string& line);

  Fd socket_;
  std::string kept_;  // of a line that is not whole
  std::string held_;
};

}  // namespace stage
