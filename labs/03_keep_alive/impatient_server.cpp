// impatient_server: ends its connections at the moment when a request comes.
//
// Watch:  a request that lies unread when close() is called meets RST; behind one
//         that was read comes FIN. The client cannot know whether it was carried out.
// Read:   RFC 9112, section 9.3.1 "Retrying Requests"; RFC 9110, section 9.2.2
//         "Idempotent Methods".
// Run:    scripts/lab check 03/idle_race, where it is the other side

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "common/http/request_parser.h"
#include "common/http/write.h"
#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// Reads on until there is a whole request. False: the client has ended, or what it
// sends is none.
bool read_request(const Fd& client, http::RequestParser& parser,
                  http::Request& request) {
  while (true) {
    auto next = parser.next();
    if (auto* whole = std::get_if<http::Request>(&next)) {
      request = std::move(*whole);
      say(request.method + " " + request.target);
      return true;
    }
    if (!std::holds_alternative<http::NeedsMore>(next)) return false;
    std::array<char, 4096> buffer{};
    const ssize_t n =
        CALL(::recv(client.get(), buffer.data(), buffer.size(), 0));
    if (n <= 0) return false;
    parser.add({buffer.data(), static_cast<std::size_t>(n)});
  }
}

void answer(const Fd& client, const http::Request& request, bool pieces) {
  std::string bytes = http::to_bytes({200,
                                      "OK",
                                      1,
                                      {{"Date", http::date()}},
                                      "hello " + request.target + "\n"});
  if (pieces) {  // the second one waits for the ACK of the first: Nagle
    const std::size_t half = bytes.size() - 5;
    must(send_all(client, bytes.substr(0, half)));
    bytes.erase(0, half);
  }
  must(send_all(client, bytes));
}

// One letter, one deed. Stops when the client has ended.
void serve(const Fd& client, std::string_view plan, bool pieces) {
  http::RequestParser parser;
  http::Request request;
  for (const char deed : plan) {
    if (deed == 'u') {
      pollfd ready{.fd = client.get(), .events = POLLIN, .revents = 0};
      must(CALL(::poll(&ready, 1, -1)));
    } else {
      if (!read_request(client, parser, request)) return;
      if (deed == 'a') answer(client, request, pieces);
    }
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "impatient_server [--host H] [--port P] [--plan TEXT] [--pieces]\n"
      "Serves connections one after another, and ends each as the plan says.\n"
      "--plan TEXT    a word a connection: a answers a request, r reads one\n"
      "               and does not answer, u waits until one is there, "
      "unread;\n"
      "               then it closes (au,a)\n"
      "--pieces       sends each answer in two pieces");
  const Address address = resolve(options.host, options.port);
  std::string plan = options.text("--plan", "au,a");
  if (plan.find_first_not_of("aru,") != plan.npos)
    throw UsageError{"--plan takes words of a, r and u, not '" + plan + "'"};

  const Fd listener = listen_on(address);
  step("listening");

  plan += ',';
  while (!plan.empty()) {
    Fd client{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
    serve(client, plan.substr(0, plan.find(',')), options.has("--pieces"));
    must(CALL(::close(client.release())));
    step("closed");
    plan.erase(0, plan.find(',') + 1);
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
