// What a program of somebody else is given: files to read, values, and so much of
// the machine.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace sandbox {

struct Limits {
  int seconds;         // from its beginning to its end
  int processes;       // and threads, at once
  int files;           // open ones of a process
  std::size_t memory;  // bytes, of all its processes
  std::size_t disk;    // bytes, in its /tmp
  std::size_t output;  // bytes that it may say; the rest is not passed on
};

struct Plan {
  std::vector<std::string> command;
  std::string folder;  // where it begins: readable, with all below it
  std::vector<std::string> readable;               // other files and folders
  std::vector<std::string> hidden;                 // folders, also below those
  std::map<std::string, std::string> environment;  // all that it has
  Limits limits;
};

}  // namespace sandbox
