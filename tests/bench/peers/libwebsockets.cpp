// An echo server with libwebsockets, to stand beside ours in the bench.
#include <libwebsockets.h>

#include <deque>
#include <iostream>
#include <string>
#include <utility>

namespace {

struct Message {
  std::string bytes{};  // behind the room that lws_write wants for the header
  bool binary = false;
};

struct Client {
  Message coming{};
  std::deque<Message> unsent{};
};

int serve(lws* socket, lws_callback_reasons reason, void* user, void* in,
          std::size_t size) {
  Client** client = static_cast<Client**>(user);
  switch (reason) {
    case LWS_CALLBACK_ESTABLISHED:
      *client = new Client{};
      break;
    case LWS_CALLBACK_CLOSED:
      delete *client;
      break;
    case LWS_CALLBACK_RECEIVE: {
      Message& message = (*client)->coming;
      if (message.bytes.empty()) message.bytes.resize(LWS_PRE);
      message.bytes.append(static_cast<const char*>(in), size);
      if (lws_is_final_fragment(socket) == 0 ||
          lws_remaining_packet_payload(socket) > 0) {
        break;
      }
      message.binary = lws_frame_is_binary(socket) != 0;
      (*client)->unsent.push_back(std::exchange(message, {}));
      lws_callback_on_writable(socket);
      break;
    }
    case LWS_CALLBACK_SERVER_WRITEABLE: {
      auto& unsent = (*client)->unsent;
      if (unsent.empty()) break;
      std::string& bytes = unsent.front().bytes;
      lws_write(socket, reinterpret_cast<unsigned char*>(&bytes[LWS_PRE]),
                bytes.size() - LWS_PRE,
                unsent.front().binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
      unsent.pop_front();
      if (!unsent.empty()) lws_callback_on_writable(socket);
      break;
    }
    default:
      break;
  }
  return 0;
}

}  // namespace

int main() {
  lws_set_log_level(0, nullptr);
  const lws_protocols protocols[] = {
      {"echo", serve, sizeof(Client*), 128 * 1024, 0, nullptr, 0},
      {nullptr, nullptr, 0, 0, 0, nullptr, 0}};
  lws_context_creation_info info{};
  info.iface = "127.0.0.1";
  info.port = 0;
  info.protocols = protocols;
  info.gid = -1;
  info.uid = -1;
  lws_context* context = lws_create_context(&info);
  if (context == nullptr) return 1;
  lws_vhost* host = lws_get_vhost_by_name(context, "default");
  std::cout << "listens on 127.0.0.1:" << lws_get_vhost_listen_port(host)
            << std::endl;
  while (lws_service(context, 0) >= 0) {
  }
}
