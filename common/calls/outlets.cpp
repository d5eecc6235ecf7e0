#include "common/calls/outlets.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <map>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "common/calls/lane.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"
#include "common/trace/outlet.h"

namespace calls {
namespace {

class ToSocket {
 public:
  explicit ToSocket(const std::string& path) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    if (path.size() >= sizeof address.sun_path)
      throw std::system_error{ENAMETOOLONG, std::generic_category(),
                              "LAB_TRACE=" + path};
    path.copy(address.sun_path, path.size());
    const timeval patience{1, 0};
    must(::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience,
                      sizeof patience),
         "setsockopt(LAB_TRACE, SO_SNDTIMEO)");
    must(::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address),
                   sizeof address),
         "connect(LAB_TRACE)");
  }

  ~ToSocket() {
    if (lost_ > 0) reaches(trace::Lost{now(), lost_}, 0);
  }
  ToSocket(const ToSocket&) = delete;
  ToSocket& operator=(const ToSocket&) = delete;

  void tell(const trace::Event& event) {
    if (lost_ > 0 && reaches(trace::Lost{now(), lost_}, MSG_DONTWAIT))
      lost_ = 0;
    // While events are lost it does not wait, or each would take a second.
    if (!reaches(event, lost_ > 0 ? MSG_DONTWAIT : 0)) ++lost_;
  }

 private:
  bool reaches(const trace::Event& event, int flags) {
    const std::string line = to_json(event);
    return ::send(socket_.get(), line.data(), line.size(),
                  flags | MSG_NOSIGNAL) != -1;
  }

  Fd socket_{must(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0),
                  "socket(AF_UNIX, SOCK_DGRAM, 0)")};
  long lost_ = 0;
};

// The program goes on where its trace cannot: the disk is full, the reader has gone.
class ToFile {
 public:
  explicit ToFile(const std::string& path) : outlet_{path} {
    add(trace::Version{start_});
    outlet_.flush();
  }
  ~ToFile() {
    attempt([this] { outlet_.finish(); });
  }
  ToFile(const ToFile&) = delete;
  ToFile& operator=(const ToFile&) = delete;

  void tell(const trace::Event& event) {
    attempt([&] {
      add(event);
      outlet_.flush();
    });
  }

 private:
  void add(trace::Event event) {
    std::visit([&](auto& e) { e.t -= start_; }, event);
    outlet_.add(to_json(event) + "\n");
  }

  template <typename Write>
  void attempt(Write write) {
    if (over_) return;
    try {
      write();
    } catch (const std::system_error& error) {
      over_ = true;
      std::cerr << "calls: " << error.what() << ": the trace ends here\n";
    }
  }

  trace::Outlet outlet_;
  double start_ = now();
  bool over_ = false;
};

// Beside a program that says things, too: a result stands on the line of its call
// unless something else has been told meanwhile.
class ToPerson {
 public:
  void tell(const trace::Event& event) {
    if (const auto* call = std::get_if<trace::Call>(&event)) {
      end_line();
      write(line_of(*call));
      open_ = call->id;
      calls_[call->id] = *call;
    } else if (const auto* end = std::get_if<trace::Return>(&event)) {
      const auto made = calls_.extract(end->id);
      if (!made) return;
      if (open_ != end->id) {
        end_line();
        write(line_of(made.mapped()));
      }
      open_ = 0;
      write(result_of(made.mapped(), *end) + "\n");
    } else if (const auto* note = std::get_if<trace::Note>(&event)) {
      end_line();
      write("calls: " + note->text + "\n");
    }
  }

 private:
  void end_line() {
    if (std::exchange(open_, 0) != 0) write("\n");
  }
  static void write(std::string_view text) {
    const ssize_t n = ::write(STDERR_FILENO, text.data(), text.size());
    (void)n;  // nobody may listen
  }

  // "curl  close(5)"; of other processes than the first, and of threads, with the
  // number: "curl 71  close(5)".
  std::string line_of(const trace::Call& call) {
    if (first_ == 0) first_ = call.pid;
    const int number = call.thread != 0 ? call.thread : call.pid;
    return call.program +
           (number == first_ ? "" : " " + std::to_string(number)) + "  " +
           call.text;
  }

  int first_ = 0;                      // the process that was heard first
  long open_ = 0;                      // the call whose line has no end yet
  std::map<long, trace::Call> calls_;  // that have not come back
};

template <typename Outlet>
Tell teller(const std::shared_ptr<Outlet>& outlet) {
  return [outlet](const trace::Event& event) { outlet->tell(event); };
}

}  // namespace

Tell to_socket(const std::string& path) {
  return teller(std::make_shared<ToSocket>(path));
}

Tell to_file(const std::string& path) {
  return teller(std::make_shared<ToFile>(path));
}

Tell to_person() {
  return teller(std::make_shared<ToPerson>());
}

}  // namespace calls
