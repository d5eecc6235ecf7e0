// ladder: draws a trace, line by line as it happens.
//
// Watch:  how each call, each segment and each state causes the next.
// Read:   labs/00_instruments/README.md, "How to read a ladder".
// Run:    wire --trace - | ladder
//         ladder --read TRACE --format html >ladder.html
//         sniff --read FILE.pcap | ladder --connection 3 --rows 100
//
// The drawing is in common/ladder. This is longer than a screen, because it chooses
// among eight formats and names each line that is no event.

#include <unistd.h>

#include <csignal>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/ladder/choice.h"
#include "common/ladder/inside.h"
#include "common/ladder/list.h"
#include "common/ladder/mermaid.h"
#include "common/ladder/queues.h"
#include "common/ladder/row_lines.h"
#include "common/ladder/rows.h"
#include "common/ladder/status.h"
#include "common/ladder/svg.h"
#include "common/ladder/terminal.h"
#include "common/ladder/text.h"
#include "common/ladder/words.h"
#include "common/narrate/options.h"
#include "common/player/page.h"
#include "common/socket/fd.h"
#include "common/trace/each_line.h"
#include "common/trace/file.h"
#include "common/trace/frames.h"
#include "common/trace/reader.h"

namespace {

// Nothing: the terminal's.
std::optional<std::size_t> width_of(const Options& options) {
  if (!options.has("--width")) return {};
  const int width = options.number("--width", 0);
  if (width < static_cast<int>(ladder::TextLadder::narrowest) || width > 1000)
    throw UsageError{"--width takes a number from 60 to 1000"};
  return static_cast<std::size_t>(width);
}

int digits_of(const Options& options) {
  const int digits = options.number("--digits", 3);
  if (digits > 6)
    throw UsageError{
        "--digits takes a number from 0 to 6: a trace is exact to "
        "the microsecond"};
  return digits;
}

// A way to draw: what comes first, each row, and what comes last.
struct Drawing {
  std::function<std::string()> head = [] { return ""; };
  std::function<bool(const ladder::Row&)> takes = [](const auto&) {
    return true;
  };
  std::function<std::string(const ladder::Row&)> row;
  std::function<std::string(const ladder::Row&)> hint = row;  // a note
  std::function<std::string()> end = [] { return ""; };
  bool is_picture = false;  // kept whole until the end
  std::function<void(const trace::Moment&)> moment = [](const auto&) {};
};

// Two formats draw what lies in the queues, and no rows.
Drawing queues_of(const Options& options, bool ascii, bool svg) {
  const auto log = std::make_shared<ladder::QueueLog>();
  const std::string title = options.text("--title", "");
  const auto rows = static_cast<std::size_t>(options.number("--rows", 40));
  const auto width = width_of(options).value_or(ladder::terminal_columns());
  return {.takes = [](const auto&) { return false; },
          .row = [](const auto&) { return ""; },
          .end =
              [=] {
                return svg ? ladder::queues_svg(log->series(), title)
                           : ladder::queues_text(log->series(), width, rows,
                                                 ascii);
              },
          .moment = [=](const auto& moment) { log->take(moment); }};
}

Drawing drawing_of(const Options& options, bool ascii) {
  const std::string format = options.text("--format", "text");
  const std::string title = options.text("--title", "");
  const bool data = options.has("--data");
  const int digits = digits_of(options);
  if (format == "text") {
    const auto text = std::make_shared<ladder::TerminalLadder>(
        ladder::TextStyle{.ascii = ascii, .data = data, .digits = digits},
        width_of(options));
    return {.head = [=] { return text->head(title); },
            .row = [=](const auto& row) { return text->draw(row); }};
  }
  if (format == "list") {
    const auto list = std::make_shared<ladder::ListLadder>(data, digits);
    return {.head = [=] { return list->head(); },
            .takes = ladder::ListLadder::takes,
            .row = [=](const auto& row) { return list->draw(row); },
            .hint =
                [](const auto& row) {
                  return "--- " + std::get<ladder::NoteRow>(row.what).text +
                         "\n";
                }};
  }
  if (format == "rows") {
    const auto lines = std::make_shared<ladder::RowLines>();
    return {.row = [=](const auto& row) { return lines->draw(row); },
            .moment = [=](const auto& moment) { lines->take(moment); }};
  }
  if (format == "mermaid")
    return {.head = [=] { return ladder::mermaid_head(title); },
            .row = [=](const auto& row) { return mermaid_line(row, data); }};
  if (format == "queues" || format == "queues-svg")
    return queues_of(options, ascii, format == "queues-svg");
  if (format != "svg" && format != "html")
    throw UsageError{
        "--format is text, list, rows, mermaid, svg, html, queues or "
        "queues-svg, not '" +
        format + "'"};
  // A picture is drawn at the end. The page has the rows, too.
  const auto rows = std::make_shared<std::vector<ladder::Row>>();
  const auto lines = std::make_shared<ladder::RowLines>();
  const auto text = std::make_shared<std::string>();
  return {.row =
              [=](const auto& row) {
                rows->push_back(row);
                *text += lines->draw(row);
                return "";
              },
          .end =
              [=] {
                const std::string name = title.empty() ? "A ladder" : title;
                const std::string picture =
                    ladder::svg(*rows, name, data, digits);
                return format == "svg" ? picture
                                       : player::page(name, *text, picture);
              },
          .is_picture = true,
          .moment = [=](const auto& moment) { lines->take(moment); }};
}

// The line at the bottom of the terminal, by hand: what waits on the wire for a key.
class Bottom {
 public:
  explicit Bottom(bool wanted, bool ascii)
      : wanted_{wanted && ladder::has_status_line()},
        line_{ladder::has_colours(), ascii} {}

  void take(const trace::Event& event) {
    if (const auto* waiting = std::get_if<trace::Waiting>(&event))
      status_.queue = waiting->text;
  }

  // Rows can be printed between the two.
  void erase() { std::cout << line_.erased(ladder::terminal_columns()); }
  void draw() {
    if (wanted_) std::cout << line_.drawn(status_, ladder::terminal_columns());
  }

 private:
  bool wanted_;
  ladder::StatusLine line_;
  ladder::Status status_{.queue = "client runs; server runs"};
};

// Draws no more rows than there is room for, and then says how to see the rest.
class Sheet {
 public:
  Sheet(Drawing drawing, const Options& options)
      : drawing_{std::move(drawing)},
        most_{options.number("--rows",
                             drawing_.is_picture ? most_in_picture : 0)} {}

  void begin() {
    if (!std::exchange(begun_, true)) std::cout << drawing_.head();
  }

  void take(const trace::Moment& moment) const { drawing_.moment(moment); }

  void draw(const std::vector<ladder::Row>& rows) {
    for (const ladder::Row& row : rows) {
      if (!drawing_.takes(row)) continue;
      if (most_ == 0 || ++number_ <= most_)
        std::cout << drawing_.row(row);
      else if (number_ == most_ + 1)
        first_left_out_ = row.t;
    }
  }

  void end() {
    if (most_ > 0 && number_ > most_) std::cout << drawing_.hint(left_out());
    std::cout << drawing_.end();
  }

 private:
  static constexpr int most_in_picture = 2000;

  [[nodiscard]] ladder::Row left_out() const {
    const std::string all = std::to_string(number_);
    return {.t = first_left_out_,
            .what = ladder::NoteRow{
                std::to_string(number_ - most_) + " more rows, from " +
                ladder::time_words(first_left_out_, 20, 6) +
                " s on. See them: --rows " + all +
                "; fewer: --connection, --port, --host, --from, --to"}};
  }

  Drawing drawing_;
  long most_;  // 0: all
  long number_ = 0;
  double first_left_out_ = 0;
  bool begun_ = false;
};

// Lines that are no event of a trace. The first are named, and all are counted.
class BadLines {
 public:
  void add(long number, const trace::BadLine& bad) {
    if (++count_ <= most_named)
      std::cerr << "ladder: line " << number << ", byte " << bad.offset << ": "
                << bad.reason << "; passed over\n";
  }

  [[nodiscard]] bool any() const { return count_ > 0; }

  void end(bool all) const {
    if (count_ <= most_named) return;
    std::cerr << "ladder: " << count_ - most_named
              << " more lines were passed over\n";
    if (all)
      std::cerr << "ladder: none of them is a trace's. sniff makes a trace of "
                   "a capture\n";
  }

 private:
  static constexpr long most_named = 10;
  long count_ = 0;
};

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "ladder [--read FILE] [--format F] [--width N] [--ascii] [--data] "
      "[--digits N] [--title TEXT] [--rows N] [--keys] " +
          std::string{ladder::inside_usage} + " " +
          std::string{ladder::choice_usage} +
          "\n"
          "Draws a trace, from standard input or a file, line by line as it "
          "comes.\n"
          "--format F         text, list (as Wireshark's), mermaid (for "
          "GitHub), "
          "svg, html;\n"
          "                   rows (JSON, for another program);\n"
          "                   queues, queues-svg: how many bytes lie where, "
          "over time\n"
          "--width N          columns of the text: 60 or more. Else the "
          "terminal's, or 100\n"
          "--ascii            no line-drawing characters. So too on a terminal "
          "whose\n"
          "                   locale (LC_ALL, LC_CTYPE, LANG) is not UTF-8\n"
          "--data             shows what the payloads begin with\n"
          "--digits N         of the seconds: 3, or up to 6 (microseconds)\n"
          "--title TEXT       above the drawing\n"
          "--rows N           no more rows than that, and how to see the rest; "
          "0: all.\n"
          "                   Without it: all; 2000 of svg and html; 40 of "
          "queues\n"
          "--keys             at the bottom of the terminal, what waits on the "
          "wire\n"
          "                   for a key\n" +
          std::string{ladder::inside_help} + std::string{ladder::choice_help} +
          "NO_COLOR=1 in the environment: no colours, as when it is no "
          "terminal.\n"
          "Lines that cannot be are named on standard error and passed over; "
          "the\n"
          "exit status is then 1.");
  const bool ascii = options.has("--ascii") || ladder::has_no_utf8();
  ladder::Choice choice{options};
  Sheet sheet{drawing_of(options, ascii), options};
  const std::string path = options.text("--read", "-");
  const Fd file = trace::open_trace(path);
  // Ctrl-C ends the writer too, and what it wrote last is still to be drawn.
  if (path == "-" && ::isatty(STDIN_FILENO) != 1) std::signal(SIGINT, SIG_IGN);

  std::cout << std::unitbuf;  // each row is seen at once
  if (!options.has("--read")) sheet.begin();
  Bottom bottom{options.has("--keys"), ascii};
  bottom.draw();
  trace::TraceReader reader{ladder::frames_of(options)};
  ladder::Rows ladder{ascii ? "..." : "…"};
  BadLines bad_lines;
  long number = 0;
  long good = 0;
  trace::each_line(
      file.get(),
      [&](std::string_view line) {
        ++number;
        const auto read = reader.read(line);
        if (const auto* bad = std::get_if<trace::BadLine>(&read)) {
          bad_lines.add(number, *bad);
          return;
        }
        ++good;
        const auto& moment = std::get<trace::Moment>(read);
        bottom.take(moment.event);
        bottom.erase();
        if (!choice.shows(moment.event)) return;
        sheet.take(moment);
        sheet.draw(ladder.take(moment));
      },
      [&] {
        bottom.erase();
        sheet.draw(ladder.settle());
        bottom.draw();
      },
      [&](std::string_view beginning) {
        trace::check_trace(beginning, path, "ladder");
        sheet.begin();
      });
  bottom.erase();
  sheet.end();
  bad_lines.end(good == 0);
  if (const std::string remark = choice.remark(); !remark.empty())
    std::cerr << "ladder: " << remark << "\n";
  if (!std::cout) throw std::runtime_error{"cannot write the ladder"};
  return bad_lines.any() ? 1 : 0;
} catch (const std::exception& error) {
  return report(error);
}
