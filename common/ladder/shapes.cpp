#include "common/ladder/shapes.h"

#include <cstdio>
#include <numbers>

#include "common/text/columns.h"
#include "common/text/escape.h"

namespace ladder::shapes {
namespace {

constexpr const char* fonts = "'DejaVu Sans Mono', Menlo, Consolas, monospace";

// Around a place, clockwise.
std::string turned(double x, double y, double radians) {
  if (radians == 0) return "";
  return attribute("transform",
                   "rotate(" + coordinate(radians * 180 / std::numbers::pi) +
                       " " + coordinate(x) + " " + coordinate(y) + ")");
}

}  // namespace

std::string escaped(std::string_view text) {
  return text::html_escaped(text::clean(text));
}

std::string coordinate(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string attribute(const char* name, std::string_view value) {
  return (std::string{" "} + name + "=\"").append(value) + "\"";
}

std::string text(const Look& look, double x, double y, std::string_view content,
                 double radians) {
  std::string out = "<text" + attribute("class", look.colour.name) +
                    attribute("fill", look.colour.value) +
                    attribute("x", coordinate(x)) +
                    attribute("y", coordinate(y));
  if (look.strong) out += attribute("font-weight", "bold");
  if (look.anchor == Anchor::middle) out += attribute("text-anchor", "middle");
  if (look.anchor == Anchor::end) out += attribute("text-anchor", "end");
  return out + turned(x, y, radians) + ">" + escaped(content) + "</text>\n";
}

std::string path(const Colour& colour, double x, double y,
                 const std::string& way, double radians) {
  return "<path" + attribute("class", colour.name) +
         attribute("fill", colour.value) + attribute("stroke", colour.value) +
         attribute("d", "M" + coordinate(x) + " " + coordinate(y) + way) +
         turned(x, y, radians) + "/>\n";
}

std::string box(double x, double y, double w, double h) {
  return "<rect" + attribute("class", paper.name) +
         attribute("fill", paper.value) + attribute("x", coordinate(x)) +
         attribute("y", coordinate(y)) + attribute("width", coordinate(w)) +
         attribute("height", coordinate(h)) + "/>\n";
}

std::string line(const Colour& colour, double x, double y,
                 const std::string& way) {
  return "<path" + attribute("class", colour.name) + attribute("fill", "none") +
         attribute("stroke", colour.value) +
         attribute("d", "M" + coordinate(x) + " " + coordinate(y) + way) +
         "/>\n";
}

std::string area(const Colour& colour, double x, double y,
                 const std::string& way) {
  return "<path" + attribute("class", colour.name) +
         attribute("fill", colour.value) + attribute("fill-opacity", ".3") +
         attribute("stroke", colour.value) +
         attribute("d", "M" + coordinate(x) + " " + coordinate(y) + way) +
         "/>\n";
}

std::string dashes(const Colour& colour, double x, double y,
                   const std::string& way) {
  return "<path" + attribute("class", colour.name) + attribute("fill", "none") +
         attribute("stroke", colour.value) + attribute("stroke-width", "2.5") +
         attribute("stroke-dasharray", "7 3") +
         attribute("d", "M" + coordinate(x) + " " + coordinate(y) + way) +
         "/>\n";
}

std::string head(std::string_view title, const Frame& frame) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\"" +
         attribute("class", "ladder") +
         attribute("width", coordinate(frame.w)) +
         attribute("height", coordinate(frame.h)) +
         attribute("viewBox", coordinate(frame.x) + " 0 " +
                                  coordinate(frame.w) + " " +
                                  coordinate(frame.h)) +
         attribute("xml:space", "preserve") + attribute("font-family", fonts) +
         attribute("font-size", "12") + attribute("stroke-width", "1.5") +
         ">\n<title>" + escaped(title) + "</title>\n" +
         box(frame.x, 0, frame.w, frame.h);
}

}  // namespace ladder::shapes
