// What the programs have in common that tabulate a matrix: their options, their
// formats, and a table of one value a cell.
#pragma once

#include <functional>
#include <string_view>

#include "common/text/matrix.h"
#include "common/text/options.h"
#include "common/text/table.h"

namespace matrix {

using WritePage =
    std::function<void(const Matrix& cells, const text::Page& page)>;

// Reads the cells (--read FILE, or standard input; --kernel TEXT) and writes them
// (--format F), or what has changed (--diff FILE). Returns main's exit status: 1 if
// something has. Throws UsageError and std::runtime_error.
int run(const Options& options, const Shape& shape, std::string_view title,
        const WritePage& write);

// A row for each row, a column for each column, in order, and in them the value of
// that field: "–" for "nothing", "?" if there is no such cell.
text::Table table_of(const Matrix& cells, const Shape& shape,
                     std::string_view field);

}  // namespace matrix
