#include "common/ladder/trace_picture.h"

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <variant>
#include <vector>

#include "common/ladder/rows.h"
#include "common/ladder/shapes.h"
#include "common/ladder/svg.h"
#include "common/trace/reader.h"

namespace ladder {
namespace {

constexpr std::array<shapes::Colour, 6> colours_of_pictures = {
    shapes::paper, shapes::ink,      shapes::faint,
    shapes::bad,   shapes::hosts[0], shapes::hosts[1]};

void remove_all(std::string& text, const std::string& part) {
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos;)
    text.erase(at, part.size());
}

// A fifth of a picture's bytes. Quotes in its texts are escaped.
std::string without_colours(std::string picture) {
  for (const auto& colour : colours_of_pictures)
    for (const char* of : {"fill", "stroke"})
      remove_all(picture, shapes::attribute(of, colour.value));
  return picture;
}

}  // namespace

std::string svg_of_trace(const std::string& path, std::string_view title) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{"there is no trace " + path};
  trace::TraceReader reader;
  Rows ladder{"…"};
  std::vector<Row> rows;
  const auto add = [&](const std::vector<Row>& more) {
    rows.insert(rows.end(), more.begin(), more.end());
  };
  for (std::string line; std::getline(file, line);) {
    const auto read = reader.read(line);
    if (const auto* moment = std::get_if<trace::Moment>(&read))
      add(ladder.take(*moment));
  }
  add(ladder.settle());
  return without_colours(svg(rows, title, false));
}

std::string picture_style() {
  std::ostringstream style;
  style << "<style>\n";
  for (const auto& [name, value] : colours_of_pictures)
    style << "." << name << " { fill: " << value << "; }\npath." << name
          << " { fill: " << value << "; stroke: " << value << "; }\n";
  style << "path[fill=none] { fill: none !important; }\n</style>\n"
        << page_style;
  return style.str();
}

}  // namespace ladder
