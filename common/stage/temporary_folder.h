// Where a play and its programs put what they need for a while.
#pragma once

#include <string>

namespace stage {

// A new folder, for this user alone. Throws std::system_error.
std::string make_temporary_folder();

// One that TMPDIR names. It goes with this object, and all that is in it: a program
// that is killed removes nothing itself.
class TemporaryFolder {
 public:
  TemporaryFolder();  // throws std::system_error
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

 private:
  std::string path_ = make_temporary_folder();
};

}  // namespace stage
