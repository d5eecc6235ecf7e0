#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/http/message.h"
#include "common/http/refusal.h"
#include "common/websocket/handshake.h"

namespace {

using http::Header;
using http::Refusal;
using http::Request;
using http::Response;
using websocket::Accepted;

// RFC 6455, section 1.3.
constexpr std::string_view sample_key = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view sample_accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

Request good_request() {
  return websocket::opening_request("localhost:7000", "/chat", sample_key);
}

Response good_answer() {
  return websocket::opening_response(Accepted{std::string{sample_key}});
}

void remove(std::vector<Header>& headers, std::string_view name) {
  std::erase_if(headers, [name](const Header& h) { return h.name == name; });
}

void add(std::vector<Header>& headers, std::string name, std::string value) {
  headers.push_back({std::move(name), std::move(value)});
}

void replace(std::vector<Header>& headers, std::string name,
             std::string value) {
  remove(headers, name);
  add(headers, std::move(name), std::move(value));
}

// All values of that name, so that a test sees one that stands there twice.
std::vector<std::string> values(const std::vector<Header>& headers,
                                std::string_view name) {
  std::vector<std::string> found;
  for (const Header& header : headers) {
    if (header.name == name) found.push_back(header.value);
  }
  return found;
}

using Values = std::vector<std::string>;

TEST(AcceptFor, AnswersTheSampleKeyAsTheRfcDoes) {
  EXPECT_EQ(websocket::accept_for(sample_key), sample_accept);
}

TEST(AcceptFor, AnswersAnotherKeyWithAnotherValue) {
  EXPECT_EQ(websocket::accept_for("x3JJHMbDL1EzLkh9GBhXDw=="),
            "HSmrc0sMlYUkAGmm5OPpG2HaGWk=");
}

TEST(OpeningRequest, SaysAllThatTheRfcDemands) {
  const Request request = good_request();
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/chat");
  EXPECT_EQ(request.minor_version, 1);
  EXPECT_EQ(request.body, "");
  EXPECT_EQ(values(request.headers, "Host"), Values{"localhost:7000"});
  EXPECT_EQ(values(request.headers, "Upgrade"), Values{"websocket"});
  EXPECT_EQ(values(request.headers, "Connection"), Values{"Upgrade"});
  EXPECT_EQ(values(request.headers, "Sec-WebSocket-Key"),
            Values{std::string{sample_key}});
  EXPECT_EQ(values(request.headers, "Sec-WebSocket-Version"), Values{"13"});
  EXPECT_EQ(request.headers.size(), 5U);
}

TEST(OpeningRequest, ListsTheSubprotocolsThatTheClientSpeaks) {
  const Request request = websocket::opening_request(
      "localhost", "/", sample_key, {"superchat", "chat"});
  EXPECT_EQ(values(request.headers, "Sec-WebSocket-Protocol"),
            Values{"superchat, chat"});
}

TEST(OpeningRequest, RefusesASubprotocolThatIsNoToken) {
  for (const std::string subprotocol : {"", "a b", "a,b", "a\r\nb"}) {
    EXPECT_THROW(
        websocket::opening_request("localhost", "/", sample_key, {subprotocol}),
        std::invalid_argument)
        << subprotocol;
  }
}

TEST(CheckOpening, AcceptsWhatOurClientSaysAndGivesItsKey) {
  const auto opening = websocket::check_opening(good_request());
  ASSERT_TRUE(std::holds_alternative<Accepted>(opening));
  EXPECT_EQ(std::get<Accepted>(opening).key, sample_key);
}

TEST(CheckOpening, AcceptsEverySpellingThatTheRfcAllows) {
  struct Case {
    std::string name;
    void (*respell)(Request&);
  };
  const std::vector<Case> cases = {
      {"a capital W and S",
       [](Request& r) { replace(r.headers, "Upgrade", "WebSocket"); }},
      {"another protocol offered too",
       [](Request& r) { replace(r.headers, "Upgrade", "h2c , websocket"); }},
      {"Upgrade repeated",
       [](Request& r) {
         replace(r.headers, "Upgrade", "h2c");
         add(r.headers, "Upgrade", "WEBSOCKET");
       }},
      {"Firefox: keep-alive, Upgrade",
       [](Request& r) {
         replace(r.headers, "Connection", "keep-alive, Upgrade");
       }},
      {"a small u",
       [](Request& r) { replace(r.headers, "Connection", "upgrade"); }},
      {"no space, empty members",
       [](Request& r) {
         replace(r.headers, "Connection", ",keep-alive,,UPGRADE,");
       }},
      {"Connection repeated",
       [](Request& r) {
         replace(r.headers, "Connection", "keep-alive");
         add(r.headers, "connection", "Upgrade");
       }},
      {"a whole URI, as to a proxy",
       [](Request& r) { r.target = "http://localhost:7000/chat?room=1"; }},
      {"small letters in every name",
       [](Request& r) {
         r.headers = {{"host", "localhost"},
                      {"upgrade", "websocket"},
                      {"connection", "upgrade"},
                      {"sec-websocket-key", std::string{sample_key}},
                      {"sec-websocket-version", "13"}};
       }},
      {"offers that a server need not take",
       [](Request& r) {
         add(r.headers, "Sec-WebSocket-Extensions",
             "permessage-deflate; client_max_window_bits, x; a=\"1\" ;b = 2");
         add(r.headers, "Sec-WebSocket-Extensions", ", foo");
         add(r.headers, "Sec-WebSocket-Protocol", "chat");
         add(r.headers, "Origin", "http://localhost:7000");
       }},
  };
  for (const auto& [name, respell] : cases) {
    Request request = good_request();
    respell(request);
    const auto opening = websocket::check_opening(request);
    ASSERT_TRUE(std::holds_alternative<Accepted>(opening))
        << name << ": " << std::get<Refusal>(opening).reason;
    EXPECT_EQ(std::get<Accepted>(opening).key, sample_key) << name;
  }
}

TEST(CheckOpening, RefusesWhatBreaksARuleAndNamesTheRule) {
  struct Case {
    std::string name;
    void (*spoil)(Request&);
    int status;
    std::string reason;  // a part of it
  };
  const std::string one_key = "one Sec-WebSocket-Key";
  const std::string key_of_16 = "Base64 of 16 bytes";
  const std::vector<Case> cases = {
      {"POST", [](Request& r) { r.method = "POST"; }, 405, "GET"},
      {"get: case matters", [](Request& r) { r.method = "get"; }, 405, "GET"},
      {"HTTP/1.0", [](Request& r) { r.minor_version = 0; }, 400, "HTTP/1.1"},
      {"a target that is no path", [](Request& r) { r.target = "chat"; }, 400,
       "a path"},
      {"a fragment", [](Request& r) { r.target = "/chat#top"; }, 400, "a path"},
      {"a body", [](Request& r) { r.body = "frames?"; }, 400,
       "no body (RFC 9110, 9.3.1)"},
      {"no Host", [](Request& r) { remove(r.headers, "Host"); }, 400, "Host"},
      {"an empty Host", [](Request& r) { replace(r.headers, "Host", ""); }, 400,
       "Host"},
      {"two Hosts", [](Request& r) { add(r.headers, "host", "localhost"); },
       400, "Host"},
      {"no Upgrade", [](Request& r) { remove(r.headers, "Upgrade"); }, 400,
       "list websocket"},
      {"another Upgrade",
       [](Request& r) { replace(r.headers, "Upgrade", "h2c, websockets"); },
       400, "list websocket"},
      {"no Connection", [](Request& r) { remove(r.headers, "Connection"); },
       400, "list Upgrade"},
      {"another Connection",
       [](Request& r) { replace(r.headers, "Connection", "keep-alive"); }, 400,
       "list Upgrade"},
      {"no key", [](Request& r) { remove(r.headers, "Sec-WebSocket-Key"); },
       400, one_key},
      {"the same key twice",
       [](Request& r) {
         add(r.headers, "sec-websocket-key", std::string{sample_key});
       },
       400, one_key},
      {"an empty key",
       [](Request& r) { replace(r.headers, "Sec-WebSocket-Key", ""); }, 400,
       key_of_16},
      {"a key of 15 bytes",
       [](Request& r) {
         replace(r.headers, "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j");
       },
       400, key_of_16},
      {"a key of 17 bytes",
       [](Request& r) {
         replace(r.headers, "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZWU=");
       },
       400, key_of_16},
      {"a key of 1 byte",
       [](Request& r) { replace(r.headers, "Sec-WebSocket-Key", "dA=="); }, 400,
       key_of_16},
      {"a key without its padding",
       [](Request& r) {
         replace(r.headers, "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ");
       },
       400, key_of_16},
      {"16 characters that are not Base64",
       [](Request& r) {
         replace(r.headers, "Sec-WebSocket-Key", "the sample nonce");
       },
       400, key_of_16},
      {"no version",
       [](Request& r) { remove(r.headers, "Sec-WebSocket-Version"); }, 426,
       "Sec-WebSocket-Version must be 13"},
      {"version 8",
       [](Request& r) { replace(r.headers, "Sec-WebSocket-Version", "8"); },
       426, "Sec-WebSocket-Version must be 13"},
      {"version 013",
       [](Request& r) { replace(r.headers, "Sec-WebSocket-Version", "013"); },
       426, "Sec-WebSocket-Version must be 13"},
      {"versions 13 and 8",
       [](Request& r) { replace(r.headers, "Sec-WebSocket-Version", "13, 8"); },
       426, "Sec-WebSocket-Version must be 13"},
      {"version 13 twice",
       [](Request& r) { add(r.headers, "Sec-WebSocket-Version", "13"); }, 426,
       "Sec-WebSocket-Version must be 13"},
      {"version 8 with a key of its own kind: the version is what is wrong",
       [](Request& r) {
         replace(r.headers, "Sec-WebSocket-Version", "8");
         replace(r.headers, "Sec-WebSocket-Key", "1234");
       },
       426, "Sec-WebSocket-Version must be 13"},
  };
  for (const auto& [name, spoil, status, reason] : cases) {
    Request request = good_request();
    spoil(request);
    const auto opening = websocket::check_opening(request);
    ASSERT_TRUE(std::holds_alternative<Refusal>(opening)) << name;
    const auto& refusal = std::get<Refusal>(opening);
    EXPECT_EQ(refusal.status, status) << name;
    EXPECT_NE(refusal.reason.find(reason), std::string::npos)
        << name << ": " << refusal.reason;
  }
}

TEST(CheckOpening, RefusesListsThatBreakTheirGrammar) {
  const std::string protocol = "Sec-WebSocket-Protocol";
  const std::string extensions = "Sec-WebSocket-Extensions";
  struct Case {
    std::string name;
    std::string value;
  };
  const std::vector<Case> cases = {
      {protocol, ""},
      {protocol, " , "},
      {protocol, "a b"},
      {protocol, "chat, \"x\""},
      {protocol, "a/b"},
      {protocol, "caf\xc3\xa9"},
      {extensions, ""},
      {extensions, ","},
      {extensions, "a b"},
      {extensions, ";a"},
      {extensions, "a;"},
      {extensions, "a;;b"},
      {extensions, "a; =1"},
      {extensions, "a; b="},
      {extensions, "a; b=\"\""},
      {extensions, "a; b=\""},
      {extensions, "a; b=\"c d\""},
      {extensions, "good, a; b=c=d"},
  };
  for (const auto& [name, value] : cases) {
    Request request = good_request();
    add(request.headers, name, value);
    const auto opening = websocket::check_opening(request, {{"chat"}});
    ASSERT_TRUE(std::holds_alternative<Refusal>(opening)) << name << value;
    EXPECT_EQ(std::get<Refusal>(opening).status, 400);
    EXPECT_TRUE(std::get<Refusal>(opening).reason.starts_with(name)) << value;
  }
}

TEST(CheckOpening, ChoosesTheClientsBestSubprotocolOfThoseThatTheServerSpeaks) {
  struct Case {
    std::vector<std::string> asked;  // a header each
    std::vector<std::string> spoken;
    std::string chosen;
  };
  const std::vector<Case> cases = {
      {{"chat"}, {"chat"}, "chat"},
      {{"chat, superchat"}, {"superchat", "chat"}, "chat"},
      {{"news", "superchat,chat"}, {"chat", "superchat"}, "superchat"},
      {{"chat"}, {}, ""},
      {{"chat"}, {"superchat"}, ""},
      {{"Chat"}, {"chat"}, ""},  // case matters
      {{}, {"chat"}, ""},
      {{"news", "chat"}, {"chat"}, "chat"},
  };
  for (const auto& [asked, spoken, chosen] : cases) {
    Request request = good_request();
    for (const auto& value : asked) {
      add(request.headers, "Sec-WebSocket-Protocol", value);
    }
    const auto opening =
        websocket::check_opening(request, {.subprotocols = spoken});
    ASSERT_TRUE(std::holds_alternative<Accepted>(opening));
    EXPECT_EQ(std::get<Accepted>(opening).subprotocol, chosen)
        << testing::PrintToString(asked);
  }
}

TEST(CheckOpening, LetsOnlyPagesOfTheListedOriginsIn) {
  struct Case {
    std::vector<std::string> sent;  // an Origin header each
    std::vector<std::string> allowed;
    bool accepted;
  };
  const std::string home = "http://localhost:7000";
  const std::vector<Case> cases = {
      {{home}, {home}, true},
      {{home}, {"https://example.org", home}, true},
      {{home}, {}, true},  // no list
      {{}, {home}, true},  // not a page
      {{"http://localhost:7001"}, {home}, false},
      {{"https://localhost:7000"}, {home}, false},
      {{home + "/"}, {home}, false},
      {{"null"}, {home}, false},
      {{""}, {home}, false},
      {{home, "http://evil.example"}, {home}, false},
      {{home, home}, {home}, false},
  };
  for (const auto& [sent, allowed, accepted] : cases) {
    Request request = good_request();
    for (const auto& value : sent) add(request.headers, "Origin", value);
    const auto opening =
        websocket::check_opening(request, {.origins = allowed});
    EXPECT_EQ(std::holds_alternative<Accepted>(opening), accepted)
        << testing::PrintToString(sent);
    if (!accepted) {
      EXPECT_EQ(std::get<Refusal>(opening).status, 403);
    }
  }
}

TEST(OpeningResponse, SwitchesProtocolsForWhatWasAccepted) {
  const Response response = good_answer();
  EXPECT_EQ(response.status, 101);
  EXPECT_EQ(response.reason, "Switching Protocols");
  EXPECT_EQ(response.minor_version, 1);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(values(response.headers, "Upgrade"), Values{"websocket"});
  EXPECT_EQ(values(response.headers, "Connection"), Values{"Upgrade"});
  EXPECT_EQ(values(response.headers, "Sec-WebSocket-Accept"),
            Values{std::string{sample_accept}});
  EXPECT_EQ(response.headers.size(), 3U);
}

TEST(OpeningResponse, NamesTheSubprotocolThatWasChosen) {
  const Response response =
      websocket::opening_response(Accepted{std::string{sample_key}, "chat"});
  EXPECT_EQ(values(response.headers, "Sec-WebSocket-Protocol"), Values{"chat"});
  EXPECT_EQ(response.headers.size(), 4U);
}

TEST(OpeningResponse, RefusesAnotherOriginWith403) {
  const Response response = websocket::opening_response(Refusal{403, "why"});
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(response.reason, "Forbidden");
}

TEST(OpeningResponse, PassesOnWhatTheHttpParserFound) {
  const Response response = websocket::opening_response(Refusal{431, "why"});
  EXPECT_EQ(response.status, 431);
  EXPECT_EQ(response.reason, "Request Header Fields Too Large");
}

TEST(OpeningResponse, SaysWhyItRefusesAndThatItEndsTheConnection) {
  const Response response =
      websocket::opening_response(Refusal{400, "there must be one Host"});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.reason, "Bad Request");
  EXPECT_EQ(response.body, "there must be one Host\n");
  EXPECT_EQ(values(response.headers, "Connection"), Values{"close"});
  EXPECT_EQ(values(response.headers, "Content-Type"), Values{"text/plain"});
  EXPECT_EQ(values(response.headers, "Date").size(), 1U);
  EXPECT_EQ(response.headers.size(), 3U);
}

TEST(OpeningResponse, NamesTheMethodThatIsAllowed) {
  const Response response = websocket::opening_response(Refusal{405, "why"});
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.reason, "Method Not Allowed");
  EXPECT_EQ(values(response.headers, "Allow"), Values{"GET"});
  EXPECT_EQ(response.headers.size(), 4U);
}

TEST(OpeningResponse, NamesTheVersionThatItSpeaks) {
  const Response response = websocket::opening_response(Refusal{426, "why"});
  EXPECT_EQ(response.status, 426);
  EXPECT_EQ(response.reason, "Upgrade Required");
  EXPECT_EQ(values(response.headers, "Sec-WebSocket-Version"), Values{"13"});
  EXPECT_EQ(values(response.headers, "Upgrade"), Values{"websocket"});
  EXPECT_EQ(values(response.headers, "Connection"),
            (Values{"close", "Upgrade"}));
}

TEST(CheckAnswer, FindsNothingWrongWithWhatOurServerSays) {
  EXPECT_EQ(websocket::check_answer(good_answer(), sample_key), std::nullopt);
}

TEST(CheckAnswer, FindsNothingWrongWithOtherSpellings) {
  Response answer = good_answer();
  answer.headers = {{"upgrade", "WebSocket"},
                    {"connection", "keep-alive"},
                    {"CONNECTION", "UPGRADE"},
                    {"sec-websocket-accept", std::string{sample_accept}}};
  answer.reason = "Web Socket Protocol Handshake";
  EXPECT_EQ(websocket::check_answer(answer, sample_key), std::nullopt);
}

TEST(CheckAnswer, TakesOneSubprotocolOfThoseThatWereAskedFor) {
  struct Case {
    std::vector<std::string> answered;  // a header each
    std::vector<std::string> asked;
    bool right;
  };
  const std::vector<Case> cases = {
      {{"chat"}, {"chat"}, true},
      {{"chat"}, {"superchat", "chat"}, true},
      {{}, {"chat"}, true},
      {{"chat"}, {}, false},
      {{"Chat"}, {"chat"}, false},
      {{""}, {"chat"}, false},
      {{"chat, superchat"}, {"chat", "superchat"}, false},
      {{"chat", "chat"}, {"chat"}, false},
  };
  for (const auto& [answered, asked, right] : cases) {
    Response answer = good_answer();
    for (const auto& value : answered) {
      add(answer.headers, "Sec-WebSocket-Protocol", value);
    }
    EXPECT_EQ(!websocket::check_answer(answer, sample_key, asked), right)
        << testing::PrintToString(answered);
  }
}

TEST(CheckAnswer, NamesTheRuleThatTheServerBroke) {
  struct Case {
    std::string name;
    void (*spoil)(Response&);
    std::string wrong;  // a part of it
  };
  const std::string upgrade = "Upgrade must be websocket";
  const std::string connection = "Connection must list Upgrade";
  const std::string accept = "Sec-WebSocket-Accept must answer the key";
  const std::vector<Case> cases = {
      {"200", [](Response& r) { r.status = 200; }, "must be 101, not 200"},
      {"HTTP/1.0", [](Response& r) { r.minor_version = 0; }, "HTTP/1.1"},
      {"no Upgrade", [](Response& r) { remove(r.headers, "Upgrade"); },
       upgrade},
      {"another Upgrade",
       [](Response& r) { replace(r.headers, "Upgrade", "h2c"); }, upgrade},
      {"an Upgrade to two protocols at once",
       [](Response& r) { replace(r.headers, "Upgrade", "websocket, h2c"); },
       upgrade},
      {"an Upgrade to two protocols in two headers",
       [](Response& r) { add(r.headers, "Upgrade", "h2c"); }, upgrade},
      {"no Connection", [](Response& r) { remove(r.headers, "Connection"); },
       connection},
      {"another Connection",
       [](Response& r) { replace(r.headers, "Connection", "close"); },
       connection},
      {"no accept",
       [](Response& r) { remove(r.headers, "Sec-WebSocket-Accept"); }, accept},
      {"the accept of another key",
       [](Response& r) {
         replace(r.headers, "Sec-WebSocket-Accept",
                 "HSmrc0sMlYUkAGmm5OPpG2HaGWk=");
       },
       accept},
      {"the accept in small letters",
       [](Response& r) {
         replace(r.headers, "Sec-WebSocket-Accept",
                 "s3pplmbitxaq9kygzzhzrbk+xoo=");
       },
       accept},
      {"the key sent back, as an echo server does",
       [](Response& r) {
         replace(r.headers, "Sec-WebSocket-Accept", std::string{sample_key});
       },
       accept},
      {"the accept twice",
       [](Response& r) {
         add(r.headers, "Sec-WebSocket-Accept", std::string{sample_accept});
       },
       accept},
      {"an extension",
       [](Response& r) {
         add(r.headers, "sec-websocket-extensions", "permessage-deflate");
       },
       "Extensions was not asked for"},
      {"a subprotocol",
       [](Response& r) { add(r.headers, "Sec-WebSocket-Protocol", "chat"); },
       "Protocol was not asked for"},
  };
  for (const auto& [name, spoil, wrong] : cases) {
    Response answer = good_answer();
    spoil(answer);
    const auto found = websocket::check_answer(answer, sample_key);
    ASSERT_TRUE(found) << name;
    EXPECT_NE(found->find(wrong), std::string::npos) << name << ": " << *found;
  }
}

}  // namespace
