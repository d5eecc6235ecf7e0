# What a program is linked with: each header in common/ that it includes, itself or
# through another, brings the .cpp of the same name. So a change relinks no program
# that does not need it, and one program alone needs no more than its part.
#
#   awk -f scripts/links.awk SOURCE.cpp ...
#
# For each source outside common/ it prints rules for make, with no space in them:
# build/labs/01_echo/echo_client:build/common/socket/address.o, with out=build/.
function object(source) { return out substr(source, 1, length(source) - 4) }
function visit(file,    line, words, n, i, names, source) {
  if (reached[file]++) return
  if (!(file in includes)) {
    includes[file] = ""
    while ((getline line <file) > 0)
      if (line ~ /^#include "/ && split(line, words, "\"")) includes[file] = includes[file] " " words[2]
    close(file)
  }
  n = split(includes[file], names, " ")
  for (i = 1; i <= n; i++) {
    visit(names[i])
    source = names[i]
    sub(/\.h$/, ".cpp", source)
    if (source in sources) visit(source)
  }
}
BEGIN {
  for (i = 1; i < ARGC; i++) sources[ARGV[i]]
  for (program in sources) {
    if (program ~ /^common\//) continue
    split("", reached)
    visit(program)
    for (file in reached)
      if (file in sources && file != program) print object(program) ":" object(file) ".o"
  }
}
