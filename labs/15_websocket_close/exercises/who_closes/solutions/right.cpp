// Closes WebSockets, and leaves it to the server to end TCP.
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>

namespace {

constexpr char close_frame = '\x88';
const std::string normal = "\x03\xe8";  // 1000

long must(long result, const char* what) {
  if (result == -1)
    throw std::system_error{errno, std::generic_category(), what};
  return result;
}

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr)
    throw std::runtime_error{std::string{name} + " is not set"};
  return value;
}

std::string random_from(const std::string& letters, int size) {
  std::random_device device;
  std::string text;
  while (size-- > 0) text += letters[device() % letters.size()];
  return text;
}

std::string random_bytes(int size) {
  std::random_device device;
  std::string bytes;
  while (size-- > 0) bytes += static_cast<char>(device());
  return bytes;
}

// 16 bytes in Base64 are 22 of its letters, of which the last one stands for two
// bits only, and "==".
std::string random_key() {
  return random_from(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
             21) +
         random_from("AQgw", 1) + "==";
}

class WebSocket {
 public:
  WebSocket(const std::string& host, const std::string& port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (const int error =
            getaddrinfo(host.c_str(), port.c_str(), &hints, &list);
        error != 0)
      throw std::runtime_error{gai_strerror(error)};
    fd_ = socket(list->ai_family, list->ai_socktype, 0);
    const int result =
        fd_ == -1 ? -1 : connect(fd_, list->ai_addr, list->ai_addrlen);
    const int error = errno;
    freeaddrinfo(list);
    if (result == -1)
      throw std::system_error{error, std::generic_category(), "connect"};
    send_all("GET / HTTP/1.1\r\nHost: " + host + ":" + port +
             "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Key: " +
             random_key() + "\r\nSec-WebSocket-Version: 13\r\n\r\n");
    while (kept_.find("\r\n\r\n") == std::string::npos) read_more();
    take(kept_.find("\r\n\r\n") + 4);
  }
  ~WebSocket() { close(fd_); }
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  struct Frame {
    char first;
    std::string payload;
  };
  Frame read_frame() {
    const std::string header = take(2);
    return {header[0], take(static_cast<unsigned char>(header[1]))};
  }

  void send_close(const std::string& code) const {
    const std::string mask = random_bytes(4);
    std::string frame{close_frame, static_cast<char>(0x80 | code.size())};
    frame += mask;
    for (std::size_t i = 0; i < code.size(); ++i)
      frame += static_cast<char>(code[i] ^ mask[i]);
    send_all(frame);
  }

  // Until the server has ended, but no longer.
  void wait_for_the_end(long milliseconds) const {
    const timeval time{milliseconds / 1000, milliseconds % 1000 * 1000};
    must(setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time),
         "setsockopt");
    std::array<char, 4096> dropped;
    long size = 0;
    while ((size = recv(fd_, dropped.data(), dropped.size(), 0)) > 0) continue;
    if (size == -1 && errno != EAGAIN) must(size, "recv");
  }

 private:
  void send_all(const std::string& data) const {
    for (std::size_t sent = 0; sent < data.size();)
      sent += static_cast<std::size_t>(
          must(send(fd_, data.data() + sent, data.size() - sent, MSG_NOSIGNAL),
               "send"));
  }

  void read_more() {
    std::array<char, 4096> bytes;
    const long size = must(recv(fd_, bytes.data(), bytes.size(), 0), "recv");
    if (size == 0) throw std::runtime_error{"the server has ended"};
    kept_.append(bytes.data(), static_cast<std::size_t>(size));
  }

  std::string take(std::size_t size) {
    while (kept_.size() < size) read_more();
    std::string data = kept_.substr(0, size);
    kept_.erase(0, size);
    return data;
  }

  int fd_ = -1;
  std::string kept_;
};

void read_until_both_closed(WebSocket& websocket) {
  bool sent = false;
  while (true) {
    const auto [first, payload] = websocket.read_frame();
    if (first == close_frame) {
      if (!sent) websocket.send_close(payload.substr(0, 2));
      return;
    }
    if (payload == "end" && !sent) {
      websocket.send_close(normal);
      sent = true;
    }
  }
}

}  // namespace

int main() try {
  const long patience = std::stol(environment("PATIENCE"));
  for (int left = std::stoi(environment("COUNT")); left > 0; --left) {
    WebSocket websocket{environment("HOST"), environment("PORT")};
    read_until_both_closed(websocket);
    websocket.wait_for_the_end(patience);
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
