#include "common/calls/lane.h"

#include <chrono>

#include "common/text/errno_name.h"

namespace calls {
namespace {

constexpr std::size_t most_untold = 100;  // of a socket that is never used

}  // namespace

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

void Lane::call(const Thread& thread, OpenCall& call, Socket* socket,
                Details details) {
  const Process& process = *thread.process;
  if (socket != nullptr) tell_folded(*socket, call.t);
  call.id = ++last_id_;
  tell(socket,
       trace::Call{
           .t = call.t,
           .host = host_,
           .program = process.program,
           .pid = process.id,
           .id = call.id,
           .text = call.text,
           .thread = process.threads > 1 && !call.name.empty() ? thread.id : 0,
           .ends = std::move(details.ends),
           .data = std::move(details.data),
           .closes = std::move(details.closes)});
}

void Lane::returns(const Thread& thread, const OpenCall& call, long long result,
                   Socket* socket, Details details) {
  tell(socket,
       trace::Return{.t = now(),
                     .host = host_,
                     .pid = thread.process->id,
                     .id = call.id,
                     .result = result < 0 ? -1 : result,
                     .error = result < 0 ? errno_name(static_cast<int>(-result))
                                         : std::string{},
                     .text = std::move(details.text),
                     .ends = std::move(details.ends),
                     .data = std::move(details.data)});
}

void Lane::never_returns(const Thread& thread, const OpenCall& call,
                         Socket* socket) {
  tell(socket, trace::Return{.t = now(),
                             .host = host_,
                             .pid = thread.process->id,
                             .id = call.id,
                             .result = -1,
                             .error = "",
                             .text = "never returned"});
}

void Lane::note(const std::string& text) {
  tell(nullptr, trace::Note{now(), text, host_});
}

void Lane::fold(Socket& socket, int fd, const std::string& option) {
  if (socket.folded.text.empty())
    socket.folded = {0, std::to_string(fd) + ": " + option, host_};
  else
    socket.folded.text += ", " + option;
}

// The events get the time of the row below them: their own may be long ago.
void Lane::use(Socket& socket, double t) {
  if (std::exchange(socket.used, true)) return;
  for (trace::Event& event : std::exchange(socket.untold, {})) {
    std::visit([t](auto& e) { e.t = t; }, event);
    tell_(event);
  }
}

void Lane::tell(Socket* socket, trace::Event event) {
  if (socket == nullptr || socket->used)
    tell_(event);
  else if (socket->untold.size() < most_untold)
    socket->untold.push_back(std::move(event));
}

void Lane::tell_folded(Socket& socket, double t) {
  if (socket.folded.text.empty()) return;
  socket.folded.t = t;
  tell(&socket, std::exchange(socket.folded, {}));
}

}  // namespace calls
