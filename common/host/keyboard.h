// Keys that need no Enter.
#pragma once

#include <termios.h>

namespace host {

// While it lives, standard input gives each key at once and shows none, if it
// is a terminal. See termios(3).
class Keyboard {
 public:
  explicit Keyboard(bool wanted);
  ~Keyboard();
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;

 private:
  termios before_{};  // above changed_, whose initializer fills it
  bool changed_;
};

}  // namespace host
