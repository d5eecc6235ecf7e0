#include "common/websocket/explain.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace websocket {
namespace {

TEST(ExplainAccept, ShowsTheFourStepsOfTheExampleInRfc6455) {
  const std::array<std::string, 4> steps = {
      "key     dGhlIHNhbXBsZSBub25jZQ==",
      "+ GUID  dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
      "SHA-1   b37a4f2cc0624f1690f64606cf385945b2bec4ea",
      "Base64  s3pPLMBiTxaQ9kYGzzhZRbK+xOo="};
  EXPECT_EQ(explain_accept("dGhlIHNhbXBsZSBub25jZQ=="), steps);
}

// printf %s KEY258EAFA5-... | sha1sum | xxd -r -p | base64
TEST(ExplainAccept, TakesAnyTextForAKey) {
  struct Case {
    std::string key;
    std::string digest;
    std::string accept;
  };
  for (const auto& [key, digest, accept] : {
           Case{"", "29f87d408b0c559725eb110f6313c7cd6f1267cc",
                "Kfh9QIsMVZcl6xEPYxPHzW8SZ8w="},
           Case{"x3JJHMbDL1EzLkh9GBhXDw==",
                "1d29ab734b0c9585240069a6e4e3e91b61da1969",
                "HSmrc0sMlYUkAGmm5OPpG2HaGWk="},
           Case{"not a key", "14d005d9aeece3332ff72e46aa2ab3f31a56a9e1",
                "FNAF2a7s4zMv9y5Gqiqz8xpWqeE="},
       }) {
    const auto steps = explain_accept(key);
    EXPECT_EQ(steps[0], "key     " + key);
    EXPECT_EQ(steps[2], "SHA-1   " + digest);
    EXPECT_EQ(steps[3], "Base64  " + accept);
  }
}

}  // namespace
}  // namespace websocket
