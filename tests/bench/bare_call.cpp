// bare_call: what a system call costs that nobody asks about. Makes getppid() for
// 300 ms of CPU time, and says how many nanoseconds of it each one took.
// scripts/bench_calls.sh.
#include <unistd.h>

#include <ctime>
#include <iostream>

int main() {
  const std::clock_t begin = std::clock();
  const std::clock_t end = begin + CLOCKS_PER_SEC * 3 / 10;
  long calls = 0;
  for (; std::clock() < end; calls += 1000)
    for (int i = 0; i < 1000; ++i) ::getppid();
  const auto took = static_cast<double>(std::clock() - begin);
  std::cout << took * 1e9 / CLOCKS_PER_SEC / static_cast<double>(calls) << '\n';
}
