// A WebSocket server that sends each message back. SHA-1 and Base64 by hand: the
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
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace {

constexpr int continuation_frame = 0;
constexpr int text_frame = 1;
constexpr int close_frame = 8;
constexpr int ping_frame = 9;
constexpr int pong_frame = 10;

// The Close code says why.
struct Refused {
  int code;
};
constexpr int broken_rule = 1002;
constexpr int not_utf8 = 1007;
constexpr int too_big = 1009;

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

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// RFC 3629, section 4: how many bytes may follow, and which may be the second.
bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    std::size_t size = 1;
    if (first >= 0xc2 && first <= 0xdf) size = 2;
    if (first >= 0xe0 && first <= 0xef) size = 3;
    if (first >= 0xf0 && first <= 0xf4) size = 4;
    if ((size == 1 && first > 0x7f) || text.size() < size) return false;
    for (std::size_t i = 1; i < size; ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      const int least = i > 1           ? 0x80
                        : first == 0xe0 ? 0xa0
                        : first == 0xf0 ? 0x90
                                        : 0x80;
      const int most = i > 1           ? 0xbf
                       : first == 0xed ? 0x9f
                       : first == 0xf4 ? 0x8f
                                       : 0xbf;
      if (byte < least || byte > most) return false;
    }
    text.remove_prefix(size);
  }
  return true;
}

// The high byte first.
std::string big_endian(std::uint64_t number, int size) {
  std::string bytes;
  while (size-- > 0) bytes += static_cast<char>(number >> 8 * size);
  return bytes;
}

std::uint64_t number_of(const std::string& bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes)
    number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

struct Frame {
  bool fin;
  int opcode;
  std::string payload;
};

class Connection {
 public:
  explicit Connection(int fd) : fd_{fd} {}
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

  // So many bytes; what came behind them is kept.
  std::string take(std::size_t size) {
    while (kept_.size() < size) read_more();
    std::string data = kept_.substr(0, size);
    kept_.erase(0, size);
    return data;
  }

  std::string take_head() {
    while (kept_.find("\r\n\r\n") == std::string::npos) read_more();
    return take(kept_.find("\r\n\r\n") + 4);
  }

  // `room`: so many bytes the message may still have.
  Frame take_frame(std::uint64_t room) {
    const auto header = number_of(take(2));
    const bool has_mask = (header & 0x80) != 0;
    Frame frame{.fin = (header & 0x8000) != 0,
                .opcode = static_cast<int>(header >> 8 & 0xf),
                .payload = {}};
    std::uint64_t size = header & 0x7f;
    if (!has_mask) throw Refused{broken_rule};
    if (size >= 126) size = number_of(take(size == 126 ? 2 : 8));
    if (frame.opcode < close_frame && size > room) throw Refused{too_big};
    const std::string mask = take(4);
    frame.payload = take(size);
    for (std::size_t i = 0; i < size; ++i)
      frame.payload[i] = static_cast<char>(frame.payload[i] ^ mask[i % 4]);
    return frame;
  }

  void send_frame(int opcode, const std::string& payload) const {
    const std::size_t size = payload.size();
    std::string frame = big_endian(0x80U | static_cast<unsigned>(opcode), 1);
    if (size < 126)
      frame += big_endian(size, 1);
    else if (size < 65536)
      frame += big_endian(126, 1) + big_endian(size, 2);
    else
      frame += big_endian(127, 1) + big_endian(size, 8);
    send_all(frame + payload);
  }

 private:
  void read_more() {
    std::array<char, 65536> bytes;
    const auto size = recv(fd_, bytes.data(), bytes.size(), 0);
    must(static_cast<int>(size), "recv");
    if (size == 0) throw std::runtime_error{"the client has ended"};
    kept_.append(bytes.data(), static_cast<std::size_t>(size));
  }

  int fd_;
  std::string kept_;
};

void shake_hands(Connection& client) {
  std::istringstream lines{client.take_head()};
  std::string key;
  for (std::string line; std::getline(lines, line);) {
    const auto begin = line.find_first_not_of(" \t", line.find(':') + 1);
    const auto end = line.find_last_not_of(" \t\r");
    if (lower(line.substr(0, line.find(':'))) == "sec-websocket-key")
      key = line.substr(begin, end + 1 - begin);
  }
  client.send_all(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
      "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
      base64(sha1(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) + "\r\n\r\n");
}

void echo(Connection& client, std::size_t limit) {
  int kind = text_frame;
  std::string message;
  while (true) {
    const Frame frame = client.take_frame(limit - message.size());
    if (frame.opcode == close_frame) {
      client.send_frame(close_frame, frame.payload.substr(0, 2));
      return;
    }
    if (frame.opcode == ping_frame)
      client.send_frame(pong_frame, frame.payload);
    if (frame.opcode >= close_frame) continue;
    if (frame.opcode != continuation_frame) kind = frame.opcode;
    message += frame.payload;
    if (frame.fin) {
      if (kind == text_frame && !is_utf8(message)) throw Refused{not_utf8};
      client.send_frame(kind, message);
      message.clear();
    }
  }
}

void serve(int fd, std::size_t limit) try {
  Connection client{fd};
  try {
    shake_hands(client);
    echo(client, limit);
  } catch (const Refused& refused) {
    client.send_frame(close_frame,
                      big_endian(static_cast<unsigned>(refused.code), 2));
  }
} catch (const std::exception& error) {
  std::cerr << "a client has left without a Close: " << error.what() << "\n";
}

int listen_on(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* list = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &list);
      error != 0)
    throw std::runtime_error{gai_strerror(error)};
  const int listener =
      must(socket(list->ai_family, list->ai_socktype, 0), "socket");
  const int on = 1;
  must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on),
       "setsockopt");
  must(bind(listener, list->ai_addr, list->ai_addrlen), "bind");
  must(listen(listener, SOMAXCONN), "listen");
  freeaddrinfo(list);
  return listener;
}

}  // namespace

int main() try {
  const std::size_t limit = std::stoul(environment("LIMIT"));
  const int listener = listen_on(environment("HOST"), environment("PORT"));
  while (true) serve(must(accept(listener, nullptr, nullptr), "accept"), limit);
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
