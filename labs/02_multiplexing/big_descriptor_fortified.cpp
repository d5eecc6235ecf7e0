// big_descriptor_fortified: the same program, compiled with _FORTIFY_SOURCE, as many
// distributions compile what they ship. FD_SET() ends the process.
//
// Watch:  "buffer overflow detected", SIGABRT.
// Read:   select(2) "BUGS"; feature_test_macros(7) "_FORTIFY_SOURCE".
// Run:    labs/02_multiplexing/run.sh fortified

#include "labs/02_multiplexing/big_descriptor.h"

int main(int argc, char** argv) try {
  return watch_big_descriptor(
      parse(argc, argv,
            "big_descriptor_fortified [--fd N]\n"
            "Puts a descriptor of N or more into an fd_set.\n"
            "--fd N    1024, which is the first that has no bit"));
} catch (const std::exception& error) {
  return report(error);
}
