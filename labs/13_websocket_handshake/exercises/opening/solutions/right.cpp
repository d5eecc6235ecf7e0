// Opens a WebSocket, and sends the first text back. SHA-1 and Base64 by hand: the
// standard library has neither.
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace {

int must(int result, const char* what) {
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

// RFC 3174.
std::string sha1(std::string text) {
  std::array<std::uint32_t, 5> h = {0x67452301, 0xefcdab89, 0x98badcfe,
                                    0x10325476, 0xc3d2e1f0};
  const std::uint64_t bits = text.size() * 8;
  text += '\x80';
  while (text.size() % 64 != 56) text += '\0';
  for (int shift = 56; shift >= 0; shift -= 8)
    text += static_cast<char>(bits >> shift);
  for (std::size_t at = 0; at < text.size(); at += 64) {
    std::array<std::uint32_t, 80> w{};
    for (std::size_t i = 0; i < 64; ++i)
      w[i / 4] = w[i / 4] << 8 | static_cast<unsigned char>(text[at + i]);
    for (std::size_t i = 16; i < 80; ++i)
      w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    auto [a, b, c, d, e] = h;
    for (std::size_t i = 0; i < 80; ++i) {
      const auto [f, k] =
          i < 20   ? std::pair{(b & c) | (~b & d), 0x5a827999U}
          : i < 40 ? std::pair{b ^ c ^ d, 0x6ed9eba1U}
          : i < 60 ? std::pair{(b & c) | (b & d) | (c & d), 0x8f1bbcdcU}
                   : std::pair{b ^ c ^ d, 0xca62c1d6U};
      const std::uint32_t next = std::rotl(a, 5) + f + e + k + w[i];
      e = d, d = c, c = std::rotl(b, 30), b = a, a = next;
    }
    h = {h[0] + a, h[1] + b, h[2] + c, h[3] + d, h[4] + e};
  }
  std::string digest;
  for (const std::uint32_t word : h)
    for (int shift = 24; shift >= 0; shift -= 8)
      digest += static_cast<char>(word >> shift);
  return digest;
}

// RFC 4648, section 4.
std::string base64(const std::string& data) {
  constexpr char letters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < data.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t j = i; j < i + 3; ++j)
      three = three << 8 |
              (j < data.size() ? static_cast<unsigned char>(data[j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      text += i + j <= data.size() ? letters[three >> (18 - 6 * j) & 63] : '=';
  }
  return text;
}

std::string random_bytes(int size) {
  std::random_device device;
  std::string bytes;
  while (size-- > 0) bytes += static_cast<char>(device());
  return bytes;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

class Connection {
 public:
  Connection(const std::string& host, const std::string& port) {
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
  }
  ~Connection() { close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void send_all(const std::string& data) const {
    for (std::size_t sent = 0; sent < data.size();)
      sent += static_cast<std::size_t>(
          must(static_cast<int>(send(fd_, data.data() + sent,
                                     data.size() - sent, MSG_NOSIGNAL)),
               "send"));
  }

  // False: the server has ended.
  bool read_more() {
    std::array<char, 4096> bytes;
    const int size = must(
        static_cast<int>(recv(fd_, bytes.data(), bytes.size(), 0)), "recv");
    kept_.append(bytes.data(), static_cast<std::size_t>(size));
    return size > 0;
  }

  // So many bytes; what came behind them is kept.
  std::string take(std::size_t size) {
    while (kept_.size() < size)
      if (!read_more()) throw std::runtime_error{"the server has ended"};
    std::string data = kept_.substr(0, size);
    kept_.erase(0, size);
    return data;
  }

  std::string take_head() {
    while (kept_.find("\r\n\r\n") == std::string::npos)
      if (!read_more()) throw std::runtime_error{"the server has ended"};
    return take(kept_.find("\r\n\r\n") + 4);
  }

 private:
  int fd_ = -1;
  std::string kept_;
};

bool opens_websocket(const std::string& head, const std::string& key) {
  std::istringstream lines{head};
  std::string version;
  std::string status;
  lines >> version >> status;
  std::map<std::string, std::string> headers;
  std::string line;
  std::getline(lines, line);  // what is left of the first one
  while (std::getline(lines, line, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const auto begin = line.find_first_not_of(" \t", colon + 1);
    const auto end = line.find_last_not_of(" \t\r");
    if (begin <= end)
      headers[lower(line.substr(0, colon))] =
          line.substr(begin, end + 1 - begin);
  }
  const std::string accept =
      base64(sha1(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
  return status == "101" && lower(headers["upgrade"]) == "websocket" &&
         lower(headers["connection"]).find("upgrade") != std::string::npos &&
         headers["sec-websocket-accept"] == accept;
}

std::string text_frame(const std::string& text) {
  const std::string mask = random_bytes(4);
  std::string frame{'\x81', static_cast<char>(0x80 | text.size())};
  frame += mask;
  for (std::size_t i = 0; i < text.size(); ++i)
    frame += static_cast<char>(text[i] ^ mask[i % 4]);
  return frame;
}

// Whether there was a WebSocket.
bool try_once(const std::string& host, const std::string& port,
              const std::string& page) {
  Connection connection{host, port};
  const std::string key = base64(random_bytes(16));
  connection.send_all("GET /" + page + " HTTP/1.1\r\nHost: " + host + ":" +
                      port +
                      "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Key: " +
                      key + "\r\nSec-WebSocket-Version: 13\r\n\r\n");
  if (!opens_websocket(connection.take_head(), key)) return false;
  const std::string header = connection.take(2);
  const auto length = static_cast<unsigned char>(header[1]);
  if (header[0] != '\x81' || length > 125)
    throw std::runtime_error{"this is no short text"};
  connection.send_all(text_frame(connection.take(length)));
  while (connection.read_more()) continue;
  return true;
}

}  // namespace

int main() try {
  const std::string host = environment("HOST");
  const std::string port = environment("PORT");
  const std::string page = environment("PAGE");
  while (!try_once(host, port, page)) continue;
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
