// The engine's programs: each is started with its pipes, and with a socket to
// `calls` if that runs it.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "common/host/pipe.h"
#include "common/socket/must.h"
#include "common/stage/engine.h"
#include "common/stage/tools.h"

namespace stage {
namespace {

struct Ends {
  Fd ours;
  Fd theirs;
};

// Both close on exec. See socketpair(2).
Ends make_ends() {
  std::array<int, 2> ends{};
  must(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()),
       "socketpair(AF_UNIX, SOCK_STREAM, 0)");
  return {Fd{ends[0]}, Fd{ends[1]}};
}

}  // namespace

// What is run: a lab's program, which waits at its steps; or, behind --, any other
// one under `calls`, whose options stand before it.
Engine::Arguments Engine::command_of(const Arguments& arguments, int control) {
  const std::string& program = arguments[3];
  Arguments rest{arguments.begin() + 3, arguments.end()};
  if (!program.starts_with("-")) {
    const bool other_lab = program.find('/') != program.npos;
    rest[0] =
        settings_.programs + "/" + (other_lab ? program : lab_ + "/" + program);
    if (!std::filesystem::exists(rest[0]))
      fail(rest[0] + " is not there: run make");
    rest.emplace_back("--step");
    return rest;
  }
  const auto dashes = std::find(rest.begin(), rest.end(), "--");
  if (rest.end() - dashes < 2)
    fail("start NAME on HOST [OPTION ...] -- COMMAND, not '" +
         joined(arguments) + "'");
  const std::string& command = dashes[1];
  if (command.find('/') != command.npos ? ::access(command.c_str(), X_OK) == -1
                                        : !has_tool(command))
    fail("there is no program '" + command + "', or it may not be run");
  rest.insert(dashes + 1, {"env", "-u", "LAB_TRACE"});  // one lane is enough
  rest.insert(rest.begin(),
              {settings_.programs + "/00_instruments/calls", "--host",
               arguments[2], "--control", std::to_string(control)});
  return rest;
}

// start NAME on HOST PROGRAM ARGUMENTS
void Engine::start(const Arguments& arguments) {
  if (arguments[1] != "on" ||
      (arguments[2] != "client" && arguments[2] != "server"))
    fail("start NAME on client|server PROGRAM, not '" + joined(arguments) +
         "'");
  const std::string& name = arguments[0];
  const std::string& host = arguments[2];
  if (cast_.contains(name) && !cast_[name]->status)
    fail("a program that is called '" + name + "' has not ended");
  Ends control = make_ends();
  const bool traced = arguments[3].starts_with("-");
  Command command{.arguments = command_of(arguments, control.theirs.get()),
                  .network = world_ ? host : "",
                  .own_group = true};
  raise();
  host::Pipe in = host::make_pipe();
  host::Pipe out = host::make_pipe();
  command.environment = {{"LAB_TRACE", calls_path_}, {"LAB_HOST", host}};
  command.in = in.out.get();
  command.out = command.error = out.in.get();
  if (traced) command.kept = {control.theirs.get()};
  const auto program =
      traced ? std::find(arguments.begin(), arguments.end(), "--") + 1
             : arguments.begin() + 3;
  auto listened = listeners(host);
  std::optional<Traced> held;
  if (traced) {
    held = Traced{.control = Control{std::move(control.ours)}};
    held->control.stop_at_each(keys_.stop_at_calls);
    // For the next word of a play, which may say where. The two of lab watch run.
    if (!watch_.on || keys_.stop_at_calls) held->control.next();
  }
  Process process{command};
  ::fcntl(in.in.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(out.out.get(), F_SETFL, O_NONBLOCK);
  give({std::to_string(process.pid())});
  cast_[name] = std::make_unique<Actor>(
      Actor{.name = name,
            .host = host,
            .process = std::move(process),
            .in = std::move(in.in),
            .out = std::move(out.out),
            .speech = Speech{std::filesystem::path{*program}.filename()},
            .traced = std::move(held),
            .listened = std::move(listened)});
}

}  // namespace stage
