// Asks on one connection, and survives that the server closes it meanwhile.

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace {

int must(int result, const char* call) {
  if (result == -1)
    throw std::system_error{errno, std::generic_category(), call};
  return result;
}

std::string value(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr)
    throw std::runtime_error{std::string{name} + " is not set"};
  return text;
}

// The connection ended before a byte of the answer had come.
struct Lost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Server {
 public:
  Server(std::string host, std::string port)
      : host_{std::move(host)}, port_{std::move(port)} {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() { drop(); }

  // The status. RFC 9112, 9.3.1: it asks once more if the connection had been idle,
  // and if that does no harm, should the request have been carried out.
  std::string ask(const std::string& method, const std::string& path) {
    const bool kept = fd_ != -1;
    try {
      return exchange(method, path);
    } catch (const Lost&) {
      if (!kept || method == "POST") throw;
      return exchange(method, path);
    }
  }

 private:
  std::string exchange(const std::string& method, const std::string& path) try {
    connect();
    send(method + " " + path + " HTTP/1.1\r\nHost: " + host_ + "\r\n" +
         (method == "POST" ? "Content-Length: 0\r\n" : "") + "\r\n");
    return read_answer();
  } catch (...) {
    drop();
    throw;
  }

  void connect() {
    if (fd_ != -1) return;
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host_.c_str(), port_.c_str(), &hints, &found) != 0)
      throw std::runtime_error{"there is no host " + host_};
    fd_ = ::socket(found->ai_family, SOCK_STREAM, 0);
    const int connected =
        fd_ == -1 ? -1 : ::connect(fd_, found->ai_addr, found->ai_addrlen);
    ::freeaddrinfo(found);
    must(connected, "connect");
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n == -1)
        throw Lost{"send: " + std::generic_category().message(errno)};
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  // Adds what comes to the input.
  void receive() {
    std::array<char, 4096> buffer;
    const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (n > 0) {
      input_.append(buffer.data(), static_cast<std::size_t>(n));
      return;
    }
    if (!input_.empty()) throw std::runtime_error{"the answer is cut short"};
    throw Lost{n == 0 ? "the server has closed"
                      : "recv: " + std::generic_category().message(errno)};
  }

  // The status. What has come stays in the input until the answer is whole.
  std::string read_answer() {
    std::size_t end = 0;
    while ((end = input_.find("\r\n\r\n")) == input_.npos) receive();
    std::string head = input_.substr(0, end + 2);
    std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) {
      return static_cast<char>(std::tolower(c));
    });
    const std::size_t whole = end + 4 + body_size(head);
    while (input_.size() < whole) receive();
    input_.erase(0, whole);
    if (head.find("\r\nconnection: close\r\n") != head.npos) drop();
    return head.substr(9, 3);  // of "http/1.1 200 ok"
  }

  static std::size_t body_size(const std::string& head) {
    constexpr std::string_view name = "\r\ncontent-length: ";
    const auto place = head.find(name);
    return place == head.npos ? 0
                              : std::stoul(head.substr(place + name.size()));
  }

  void drop() {
    if (fd_ != -1) ::close(fd_);
    fd_ = -1;
    input_.clear();
  }

  std::string host_, port_;
  int fd_ = -1;
  std::string input_{};  // what has come, and is not yet read
};

}  // namespace

int main() try {
  Server server{value("HOST"), value("PORT")};
  std::istringstream requests{value("REQUESTS")};
  std::string method, path;
  while (requests >> method >> path) try {
      std::cout << method << ' ' << path << ' ' << server.ask(method, path)
                << '\n';
    } catch (const std::exception& error) {
      std::cout << method << ' ' << path << " has no answer: " << error.what()
                << '\n';
    }
  return 0;
} catch (const std::exception& error) {
  std::cerr << "idle_race: " << error.what() << '\n';
  return 1;
}
