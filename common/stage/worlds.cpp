#include "common/stage/worlds.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>
#include <sstream>

#include "common/host/keyboard.h"
#include "common/stage/process.h"

namespace stage {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// Ctrl-C in a terminal reaches the world too, which then ends by itself.
constexpr auto own_end = 500ms;

int play_in_world(const host::Signals& signals,
                  std::vector<std::string> command) {
  Process world{{.arguments = std::move(command)}};
  auto latest = Clock::time_point::max();
  int told = 0;
  while (!world.end() && Clock::now() < latest) {
    pollfd watched{signals.fd(), POLLIN, 0};
    ::poll(&watched, 1, told == 0 ? -1 : 10);
    while (const int signal = signals.next()) {
      // The engine hears of a new size of the window, too.
      if (signal == SIGCHLD || signal == SIGWINCH) continue;
      told = 128 + signal;
      const auto patience = signal == SIGINT ? own_end : 0ms;
      latest = std::min(latest, Clock::now() + patience);
    }
  }
  return told != 0 ? told : world.status();
}

}  // namespace

int play_in_worlds(const std::string& script, const std::string& scenes,
                   const std::vector<std::string>& engine,
                   const host::Signals& signals) {
  // The engine may be killed before it can give the terminal back as it was.
  const bool keys =
      std::any_of(engine.begin(), engine.end(), [](const auto& word) {
        return word == "--step" || word == "--step-wire" || word == "--predict";
      });
  const host::Keyboard keyboard{keys};
  std::vector<std::string> command{script};
  command.insert(command.end(), engine.begin(), engine.end());
  if (scenes.empty()) return play_in_world(signals, command);
  command.insert(command.end(), {"--scenes", ""});
  bool played = false;
  bool skipped = false;
  std::istringstream names{scenes};
  while (names >> command.back()) {
    if (played || skipped) std::cout << std::endl;
    const int status = play_in_world(signals, command);
    if (status != 0 && status != 77) return status;
    (status == 0 ? played : skipped) = true;
  }
  return played || !skipped ? 0 : 77;
}

}  // namespace stage
