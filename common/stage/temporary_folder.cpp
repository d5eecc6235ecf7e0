#include "common/stage/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace stage {

std::string make_temporary_folder() {
  std::string name = std::filesystem::temp_directory_path() / "stage.XXXXXX";
  if (::mkdtemp(name.data()) == nullptr)
    throw std::system_error{errno, std::generic_category(), name};
  return name;
}

TemporaryFolder::TemporaryFolder() {
  ::setenv("TMPDIR", path_.c_str(), 1);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace stage
