// The command line: what a program is given, and what it refuses.
#include "common/narrate/options.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <csignal>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include "common/narrate/narrate.h"
#include "tests/child.h"

namespace {

constexpr std::string_view usage =
    "lab_server [--host H] [--port P] [--clients N] [--note TEXT] [--late] "
    "[--rule TEXT ...]\n"
    "Serves nobody.\n"
    "--late    later";
const std::string usage_line =
    "usage: lab_server [--host H] [--port P] [--clients N] [--note TEXT] "
    "[--late]\n         [--rule TEXT ...] [--step] [--quiet] [--help]\n";

Options parse_these(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "path/to/lab_server");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  return parse(static_cast<int>(argv.size()), argv.data(), usage);
}

// A main() with these arguments; it ends with what `check` returns.
Child::End run_with(
    const std::vector<std::string>& arguments,
    const std::function<int(const Options&)>& check = [](const Options&) {
      return 0;
    }) {
  Child child{[&] { return check(parse_these(arguments)); }};
  return child.finish();
}

TEST(Options, HaveTheirDefaultsIfNothingIsGiven) {
  const Child::End end = run_with({}, [](const Options& options) {
    return options.host == "127.0.0.1" && options.port == "7000" &&
                   !options.has("--late") && !options.has("--host") &&
                   options.text("--note", "none") == "none" &&
                   options.number("--clients", 3) == 3
               ? 0
               : 1;
  });
  EXPECT_EQ(end.status, 0);
  EXPECT_EQ(end.out + end.err, "");
}

TEST(Options, AreReadEachByItsKind) {
  const Child::End end = run_with(
      {"--late", "--host", "::1", "--port", "0", "--clients", "1000000000",
       "--note", "--late", "--step", "--quiet"},
      [](const Options& options) {
        return options.host == "::1" && options.port == "0" &&
                       options.has("--late") && options.has("--step") &&
                       options.has("--quiet") &&
                       options.text("--note", "none") == "--late" &&
                       options.number("--clients", 3) == 1'000'000'000
                   ? 0
                   : 1;
      });
  EXPECT_EQ(end.status, 0) << end.err;
}

TEST(Options, TakeTheirValueBehindAnEqualsSignToo) {
  const Child::End end =
      run_with({"--host=::1", "--port=0", "--clients=7", "--note=--late=1"},
               [](const Options& options) {
                 return options.host == "::1" && options.port == "0" &&
                                options.number("--clients", 3) == 7 &&
                                options.text("--note", "none") == "--late=1" &&
                                !options.has("--late")
                            ? 0
                            : 1;
               });
  EXPECT_EQ(end.status, 0) << end.err;
  EXPECT_EQ(run_with({"--note=", "--clients", "=7"}).status, 2);
  EXPECT_EQ(run_with({"--note="},
                     [](const Options& options) {
                       return options.text("--note", "none").empty() ? 0 : 1;
                     })
                .status,
            0);
}

TEST(Options, MayBeEmptyTextsAndTheLastOneCounts) {
  const Child::End end = run_with(
      {"--note", "a", "--note", "", "--clients", "1", "--clients", "007"},
      [](const Options& options) {
        return options.has("--note") && options.text("--note", "x").empty() &&
                       options.number("--clients", 3) == 7
                   ? 0
                   : 1;
      });
  EXPECT_EQ(end.status, 0) << end.err;
}

TEST(Options, OfWhichThereMayBeSeveralAllCountALineEach) {
  const Child::End end = run_with(
      {"--rule", "a", "--rule=", "--rule", "b"}, [](const Options& options) {
        return options.text("--rule", "") == "a\n\nb" ? 0 : 1;
      });
  EXPECT_EQ(end.status, 0) << end.err;
}

TEST(Options, ThatAreWrongEndWith2AndTheUsageLine) {
  const std::string number = " takes a number from 0 to 1000000000, not ";
  struct Case {
    std::vector<std::string> arguments;
    std::string said;
  };
  for (const auto& [arguments, said] : std::vector<Case>{
           {{"--nonsense"}, "unknown option '--nonsense'"},
           {{"nonsense"}, "unknown option 'nonsense'"},
           {{""}, "unknown option ''"},
           {{"-h"}, "unknown option '-h'"},
           {{"--lat"}, "unknown option '--lat'"},
           {{"--later"}, "unknown option '--later'"},
           {{"--late=1"}, "--late takes no value"},
           {{"--late="}, "--late takes no value"},
           {{"--nonsense=1"}, "unknown option '--nonsense'"},
           {{"--=1"}, "unknown option '--'"},
           {{"=1"}, "unknown option '=1'"},
           {{"--port="}, "--port takes a number from 0 to 65535, not ''"},
           {{"--clients=x"}, "--clients" + number + "'x'"},
           {{"--port 7000"}, "unknown option '--port 7000'"},
           {{"--host H"}, "unknown option '--host H'"},
           {{"--late] [--step"}, "unknown option '--late] [--step'"},
           {{"lab_server"}, "unknown option 'lab_server'"},
           {{"--late", "1"}, "unknown option '1'"},
           {{"--help", "--nonsense"}, "unknown option '--nonsense'"},
           {{"--port"}, "--port takes a value"},
           {{"--late", "--note"}, "--note takes a value"},
           {{"--clients", "x"}, "--clients" + number + "'x'"},
           {{"--clients", ""}, "--clients" + number + "''"},
           {{"--clients", "-1"}, "--clients" + number + "'-1'"},
           {{"--clients", "+1"}, "--clients" + number + "'+1'"},
           {{"--clients", "1 "}, "--clients" + number + "'1 '"},
           {{"--clients", "1.5"}, "--clients" + number + "'1.5'"},
           {{"--clients", "0x10"}, "--clients" + number + "'0x10'"},
           {{"--clients", "1000000001"}, "--clients" + number + "'1000000001'"},
           {{"--clients", "99999999999999999999"},
            "--clients" + number + "'99999999999999999999'"},
           {{"--port", "65536"},
            "--port takes a number from 0 to 65535, not '65536'"},
           {{"--port", "http"},
            "--port takes a number from 0 to 65535, not 'http'"},
       }) {
    const Child::End end = run_with(arguments);
    EXPECT_EQ(end.status, 2);
    EXPECT_EQ(end.err, "lab_server: " + said + "\n" + usage_line);
    EXPECT_EQ(end.out, "");
  }
}

TEST(Options, AllowTheFullRangeOfPorts) {
  for (const char* port : {"0", "1", "65535"})
    EXPECT_EQ(run_with({"--port", port}).status, 0) << port;
}

TEST(Options, ShowTheUsageWithHelpAndEndWith0) {
  const Child::End end = run_with({"--late", "--help", "--quiet"},
                                  [](const Options&) { return 3; });
  EXPECT_EQ(end.status, 0);
  EXPECT_EQ(end.out, usage_line + "Serves nobody.\n--late    later\n");
  EXPECT_EQ(end.err, "");
}

TEST(Options, MakeTheProgramQuietOrWaitAtItsSteps) {
  const auto two_words = [](const Options&) {
    step("one");
    say("two");
    return 0;
  };
  EXPECT_NE(run_with({}, two_words).out, "");
  EXPECT_EQ(run_with({"--quiet"}, two_words).out, "");

  Child waiting{[&] { return two_words(parse_these({"--step"})); }};
  EXPECT_EQ(waiting.wait_for("one\n").find("two"), std::string::npos);
  EXPECT_NE(waiting.finish().out.find("two"), std::string::npos);
}

TEST(Options, MakeCtrlCACleanEnd) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Child child{[] {
      parse_these({});
      say("waits");
      while (true) ::pause();
      return 1;
    }};
    child.wait_for("waits");
    ::kill(child.pid(), signal);
    EXPECT_EQ(child.finish().status, 0);
  }
}

TEST(Report, SaysTheCallTheErrorItsNameAndTheCure) {
  struct Case {
    int error;
    std::string said;
  };
  for (const Case& failure : {
           Case{EADDRINUSE,
                "Address already in use [EADDRINUSE]\n"
                "  another socket has this port: choose another with --port\n"},
           Case{ECONNREFUSED,
                "Connection refused [ECONNREFUSED]\n"
                "  nobody listens there: start the server first\n"},
           Case{EADDRNOTAVAIL,
                "Cannot assign requested address [EADDRNOTAVAIL]\n"
                "  no such address on this machine, or no free port left\n"},
           Case{EAFNOSUPPORT,
                "Address family not supported by protocol [EAFNOSUPPORT]\n"
                "  this machine has no IPv6: use --host 127.0.0.1\n"},
           Case{EACCES,
                "Permission denied [EACCES]\n"
                "  if it was for a port below 1024: choose another with "
                "--port\n"},
           Case{EPIPE, "Broken pipe [EPIPE]\n"},
           Case{9999, "Unknown error 9999 [errno 9999]\n"},
       }) {
    const Child::End end = run_with({}, [&](const Options&) {
      errno = failure.error;
      return must(-1, "::call(fd.get())");
    });
    EXPECT_EQ(end.status, 1);
    EXPECT_EQ(end.err, "lab_server: call(fd): " + failure.said);
  }
}

TEST(Report, SaysAnythingElseAsItIs) {
  const Child::End failed = run_with({}, [](const Options&) -> int {
    throw std::runtime_error{"the server ended too early"};
  });
  EXPECT_EQ(failed.status, 1);
  EXPECT_EQ(failed.err, "lab_server: the server ended too early\n");

  const Child::End wrong = run_with({}, [](const Options&) -> int {
    throw UsageError{"either --late or --note"};
  });
  EXPECT_EQ(wrong.status, 2);
  EXPECT_EQ(wrong.err, "lab_server: either --late or --note\n" + usage_line);
}

}  // namespace
