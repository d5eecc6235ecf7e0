// bare_call: what a system call costs that nobody asks about. Makes getppid() for
// 300 ms, and says how many nanoseconds each one took. scripts/bench_calls.sh.
#include <unistd.h>

#include <chrono>
#include <iostream>

int main() {
  using std::chrono::steady_clock;
  const auto begin = steady_clock::now();
  const auto end = begin + std::chrono::milliseconds{300};
  long calls = 0;
  for (; steady_clock::now() < end; calls += 1000)
    for (int i = 0; i < 1000; ++i) ::getppid();
  const std::chrono::duration<double, std::nano> took =
      steady_clock::now() - begin;
  std::cout << took.count() / static_cast<double>(calls) << '\n';
}
