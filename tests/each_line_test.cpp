#include "common/trace/each_line.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "common/host/pipe.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace {

using host::make_pipe;
using host::Pipe;

void write_all_of(const Fd& fd, const std::string& text) {
  for (std::size_t done = 0; done < text.size();)
    done += static_cast<std::size_t>(
        must(::write(fd.get(), text.data() + done, text.size() - done),
             "write(pipe, text, size)"));
}

TEST(EachLine, ComesWholeAndTheLastOneTooWithoutItsEnd) {
  Pipe pipe = make_pipe();
  write_all_of(pipe.in, "one\n\nthree\nfour");
  pipe.in = Fd{};
  std::vector<std::string> lines;
  trace::each_line(
      pipe.out.get(), [&](std::string_view line) { lines.emplace_back(line); },
      [] {});
  EXPECT_EQ(lines, (std::vector<std::string>{"one", "", "three", "four"}));
}

TEST(EachLine, IsNotKeptBeyondAMebibyte) {
  Pipe pipe = make_pipe();
  std::thread writing{[&] {
    write_all_of(pipe.in, std::string(5 << 20, 'x') + "\nnext\n");
    pipe.in = Fd{};
  }};
  std::vector<std::size_t> sizes;
  trace::each_line(
      pipe.out.get(),
      [&](std::string_view line) { sizes.push_back(line.size()); }, [] {});
  writing.join();
  ASSERT_EQ(sizes.size(), 2U);
  EXPECT_GT(sizes[0], 1U << 20);
  EXPECT_LT(sizes[0], 2U << 20);
  EXPECT_EQ(sizes[1], 4U);
}

// The writer goes on only when it has been told that all is quiet: in the middle
// of a line, too.
TEST(EachLine, SaysWhenNoMoreComes) {
  Pipe pipe = make_pipe();
  write_all_of(pipe.in, "one\ntw");
  std::vector<std::string> said;
  trace::each_line(
      pipe.out.get(), [&](std::string_view line) { said.emplace_back(line); },
      [&] {
        said.emplace_back("quiet");
        if (said.size() == 2) write_all_of(pipe.in, "o\n");
        if (said.size() == 4) pipe.in = Fd{};
      });
  EXPECT_EQ(said, (std::vector<std::string>{"one", "quiet", "two", "quiet",
                                            "quiet"}));
}

}  // namespace
