// What the stage prints: the words of the programs, of ss, and of the teacher.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/ladder/status.h"
#include "common/stage/sight.h"

namespace stage {

// Thrown to end the engine with that status.
struct End {
  int status = 0;
};

// The status of an engine whose user wants no more scenes: that is no failure.
inline constexpr int quit = 90;

class Show {
 public:
  Show();

  // Writes to standard output; nothing while it is silent. Throws End if nobody
  // reads on, as of `| head`; or std::system_error.
  void print(std::string_view text);
  void be_silent(bool silent) { silent_ = silent; }

  // From now on what would be printed goes there; until it is released, when all of
  // it is printed.
  void capture(std::function<void(std::string_view)> taker);
  void release();
  void drop() { captured_ = "", taker_ = nullptr; }

  // At the bottom of a terminal, from now on; nothing: no more.
  void status(const std::optional<ladder::Status>& status);
  void resize();  // the terminal has another width

  // A program says something.
  void line(const std::string& name, const std::string& host, std::string text);
  // What ss says of each end of each connection.
  void sockets(const std::vector<Sight::Row>& rows);
  void title(const std::string& scene, const std::string& text);
  void comment(const std::string& text);  // of the teacher
  void cue(const std::string& line);      // of the play, before Enter
  // What the keys do, with --step and --step-wire.
  void keys(bool step, bool step_wire);
  void met(const std::string& text);
  // On standard error.
  void failure(const std::string& scene, const std::string& line,
               const std::string& why);

 private:
  std::string_view bold_, dim_, plain_, teal_, brown_, red_, green_;
  void write(std::string_view text) const;

  bool silent_ = false;
  std::function<void(std::string_view)> taker_{};
  std::string captured_;
  ladder::StatusLine bottom_;
  std::optional<ladder::Status> status_;
};

}  // namespace stage
