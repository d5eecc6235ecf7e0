// What a person reads of a drop matrix, whatever the format is.
#pragma once

#include <array>
#include <string_view>

#include "common/text/matrix_program.h"

namespace drops {

inline constexpr std::array<matrix::Field, 1> fields = {
    {{"says", "what it says"}}};
inline constexpr matrix::Shape shape{
    .row = "packet", .column = "what", .fields = fields};

inline constexpr std::string_view introduction =
    "A line for each packet that shall not get through. station: where it "
    "ended, as the counters say. counters: those of the server's kernel that "
    "it has moved, and that a good packet does not move. sender: what came "
    "back, and what the sender's kernel says then. program: what recv() "
    "returns at the server, at once and later. –: nothing.";

inline void write(const matrix::Matrix& cells, const text::Page& page) {
  page.title("Where a packet ends: " + cells.kernel);
  page.paragraph(introduction);
  page.table(matrix::table_of(cells, shape, "says"));
}

}  // namespace drops
