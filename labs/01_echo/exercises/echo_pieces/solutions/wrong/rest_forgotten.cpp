// wrong: once a line is answered, the buffer can be cleared
// fails at: note  A line and half of the next in one segment: the half is kept
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <string>

int main() {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(atoi(getenv("PORT"))));
  bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
  listen(listener, 5);
  for (;;) {
    int client = accept(listener, nullptr, nullptr);
    std::string buffer;
    char piece[4096];
    ssize_t n;
    while ((n = read(client, piece, sizeof piece)) > 0) {
      buffer.append(piece, static_cast<size_t>(n));
      size_t end;
      if (buffer.find('\n') == std::string::npos) continue;
      while ((end = buffer.find('\n')) != std::string::npos) {
        std::string line = buffer.substr(0, end);
        buffer.erase(0, end + 1);
        std::ostringstream text;
        text << line.size() << ' ' << line << '\n';
        write(client, text.str().data(), text.str().size());
      }
      buffer.clear();
    }
    close(client);
  }
}
