# What a program is linked with: the folders of common/ whose headers it includes,
# itself or through another. So a change relinks no program that does not need it,
# and one program alone needs no more than its part.
#
#   awk -f scripts/links.awk SOURCE.cpp ...
#
# For each source outside common/ it prints rules for make, with no space in them:
# build/labs/01_echo/echo_client:build/common/socket.o, with out=build/. A source
# that is in apart=' common/text/utf8.cpp ' has an object of its own.
function folder(file) { return match(file, /^common\/[^\/]*\//) ? substr(file, 1, RLENGTH - 1) : "" }
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
    if (folder(names[i]) in folders && !reached[folder(names[i])]++)
      for (source in sources) if (folder(source) == folder(names[i])) visit(source)
  }
}
BEGIN {
  for (i = 1; i < ARGC; i++) {
    sources[ARGV[i]]
    if (folder(ARGV[i]) != "") folders[folder(ARGV[i])]
  }
  for (program in sources) {
    if (folder(program) != "") continue
    split("", reached)
    visit(program)
    for (file in reached) {
      if (file in folders) print object(program) ":" out file ".o"
      if (index(apart, " " file " ")) print object(program) ":" object(file) ".o"
    }
  }
}
