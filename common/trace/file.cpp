#include "common/trace/file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "common/socket/must.h"
#include "common/trace/trace.h"

namespace trace {
namespace {

using namespace std::string_view_literals;

// What captures begin with: pcap, in microseconds and nanoseconds, in both byte
// orders, and as an old tcpdump wrote it; pcapng.
constexpr std::array<std::string_view, 7> captures = {
    "\xa1\xb2\xc3\xd4"sv, "\xd4\xc3\xb2\xa1"sv, "\xa1\xb2\x3c\x4d"sv,
    "\x4d\x3c\xb2\xa1"sv, "\xa1\xb2\xcd\x34"sv, "\x34\xcd\xb2\xa1"sv,
    "\x0a\x0d\x0d\x0a"sv};
constexpr std::string_view gzip = "\x1f\x8b"sv;

}  // namespace

Fd open_trace(const std::string& path) {
  if (path == "-")
    return Fd{must(::fcntl(0, F_DUPFD_CLOEXEC, 0), "dup(standard input)")};
  Fd file{must(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path.c_str())};
  struct stat about {};
  must(::fstat(file.get(), &about), path.c_str());
  if (S_ISDIR(about.st_mode))
    throw std::runtime_error{path + ": is a directory, and a trace is a file"};
  if (S_ISREG(about.st_mode) && about.st_size == 0)
    throw std::runtime_error{path + ": is empty"};
  return file;
}

void check_trace(std::string_view beginning, const std::string& path,
                 const std::string& program) {
  const bool piped = path == "-";
  const std::string name = piped ? "standard input" : path;
  const std::string file = piped ? "FILE" : path;
  std::string cure = "\n  sniff --read " + file + " | " + program;
  for (const std::string_view capture : captures)
    if (beginning.starts_with(capture))
      throw std::runtime_error{
          name + ": is a capture, not a trace. Make it one:" + std::move(cure)};
  if (beginning.starts_with(gzip)) {
    const std::string unzip = "\n  gzip -dc " + file + " | ";
    throw std::runtime_error{name + ": is compressed. If it is a capture:" +
                             unzip + "sniff --read - | " + program +
                             "\nIf it is a trace:" + unzip + program};
  }
  if (beginning.find('\0') != beginning.npos)
    throw std::runtime_error{
        name + ": is not a trace: a trace is text, a JSON object a line"};
  const auto first = from_json(beginning.substr(0, beginning.find('\n')));
  const auto* event = std::get_if<Event>(&first);
  const auto* version =
      event != nullptr ? std::get_if<Version>(event) : nullptr;
  if (version != nullptr && version->version > newest_version)
    throw std::runtime_error{name + ": " + newer_version(*version)};
}

}  // namespace trace
