#include "common/host/program.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace host {
namespace {

// A PATH of two folders, in the second of which are a program and a file.
struct ProgramTest : testing::Test {
  ProgramTest() {
    for (const char* file : {"program", "file"})
      std::ofstream{folder + "/" + file} << "#!/bin/sh\n";
    ::chmod((folder + "/program").c_str(), 0755);
    ::chmod((folder + "/file").c_str(), 0644);
    ::setenv("PATH", ("/nowhere:" + folder).c_str(), 1);
  }
  ~ProgramTest() override {
    ::setenv("PATH", path.c_str(), 1);
    std::filesystem::remove_all(folder);
  }
  ProgramTest(const ProgramTest&) = delete;
  ProgramTest& operator=(const ProgramTest&) = delete;

  std::string path = std::getenv("PATH");
  std::string name = "/tmp/program_test.XXXXXX";
  std::string folder = ::mkdtemp(name.data());
};

TEST_F(ProgramTest, IsFoundInAnyFolderOfPath) {
  EXPECT_TRUE(is_on_path("program", X_OK));
  EXPECT_TRUE(is_on_path("file", F_OK));
  EXPECT_FALSE(is_on_path("file", X_OK));
  EXPECT_FALSE(is_on_path("nothing", F_OK));
}

TEST_F(ProgramTest, IsMissingIfNoFolderHasItAndOneMayNotBeSearched) {
  EXPECT_EQ(why_not_run("nothing", EACCES), ENOENT);
  EXPECT_EQ(why_not_run("nothing", ENOENT), ENOENT);
}

TEST_F(ProgramTest, MayNotBeRunIfAFolderHasIt) {
  EXPECT_EQ(why_not_run("file", EACCES), EACCES);
  EXPECT_EQ(why_not_run("program", ENOEXEC), ENOEXEC);
}

TEST_F(ProgramTest, MayNotBeRunByAPathWhereNobodyLooksInFolders) {
  EXPECT_EQ(why_not_run("./nothing", EACCES), EACCES);
}

}  // namespace
}  // namespace host
