#include "common/player/page.h"

#include "common/player/files.h"
#include "common/player/sha256.h"
#include "common/text/base64.h"
#include "common/text/columns.h"
#include "common/text/escape.h"

namespace player {
namespace {

// As a Content-Security-Policy names what may be in the page.
std::string hash_of(std::string_view code) {
  return "'sha256-" + text::base64_encode(sha256(code)) + "'";
}

// No tag can begin or end in it: "<" in a text of JSON may be written so, too.
std::string in_script(std::string_view json) {
  std::string out;
  for (const char c : json) c == '<' ? out += "\\u003c" : out += c;
  return out;
}

}  // namespace

// The only script that runs is ours, known by its hash; nothing is ever loaded.
std::string page(std::string_view title, std::string_view rows,
                 std::string_view picture) {
  const std::string name = text::html_escaped(text::clean(title));
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
      "'none'; script-src " +
      hash_of(script()) + "; style-src " + hash_of(style()) +
      "; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>" +
      name + "</title>\n<style>";
  (out += style()) += "</style>\n</head>\n<body>\n<h1>" + name + "</h1>\n";
  (out += "<noscript>\n").append(picture) += "</noscript>\n";
  out += body();
  out += "<script type=\"application/json\" id=\"data\">\n" + in_script(rows);
  (out += "</script>\n<script>").append(script()) += "</script>\n";
  return out + "</body>\n</html>\n";
}

}  // namespace player
