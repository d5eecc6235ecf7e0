// Where a trace goes never blocks, and keeps so much and no more.
#include "common/trace/outlet.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <string>

#include "common/socket/must.h"

namespace trace {
namespace {

constexpr std::size_t most_kept = 64 << 20;
constexpr std::chrono::seconds deadline{10};

class Pipe {
 public:
  Pipe() {
    std::array<int, 2> ends{};
    must(::pipe2(ends.data(), O_CLOEXEC), "pipe2()");
    reader = Fd{ends[0]};
    writer = Fd{ends[1]};
  }

  [[nodiscard]] std::string path() const {
    return "/proc/self/fd/" + std::to_string(writer.get());
  }

  // Whatever comes until the last writer is gone.
  std::string read_all() {
    writer = Fd{};
    return read(std::string::npos);
  }

  std::string read(std::size_t size) const {
    std::string all;
    std::array<char, 65536> buffer;
    while (all.size() < size) {
      const ssize_t n = must(::read(reader.get(), buffer.data(),
                                    std::min(buffer.size(), size - all.size())),
                             "read(reader, buffer, size)");
      if (n == 0) break;
      all.append(buffer.data(), static_cast<std::size_t>(n));
    }
    return all;
  }

  Fd reader;
  Fd writer;
};

TEST(Outlet, DoesNotWaitForAReaderAndLosesNothing) {
  Pipe pipe;
  Outlet outlet{pipe.path()};
  std::string written;
  auto done = std::async(std::launch::async, [&] {
    for (int i = 0; i < 20000; ++i) {
      const std::string line = "line " + std::to_string(i) + "\n";
      EXPECT_TRUE(outlet.add(line));
      outlet.flush();
      written += line;
    }
  });
  const auto status = done.wait_for(deadline);
  ASSERT_EQ(status, std::future_status::ready)
      << pipe.read(1 << 20).size() << " bytes, and it waited";
  EXPECT_FALSE(outlet.empty()) << "a pipe takes 64 KiB";

  auto reading =
      std::async(std::launch::async, [&] { return pipe.read(written.size()); });
  outlet.finish();
  EXPECT_TRUE(outlet.empty());
  EXPECT_EQ(reading.get(), written) << "all of it, in its order";
}

TEST(Outlet, KeepsUpTo64MebibytesAndThenSaysSo) {
  Pipe pipe;
  const std::string mebibyte(1 << 20, 'x');
  {
    Outlet outlet{pipe.path()};
    for (int i = 0; i < 64; ++i) EXPECT_TRUE(outlet.add(mebibyte)) << i;
    EXPECT_FALSE(outlet.add("x")) << "no room for one byte more";
    EXPECT_TRUE(outlet.add("")) << "but for none";
    outlet.flush();
    EXPECT_TRUE(outlet.add("y")) << "the pipe has taken some";
    EXPECT_FALSE(outlet.add(mebibyte)) << "but not that much";

    auto reading = std::async(std::launch::async,
                              [&] { return pipe.read(most_kept + 1); });
    outlet.finish();
    const std::string all = reading.get();
    EXPECT_EQ(all.size(), most_kept + 1) << "what was refused is not there";
    EXPECT_EQ(all.back(), 'y');
    EXPECT_TRUE(outlet.add(mebibyte)) << "there is room again";
  }
  EXPECT_EQ(pipe.read_all(), "") << "what was never flushed is not written";
}

TEST(Outlet, WaitsAtItsEndAsLongAsItIsToldForAReaderThatTakesNothing) {
  Pipe pipe;
  Outlet outlet{pipe.path()};
  const std::string written(1 << 20, 'x');
  EXPECT_TRUE(outlet.add(written));
  try {
    outlet.finish(std::chrono::milliseconds{1});
    ADD_FAILURE() << "a pipe takes 64 KiB, and no more";
  } catch (const std::runtime_error& error) {
    const std::string what = error.what();
    EXPECT_TRUE(what.ends_with("takes nothing any more: 983040 bytes are lost"))
        << what;
  }
  auto reading =
      std::async(std::launch::async, [&] { return pipe.read(written.size()); });
  outlet.finish(deadline);
  EXPECT_EQ(reading.get(), written) << "it takes all, if only it reads";
}

TEST(Outlet, TakesUpWhereItStoppedHoweverLittleTheReaderTakes) {
  Pipe pipe;
  Outlet outlet{pipe.path()};
  std::string written;
  for (int i = 0; i < 30000; ++i) written += std::to_string(i) + " ";
  EXPECT_TRUE(outlet.add(written));
  std::string all;
  while (all.size() < written.size()) {
    outlet.flush();
    all += pipe.read(std::min<std::size_t>(5000, written.size() - all.size()));
  }
  EXPECT_EQ(all, written);
  EXPECT_TRUE(outlet.empty());
}

TEST(Outlet, WritesBytesAndTextIntoAFileThatItMakesNew) {
  std::string name = "/tmp/outlet_test_XXXXXX";
  const Fd file{must(::mkstemp(name.data()), "mkstemp(name)")};
  std::ofstream{name} << "what was there before, and is longer";
  const std::array<std::byte, 3> bytes{std::byte{'b'}, std::byte{0},
                                       std::byte{'c'}};
  Outlet outlet{name};
  EXPECT_TRUE(outlet.add("a"));
  EXPECT_TRUE(outlet.add(bytes));
  outlet.finish();
  std::ifstream in{name};
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>{in}, {}}),
            (std::string{"ab\0c", 4}));
  must(::unlink(name.c_str()), "unlink(name)");
}

std::string content(const std::string& path) {
  std::ifstream in{path};
  return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(Outlet, KeepsTheLastBytesInTwoHalvesThatEndWithALine) {
  std::string folder = "/tmp/outlet_test_XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/trace";
  {
    Outlet outlet{path, 1000, "head\n"};
    for (int i = 100; i < 1000; ++i) {
      EXPECT_TRUE(outlet.add("line " + std::to_string(i) + "\n"));
      outlet.flush();
      EXPECT_LE(content(path).size() + content(path + ".1").size(), 1020U);
    }
    outlet.finish();
  }
  const std::string older = content(path + ".1");
  const std::string newer = content(path);
  for (const std::string& half : {older, newer}) {
    EXPECT_TRUE(half.starts_with("head\nline ")) << half;
    EXPECT_TRUE(half.ends_with("\n")) << half;
  }
  EXPECT_TRUE(newer.ends_with("line 999\n"));
  const std::string joined = older + newer.substr(5);
  int number = std::stoi(joined.substr(10));
  std::string expected = "head\n";
  for (; number < 1000; ++number)
    expected += "line " + std::to_string(number) + "\n";
  EXPECT_EQ(joined, expected) << "nothing is missing between them";
  EXPECT_GT(joined.size(), 500U);
  std::filesystem::remove_all(folder);
}

TEST(Outlet, LosesNothingWhereAWriteFailed) {
  // A file may grow no further, and later it may: as on a disk that is full.
  std::string name = "/tmp/outlet_test_XXXXXX";
  const Fd file{must(::mkstemp(name.data()), "mkstemp(name)")};
  rlimit before{};
  must(::getrlimit(RLIMIT_FSIZE, &before), "getrlimit()");
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 5;
  must(::setrlimit(RLIMIT_FSIZE, &small), "setrlimit()");
  Outlet outlet{name};
  EXPECT_TRUE(outlet.add("0123456789"));
  EXPECT_THROW(outlet.flush(), std::system_error);
  EXPECT_TRUE(outlet.add("abc"));
  EXPECT_THROW(outlet.flush(), std::system_error);
  must(::setrlimit(RLIMIT_FSIZE, &before), "setrlimit()");
  std::signal(SIGXFSZ, ignored);
  outlet.flush();
  EXPECT_EQ(content(name), "0123456789abc");
  EXPECT_TRUE(outlet.empty());
  must(::unlink(name.c_str()), "unlink(name)");
}

TEST(Outlet, SaysWhichFileCannotBeWritten) {
  try {
    const Outlet outlet{"/no/such/folder"};
    FAIL() << "no error";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ENOENT);
    EXPECT_NE(std::string{error.what()}.find("/no/such/folder"),
              std::string::npos);
  }
  Outlet full{"/dev/full"};
  EXPECT_TRUE(full.add("x"));
  try {
    full.flush();
    FAIL() << "no error";
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string{error.what()}.find("/dev/full"), std::string::npos);
  }
}

}  // namespace
}  // namespace trace
