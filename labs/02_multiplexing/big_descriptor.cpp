// big_descriptor: FD_SET() with a descriptor of 1,024, compiled without
// _FORTIFY_SOURCE. It writes behind the set, and nobody says so.
//
// Watch:  a word of other memory has changed; select() then seems to work.
// Read:   select(2) "BUGS"; feature_test_macros(7) "_FORTIFY_SOURCE".
// Run:    labs/02_multiplexing/run.sh big_descriptor

#include "labs/02_multiplexing/big_descriptor.h"

int main(int argc, char** argv) try {
  return watch_big_descriptor(
      parse(argc, argv,
            "big_descriptor [--fd N]\n"
            "Puts a descriptor of N or more into an fd_set.\n"
            "--fd N    1024, which is the first that has no bit"));
} catch (const std::exception& error) {
  return report(error);
}
