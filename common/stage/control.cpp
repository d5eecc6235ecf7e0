#include "common/stage/control.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace stage {

void Control::until(std::string_view call, int number) {
  say("until " + std::string{call} + " " + std::to_string(number));
}

void Control::next() {
  say("next");
}

void Control::run() {
  say("run");
}

// If the program has ended, that is seen elsewhere.
void Control::say(const std::string& line) {
  held_ = "";
  const std::string text = line + "\n";
  while (socket_ &&
         ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL) == -1 &&
         errno == EINTR)
    continue;
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
      held_ = kept_.substr(text + 1, end - text - 1);
    kept_.erase(0, end + 1);
  }
  if (!ended) return;
  socket_ = Fd{};
  held_ = "";
}

}  // namespace stage
