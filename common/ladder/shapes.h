// What the SVG pictures are made of.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace ladder::shapes {

// Each thing bears its colour itself. What is no browser knows little of CSS:
// no variables, and LibreOffice takes a media query for what holds always.
struct Colour {
  const char* name;
  const char* value;
};
inline constexpr Colour paper{"paper", "#fff"};
inline constexpr Colour ink{"ink", "#24292f"};
inline constexpr Colour faint{"faint", "#6e7781"};
inline constexpr Colour bad{"bad", "#c8102e"};
inline constexpr std::array<Colour, 2> hosts{
    {{"client", "#0b6e99"}, {"server", "#8a5a00"}}};

inline constexpr double character = 7.2;  // its width

// For XML and for HTML.
std::string escaped(std::string_view text);
std::string coordinate(double value);
std::string attribute(const char* name, std::string_view value);

// In the picture's units: about pixels.
struct Frame {
  double x = 0;
  double w = 0;
  double h = 0;
};

// How a picture begins, and its background. It ends with </svg>.
std::string head(std::string_view title, const Frame& frame);

enum class Anchor { start, middle, end };
struct Look {
  Colour colour = ink;
  Anchor anchor = Anchor::start;
  bool strong = false;
};
// `radians`: turned around the place, clockwise.
std::string text(const Look& look, double x, double y, std::string_view content,
                 double radians = 0);

// A shape that is filled, or a line; `way` begins at the place.
std::string path(const Colour& colour, double x, double y,
                 const std::string& way, double radians = 0);
std::string line(const Colour& colour, double x, double y,
                 const std::string& way);
// Filled palely: what is drawn over it is seen, in grey, too.
std::string area(const Colour& colour, double x, double y,
                 const std::string& way);
std::string dashes(const Colour& colour, double x, double y,
                   const std::string& way);

std::string box(double x, double y, double w, double h);

}  // namespace ladder::shapes
