// An echo server with WebSocket++, to stand beside ours in the bench.
#include <iostream>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>

using Server = websocketpp::server<websocketpp::config::asio>;
namespace asio = websocketpp::lib::asio;

int main() {
  Server server;
  server.clear_access_channels(websocketpp::log::alevel::all);
  server.clear_error_channels(websocketpp::log::elevel::all);
  server.init_asio();
  server.set_open_handler([&](websocketpp::connection_hdl client) {
    server.get_con_from_hdl(client)->get_raw_socket().set_option(
        asio::ip::tcp::no_delay{true});
  });
  server.set_message_handler(
      [&](websocketpp::connection_hdl client, Server::message_ptr message) {
        server.send(client, message->get_payload(), message->get_opcode());
      });
  server.listen(asio::ip::tcp::endpoint{asio::ip::address_v4::loopback(), 0});
  server.start_accept();
  websocketpp::lib::asio::error_code error;
  std::cout << "listens on " << server.get_local_endpoint(error) << std::endl;
  server.run();
}
