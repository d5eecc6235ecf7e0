// What the stage prints: the words of the programs, of ss, and of the teacher.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/stage/sight.h"

namespace stage {

// Thrown to end the engine with that status.
struct End {
  int status = 0;
};

class Show {
 public:
  Show();

  // Writes to standard output; nothing while it is silent. Throws End if nobody
  // reads on, as of `| head`; or std::system_error.
  void print(std::string_view text) const;
  void be_silent(bool silent) { silent_ = silent; }

  // A program says something.
  void line(const std::string& name, const std::string& host,
            std::string text) const;
  // What ss says of each end of each connection.
  void sockets(const std::vector<Sight::Row>& rows) const;
  void title(const std::string& scene, const std::string& text) const;
  void comment(const std::string& text) const;  // of the teacher
  void cue(const std::string& line) const;      // of the play, before Enter
  void keys() const;                            // of --step-wire
  void met(const std::string& text) const;
  // On standard error.
  void failure(const std::string& scene, const std::string& line,
               const std::string& why) const;

 private:
  std::string_view bold_, dim_, plain_, teal_, brown_, red_, green_;
  bool silent_ = false;
};

}  // namespace stage
