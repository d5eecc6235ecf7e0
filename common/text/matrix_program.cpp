#include "common/text/matrix_program.h"

#include <iostream>
#include <stdexcept>
#include <string>

namespace matrix {
namespace {

Matrix read(const Options& options, const Shape& shape) {
  const std::string path = options.text("--read", "");
  Matrix cells = path.empty()
                     ? read_matrix(std::cin, "the standard input", shape)
                     : read_file(path, shape);
  cells.kernel = options.text("--kernel", cells.kernel);
  return cells;
}

void write_html(const Matrix& cells, const Writer& writer) {
  text::begin_html(std::cout, writer.title, writer.styles);
  writer.page(cells, text::html_page(std::cout));
  writer.sections(std::cout, cells);
  std::cout << "</html>\n";
}

void write(const Options& options, const Matrix& cells, const Shape& shape,
           const Writer& writer) {
  const std::string format = options.text("--format", "text");
  if (format == "text")
    writer.page(cells, text::plain_page(std::cout, text::page_width()));
  else if (format == "markdown")
    writer.page(cells, text::markdown_page(std::cout, text::page_width()));
  else if (format == "html")
    write_html(cells, writer);
  else if (format != "json")
    throw UsageError{"--format is text, markdown, json or html, not '" +
                     format + "'"};
  else if (options.has("--with"))
    throw UsageError{"--format json is of one kernel: not with --with FILE"};
  else
    write_json(std::cout, cells, shape);
}

}  // namespace

int run(const Options& options, const Shape& shape, const Writer& writer) {
  if (options.has("--diff") && options.has("--with"))
    throw UsageError{"--diff names what differs, --with shows it: one of them"};
  Matrix cells = read(options, shape);
  if (options.has("--diff")) {
    const Matrix was = read_file(options.text("--diff", ""), shape);
    return name_differences(std::cout, was, cells, shape) > 0 ? 1 : 0;
  }
  if (options.has("--with"))
    compare(cells, read_file(options.text("--with", ""), shape), shape);
  write(options, cells, shape, writer);
  if (!std::cout.flush()) throw std::runtime_error{"cannot write the table"};
  return 0;
}

}  // namespace matrix
