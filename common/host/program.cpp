#include "common/host/program.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <sstream>

namespace host {

bool is_on_path(const std::string& name, int mode) {
  const char* path = std::getenv("PATH");
  std::istringstream folders{path != nullptr ? path : ""};
  for (std::string folder; std::getline(folders, folder, ':');)
    if (::access(folder.append("/").append(name).c_str(), mode) == 0)
      return true;
  return false;
}

int why_not_run(const std::string& name, int error) {
  const bool is_path = name.find('/') != name.npos;
  return error == EACCES && !is_path && !is_on_path(name, F_OK) ? ENOENT
                                                                : error;
}

}  // namespace host
