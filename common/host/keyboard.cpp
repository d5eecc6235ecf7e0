#include "common/host/keyboard.h"

#include <unistd.h>

namespace host {

Keyboard::Keyboard(bool wanted)
    : changed_{wanted && ::tcgetattr(STDIN_FILENO, &before_) == 0} {
  if (!changed_) return;
  termios raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

Keyboard::~Keyboard() {
  if (changed_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

}  // namespace host
