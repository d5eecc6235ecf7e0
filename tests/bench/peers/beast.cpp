// An echo server with Boost.Beast, to stand beside ours in the bench.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <iostream>
#include <memory>
#include <utility>

using boost::asio::ip::tcp;
using boost::system::error_code;

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(tcp::socket socket) : stream_{std::move(socket)} {}

  void open() {
    stream_.next_layer().set_option(tcp::no_delay{true});
    stream_.auto_fragment(false);
    stream_.async_accept([self = shared_from_this()](error_code error) {
      if (!error) self->read();
    });
  }

 private:
  void read() {
    stream_.async_read(
        buffer_, [self = shared_from_this()](error_code error, std::size_t) {
          if (!error) self->write();
        });
  }

  void write() {
    stream_.text(stream_.got_text());
    stream_.async_write(
        buffer_.data(),
        [self = shared_from_this()](error_code error, std::size_t size) {
          self->buffer_.consume(size);
          if (!error) self->read();
        });
  }

  boost::beast::websocket::stream<tcp::socket> stream_;
  boost::beast::flat_buffer buffer_{};
};

void accept(tcp::acceptor& acceptor) {
  acceptor.async_accept([&](error_code error, tcp::socket socket) {
    if (!error) std::make_shared<Session>(std::move(socket))->open();
    accept(acceptor);
  });
}

int main() {
  boost::asio::io_context context{1};
  tcp::acceptor acceptor{context, {boost::asio::ip::address_v4::loopback(), 0}};
  std::cout << "listens on " << acceptor.local_endpoint() << std::endl;
  accept(acceptor);
  context.run();
}
