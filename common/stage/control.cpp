#include "common/stage/control.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace stage {

void Control::until(std::string_view call, int number) {
  goal_ = call;
  left_ = number;
  ask();
}

void Control::next() {
  until("", 1);
}

void Control::run() {
  goal_.reset();
  ask();
}

void Control::stop_at_each(bool each) {
  sought_ = "";
  if (std::exchange(each_, each) == each) return;
  if (!held_.empty() || !stop_.empty()) return;
  ask();
  may_be_late_ = !each;
}

void Control::seek(const std::string& call) {
  sought_ = call;
  each_ = !call.empty();
  if (held_.empty()) ask();
}

void Control::ask() {
  held_ = stop_ = "";
  may_be_late_ = false;
  std::string line =
      goal_ ? "until " + *goal_ + " " + std::to_string(left_) : "run";
  if (each_ || goal_ == "") line = "next";
  say(line + "\n");
}

// If the program has ended, that is seen elsewhere.
void Control::say(std::string_view line) const {
  while (socket_ &&
         ::send(socket_.get(), line.data(), line.size(), MSG_NOSIGNAL) == -1 &&
         errno == EINTR)
    continue;
}

// It stands before that call.
void Control::stand(const std::string& call) {
  const bool counts = goal_ && call.starts_with(*goal_);
  // Told so late that it goes on already.
  if (std::exchange(may_be_late_, false) && !counts) return;
  if (each_ && !(counts && --left_ == 0)) {
    if (!call.starts_with(sought_)) return ask();
    sought_ = "";
    stop_ = call;
    since_ = std::chrono::steady_clock::now();
    return;
  }
  goal_.reset();
  held_ = call;
}

// "held PID TEXT" lines.
void Control::take() {
  std::array<char, 1024> chunk;
  ssize_t size = 0;
  while ((size = ::recv(socket_.get(), chunk.data(), chunk.size(),
                        MSG_DONTWAIT)) > 0)
    kept_.append(chunk.data(), static_cast<std::size_t>(size));
  const bool ended = size == 0 || (errno != EAGAIN && errno != EINTR);
  for (auto end = kept_.find('\n'); end != kept_.npos; end = kept_.find('\n')) {
    const auto text = kept_.find(' ', kept_.find(' ') + 1);
    if (kept_.starts_with("held ") && text < end)
      stand(kept_.substr(text + 1, end - text - 1));
    kept_.erase(0, end + 1);
  }
  if (!ended) return;
  socket_ = Fd{};
  held_ = stop_ = "";
}

}  // namespace stage
