// close_matrix: what close_cell saw, as a table for people; and what has changed
// since another kernel.
//
// Watch:  scripts/lab matrix --kept
// Read:   labs/17_close_matrix/README.md.
// Run:    scripts/lab matrix

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "common/ladder/rows.h"
#include "common/ladder/svg.h"
#include "common/narrate/options.h"
#include "common/text/columns.h"
#include "common/text/json.h"
#include "common/trace/reader.h"

namespace {

using Words = std::vector<std::string>;

constexpr std::size_t widest = 100;
constexpr std::size_t states_a_table = 5;
constexpr std::size_t name_width = 16;  // a longer one has a line of its own

// What a cell consists of: its key in the JSON, what a difference calls it, and
// the head of its column in a state's table (the first two are in the overview).
struct Field {
  std::string_view key;
  std::string_view name;
  std::string_view head;
};
constexpr std::array<Field, 10> fields = {{
    {"sends", "what it sends", ""},
    {"held", "its state while the answer is held", ""},
    {"returns", "what the call returns", "returns"},
    {"takes", "how long the call takes", ""},
    {"then_sends", "what it sends at the answer", "answered"},
    {"released", "its state after the answer", "state"},
    {"peer_reads", "what the peer reads", "peer reads"},
    {"peer_writes", "what the peer's writes return", "peer writes"},
    {"lost", "the bytes lost", "lost"},
    {"time_wait", "who is in TIME-WAIT", "TIME-WAIT"},
}};

struct Cell {
  std::string state;
  std::string way;
  std::string impossible;                          // why; else empty
  std::map<std::string_view, std::string> values;  // by a field's key
};

struct Matrix {
  std::string kernel;  // "Linux 6.18.44"
  std::vector<Cell> cells;

  [[nodiscard]] const Cell* find(const std::string& state,
                                 const std::string& way) const {
    for (const Cell& cell : cells)
      if (cell.state == state && cell.way == way) return &cell;
    return nullptr;
  }
};

Cell read_cell(const json::Object& line) {
  Cell cell{
      line.text("state"), line.text("way"), line.text("impossible", ""), {}};
  if (cell.impossible.empty())
    for (const Field& field : fields)
      cell.values[field.key] = line.text(field.key);
  return cell;
}

// A cell a line: as close_cell prints them, or as write_json does.
Matrix read_matrix(std::istream& file, const std::string& name) {
  constexpr std::string_view begin = R"({"kernel":)";
  Matrix matrix;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) try {
      if (line.starts_with(begin)) {
        const auto end = line.find(",\"cells\":[");
        matrix.kernel =
            json::parse_object(line.substr(0, end) + "}").text("kernel");
      } else if (line != "]}") {
        if (line.ends_with(',')) line.pop_back();
        matrix.cells.push_back(read_cell(json::parse_object(line)));
      }
    } catch (const json::Error& error) {
      throw std::runtime_error{name + ", line " + std::to_string(number) +
                               ": " + error.reason};
    }
  if (matrix.cells.empty()) throw std::runtime_error{name + " has no cells"};
  return matrix;
}

void write_json(const Matrix& matrix) {
  std::string head = json::Writer{}.text("kernel", matrix.kernel).finish();
  head.pop_back();
  std::cout << head << ",\"cells\":[";
  std::string_view comma = "\n";
  for (const Cell& cell : matrix.cells) {
    json::Writer line;
    line.text("state", cell.state).text("way", cell.way);
    if (!cell.impossible.empty()) line.text("impossible", cell.impossible);
    for (const Field& field : fields)
      if (const auto value = cell.values.find(field.key);
          value != cell.values.end())
        line.text(field.key, value->second);
    std::cout << std::exchange(comma, ",\n") << line.finish();
  }
  std::cout << "\n]}\n";
}

// What is not as it was.
Words differences(const Cell* was, const Cell& is) {
  if (was == nullptr) return {"it is new"};
  if (was->impossible.empty() != is.impossible.empty())
    return {is.impossible.empty() ? "it can be now" : "it cannot be any more"};
  Words changes;
  if (is.impossible.empty())
    for (const Field& field : fields) {
      const std::string& before = was->values.at(field.key);
      const std::string& now = is.values.at(field.key);
      std::ostringstream change;
      change << field.name << " was " << before << ", and is " << now;
      if (before != now) changes.push_back(change.str());
    }
  return changes;
}

// Names each cell that is not as it was. Returns how many.
int name_differences(const Matrix& was, const Matrix& is) {
  int different = 0;
  const auto name = [&](const Cell& cell, const Words& changes) {
    for (const std::string& change : changes)
      std::cout << cell.state << ", " << cell.way << ": " << change << "\n";
    if (!changes.empty()) ++different;
  };
  for (const Cell& cell : is.cells)
    name(cell, differences(was.find(cell.state, cell.way), cell));
  for (const Cell& cell : was.cells)
    if (is.find(cell.state, cell.way) == nullptr)
      name(cell, {"it was not played"});
  std::cout << different << " of " << is.cells.size()
            << " cells differ: " << was.kernel << ", and " << is.kernel
            << " here\n";
  return different;
}

struct Item {
  std::string text;
  std::string link{};  // to the cell's ladders
};

struct Table {
  Words heads;
  std::vector<std::vector<Item>> rows;
};

// The values of one member of all cells, in order, each once.
Words distinct(const Matrix& matrix, std::string Cell::*member) {
  Words values;
  for (const Cell& cell : matrix.cells)
    if (std::find(values.begin(), values.end(), cell.*member) == values.end())
      values.push_back(cell.*member);
  std::erase(values, "");
  return values;
}

std::string show(const std::string& value) {
  return value == "nothing" || value == "-" ? "–" : value;
}

std::string name_of(const Cell& cell) {
  return cell.state + "." + cell.way;
}

Item overview_item(const Cell* cell, const Words& reasons) {
  if (cell == nullptr) return {"?"};
  if (cell->impossible.empty())
    return {show(cell->values.at("sends")) + " → " + cell->values.at("held"),
            name_of(*cell)};
  const auto reason =
      std::find(reasons.begin(), reasons.end(), cell->impossible);
  return {"(" + std::to_string(reason - reasons.begin() + 1) + ")"};
}

// Ways by states: what is sent at once, and the state that follows.
std::vector<Table> overview(const Matrix& matrix) {
  const Words states = distinct(matrix, &Cell::state);
  const Words ways = distinct(matrix, &Cell::way);
  const Words reasons = distinct(matrix, &Cell::impossible);
  std::vector<Table> tables;
  for (std::size_t first = 0; first < states.size();) {
    const std::size_t end =
        std::min(states.size(), first + states_a_table - (first == 0 ? 1 : 0));
    Table table{{"the way to end"}, {}};
    table.heads.insert(table.heads.end(), &states[first], &states[end - 1] + 1);
    for (const std::string& way : ways) {
      table.rows.push_back({{way}});
      for (std::size_t n = first; n < end; ++n)
        table.rows.back().push_back(
            overview_item(matrix.find(states[n], way), reasons));
    }
    tables.push_back(table);
    first = end;
  }
  return tables;
}

// What becomes of each way to end from that state.
Table details(const Matrix& matrix, const std::string& state) {
  Table table{{"the way to end"}, {}};
  for (const Field& field : fields)
    if (!field.head.empty()) table.heads.emplace_back(field.head);
  for (const Cell& cell : matrix.cells) {
    if (cell.state != state || !cell.impossible.empty()) continue;
    table.rows.push_back({{cell.way, name_of(cell)}});
    for (const Field& field : fields) {
      if (field.head.empty()) continue;
      std::string text = show(cell.values.at(field.key));
      const std::string& takes = cell.values.at("takes");
      if (field.key == "returns" && takes != "0 s") text += " in " + takes;
      table.rows.back().push_back({text});
    }
  }
  return table;
}

constexpr std::array<std::string_view, 2> before = {
    "A socket, the subject, is brought into a state and ended in some way, "
    "while the wire holds what its peer sends. Each cell: what the subject "
    "sends at once → its state while the answer is held.",
    "-unread: bytes have come from the peer that nobody has read. -unsent: "
    "some of what was sent waits in the send queue. linger-N: close() with "
    "SO_LINGER {1, N}. exit, SIGKILL: its process ends; with -linger-0, "
    "SO_LINGER is {1, 0} then. In LISTEN a connection waits to be accepted, "
    "and it is the one that has unread bytes."};
constexpr std::string_view behind =
    "From each state, when the answer is let go. answered: what the subject "
    "sends when it arrives; then its state. The peer reads to the end in one "
    "play, and writes 8 bytes twice in another. lost: bytes that never reached "
    "a program. TIME-WAIT: who, once the peer has closed, and then the subject "
    "if it had not.";

// How a page is written, whatever its format.
struct Page {
  std::function<void(const std::string& title)> title;
  std::function<void(std::string_view text)> paragraph;
  std::function<void(const std::string& text)> heading;
  std::function<void(const Table& table)> table;
};

void write(const Matrix& matrix, const Page& page) {
  page.title("How a connection ends: " + matrix.kernel);
  for (const std::string_view text : before) page.paragraph(text);
  for (const Table& table : overview(matrix)) page.table(table);
  const Words reasons = distinct(matrix, &Cell::impossible);
  std::string impossible = "Cannot be:";
  for (std::size_t n = 0; n < reasons.size(); ++n)
    impossible += " (" + std::to_string(n + 1) + ") " + reasons[n] + ".";
  if (!reasons.empty()) page.paragraph(impossible);
  page.paragraph(behind);
  for (const std::string& state : distinct(matrix, &Cell::state)) {
    page.heading("From " + state);
    page.table(details(matrix, state));
  }
}

// What fits on a line: of the terminal, if there is one.
std::size_t text_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1 || size.ws_col == 0)
    return widest;
  return std::clamp<std::size_t>(size.ws_col, 60, widest);
}

void print_wrapped(std::string_view text) {
  for (const std::string& line : text::wrap(text, text_width()))
    std::cout << line << "\n";
  std::cout << "\n";
}

// The names, and the columns from `first` to before `end`.
void print_columns(const std::vector<std::vector<Item>>& rows,
                   const std::vector<std::size_t>& widths, std::size_t first,
                   std::size_t end) {
  for (const auto& row : rows) {
    std::string line = row[0].text;
    if (text::columns(line) > widths[0])
      std::cout << std::exchange(line, "") << "\n";
    line.resize(line.size() + widths[0] + 2 - text::columns(line), ' ');
    for (std::size_t n = first; n < end; ++n)
      line += row[n].text +
              std::string(widths[n] + 2 - text::columns(row[n].text), ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    std::cout << line << "\n";
  }
  std::cout << "\n";
}

// A table that is too wide for the terminal is printed as several.
void print_text(const Table& table) {
  std::vector<std::vector<Item>> rows{{}};
  for (const std::string& head : table.heads) rows[0].push_back({head});
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  std::vector<std::size_t> widths(table.heads.size());
  for (const auto& row : rows)
    for (std::size_t n = 0; n < row.size(); ++n)
      widths[n] = std::max(widths[n], text::columns(row[n].text));
  widths[0] = std::min(widths[0], name_width);
  for (std::size_t first = 1, end = 1; first < widths.size(); first = end) {
    std::size_t width = widths[0] + 2;
    do width += widths[end++] + 2;
    while (end < widths.size() && width + widths[end] <= text_width());
    print_columns(rows, widths, first, end);
  }
}

void write_text(const Matrix& matrix) {
  const auto heading = [](const std::string& text) {
    std::cout << text << "\n\n";
  };
  write(matrix, {heading, print_wrapped, heading, print_text});
}

void print_markdown(const Table& table) {
  for (const std::string& head : table.heads) std::cout << "| " << head << " ";
  std::cout << "|\n";
  for (std::size_t n = 0; n < table.heads.size(); ++n) std::cout << "|---";
  std::cout << "|\n";
  for (const auto& row : table.rows) {
    for (const Item& item : row) std::cout << "| " << item.text << " ";
    std::cout << "|\n";
  }
  std::cout << "\n";
}

void write_markdown(const Matrix& matrix) {
  write(matrix,
        {[](const std::string& text) { std::cout << "# " << text << "\n\n"; },
         print_wrapped,
         [](const std::string& text) { std::cout << "## " << text << "\n\n"; },
         print_markdown});
}

// Behind the colours of the pictures.
constexpr std::string_view style = R"(<style>
body { padding: 0 1em; font: 15px/1.5 sans-serif; }
table { border-collapse: collapse; margin: 1em 0; font-size: 13px; }
th, td { border-bottom: 1px solid #8884; padding: 2px 10px 2px 0;
  text-align: left; white-space: nowrap; }
a { color: inherit; text-decoration: underline dotted; }
section { display: none; }
section:target { display: block; min-height: 100vh; }
@media print { section { display: block; break-before: page; } }
</style>
)";

// For text and for attributes.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

void print_html(const Table& table) {
  std::cout << "<table>\n<tr>";
  for (const std::string& head : table.heads)
    std::cout << "<th>" << escaped(head);
  std::cout << "\n";
  for (const auto& row : table.rows) {
    std::cout << "<tr>";
    for (const Item& item : row) {
      std::cout << "<td>";
      if (!item.link.empty())
        std::cout << "<a href=\"#" << escaped(item.link) << "\">";
      std::cout << escaped(item.text) << (item.link.empty() ? "" : "</a>");
    }
    std::cout << "\n";
  }
  std::cout << "</table>\n";
}

std::string picture(const std::string& path, const std::string& title) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{"there is no trace " + path};
  trace::TraceReader reader;
  ladder::Rows ladder{"…"};
  std::vector<ladder::Row> rows;
  const auto add = [&](const std::vector<ladder::Row>& more) {
    rows.insert(rows.end(), more.begin(), more.end());
  };
  for (std::string line; std::getline(file, line);) {
    const auto read = reader.read(line);
    if (const auto* moment = std::get_if<trace::Moment>(&read))
      add(ladder.take(*moment));
  }
  add(ladder.settle());
  return ladder::svg(rows, title, false);
}

// A cell's ladders come to sight when a link to them is followed.
void write_html(const Matrix& matrix, const std::string& traces) {
  const auto element = [](std::string_view name) {
    return [name](std::string_view text) {
      std::cout << "<" << name << ">" << escaped(text) << "</" << name << ">\n";
    };
  };
  std::cout << "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
               "<title>The close matrix</title>\n"
            << ladder::page_style << style;
  write(matrix, {element("h1"), element("p"), element("h2"), print_html});
  for (const Cell& cell : matrix.cells) {
    if (!cell.impossible.empty()) continue;
    const std::string name = name_of(cell);
    std::string files = traces;
    files += "/" + name;
    std::cout << "<section id=\"" << escaped(name) << "\">\n";
    element("h2")(cell.way + " from " + cell.state);
    std::cout << picture(files + ".reads.trace", "The peer reads, and closes")
              << picture(files + ".writes.trace", "The peer writes")
              << "</section>\n";
  }
  std::cout << "</html>\n";
}

Matrix read_file(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{"cannot read " + path};
  return read_matrix(file, path);
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "close_matrix [--read FILE] [--kernel TEXT] [--format F] [--diff FILE] "
      "[--traces FOLDER]\n"
      "Tabulates the cells that close_cell printed, from standard input or a "
      "file.\n"
      "--kernel TEXT     where they were seen: 'Linux 6.18'\n"
      "--format F        text, markdown, json, or html with the ladders of\n"
      "                  --traces FOLDER\n"
      "--diff FILE       names the cells that were not so in FILE; the exit\n"
      "                  status is 1 if there are any");
  const std::string path = options.text("--read", "");
  Matrix matrix = path.empty() ? read_matrix(std::cin, "the standard input")
                               : read_file(path);
  matrix.kernel = options.text("--kernel", matrix.kernel);
  if (options.has("--diff"))
    return name_differences(read_file(options.text("--diff", "")), matrix) > 0;
  const std::string format = options.text("--format", "text");
  if (format == "text")
    write_text(matrix);
  else if (format == "markdown")
    write_markdown(matrix);
  else if (format == "json")
    write_json(matrix);
  else if (format == "html" && options.has("--traces"))
    write_html(matrix, options.text("--traces", ""));
  else if (format == "html")
    throw UsageError{"--format html needs --traces FOLDER"};
  else
    throw UsageError{"--format is text, markdown, json or html, not '" +
                     format + "'"};
  if (!std::cout.flush()) throw std::runtime_error{"cannot write the table"};
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
