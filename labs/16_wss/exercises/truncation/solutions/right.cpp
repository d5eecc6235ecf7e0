// Gets pages over TLS, and each one whole.
// link: -lssl -lcrypto
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

// Frees with the function that belongs to a type of OpenSSL.
template <auto Free>
struct Deleter {
  void operator()(auto* object) const { Free(object); }
};
using Context = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Deleter<SSL_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free>>;

struct Socket {
  int fd;
  ~Socket() { ::close(fd); }
};

[[noreturn]] void fail_in_tls(const char* call) {
  const char* const reason = ::ERR_reason_error_string(::ERR_get_error());
  throw std::runtime_error{std::string{call} + ": " +
                           (reason != nullptr ? reason : "it failed")};
}

int connect_to(const std::string& host, const char* port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* address = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port, &hints, &address))
    throw std::runtime_error{::gai_strerror(error)};
  const int fd = ::socket(address->ai_family, SOCK_STREAM, 0);
  if (fd == -1 || ::connect(fd, address->ai_addr, address->ai_addrlen) == -1)
    throw std::system_error{errno, std::generic_category(), "connect"};
  ::freeaddrinfo(address);
  return fd;
}

Context trusting(const std::string& pem) {
  Context context{::SSL_CTX_new(::TLS_client_method())};
  const Memory text{
      ::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  const Certificate trusted{
      ::PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)};
  if (!trusted || ::X509_STORE_add_cert(::SSL_CTX_get_cert_store(context.get()),
                                        trusted.get()) != 1)
    fail_in_tls("CA_PEM");
  ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

// The size of the page; nothing if it is cut.
std::optional<long> read_page(SSL_CTX* context, int number) {
  const std::string host = std::getenv("HOST");
  const Socket tcp{connect_to(host, std::getenv("PORT"))};
  const Session tls{::SSL_new(context)};
  ::SSL_set_tlsext_host_name(tls.get(), host.c_str());
  ::SSL_set1_host(tls.get(), host.c_str());  // the name is checked, too
  ::SSL_set_fd(tls.get(), tcp.fd);
  if (::SSL_connect(tls.get()) != 1) fail_in_tls("SSL_connect");
  const std::string request = std::to_string(number) + "\n";
  if (::SSL_write(tls.get(), request.data(),
                  static_cast<int>(request.size())) <= 0)
    fail_in_tls("SSL_write");
  std::array<char, 16384> bytes{};
  long size = 0;
  int n = 0;
  while ((n = ::SSL_read(tls.get(), bytes.data(), bytes.size())) > 0) size += n;
  // Whatever else ends the reading, FIN or RST, nobody has signed it.
  if (::SSL_get_error(tls.get(), n) == SSL_ERROR_ZERO_RETURN) return size;
  ::ERR_clear_error();
  return std::nullopt;
}

int main() try {
  const Context context = trusting(std::getenv("CA_PEM"));
  const int count = std::atoi(std::getenv("COUNT"));
  long total = 0;
  for (int number = 1; number <= count;) {
    const auto size = read_page(context.get(), number);
    total += size.value_or(0);
    if (size) ++number;
  }
  std::printf("all: %ld bytes\n", total);
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
