# make help says what there is. A new file needs no line here: each labs/*/X.cpp
# is a program, each common/*/*.cpp a part of the library, each tests/*.cpp a
# part of the unit tests, each tests/*.sh a test.

CXX ?= g++
ifeq ($(origin CXX),default)
CXX := g++
endif
# For a debugger: make clean, then make CXXFLAGS='-Og -g'. Its information is half of what
# a build writes; the sanitizers name lines, and have it.
CXXFLAGS ?= -O1 $(if $(SANITIZE),-g1)
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror

# SANITIZE=address,undefined or SANITIZE=thread; any other compiler than g++:
# each builds into a folder of its own.
comma := ,
flavour := $(filter-out g++,$(notdir $(CXX))) $(subst $(comma), ,$(SANITIZE))
BUILD := build$(if $(strip $(flavour)),/$(subst $() ,_,$(strip $(flavour))))
sanitize := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all)

compile = $(CXX) -std=c++20 -I. $(WARNINGS) $(CXXFLAGS) $(sanitize) -MMD -MP
# Of common/ a program keeps the functions that it calls. gold, where there is one,
# links in half of the time.
lean := $(if $(SANITIZE),,$(if $(wildcard /usr/bin/ld.gold),-fuse-ld=gold) -Wl,--gc-sections)
link = $(CXX) $(CXXFLAGS) $(sanitize) $(lean) -pthread

folders := $(patsubst %/,%,$(sort $(dir $(wildcard common/*/*.cpp))))
vectors := $(wildcard common/text/utf8.cpp common/websocket/mask.cpp)
library := $(folders:%=$(BUILD)/%.o) $(vectors:%.cpp=$(BUILD)/%.o)
programs := $(patsubst %.cpp,$(BUILD)/%,$(wildcard labs/*/*.cpp))
benches := $(patsubst %.cpp,$(BUILD)/%,$(wildcard tests/bench/*.cpp tests/calls/*.cpp \
  tests/captures/*.cpp))
tests := $(patsubst %.cpp,$(BUILD)/%.o,$(wildcard tests/*.cpp))
compiled := $(folders:%=$(BUILD)/%.o) $(programs:=.o) $(benches:=.o) \
  $(patsubst %.cpp,$(BUILD)/%.o,$(wildcard tests/fuzz/*.cpp))
targets := $(filter-out replay,$(basename $(notdir $(wildcard tests/fuzz/*.cpp))))
labs := $(patsubst labs/%/,%,$(wildcard labs/*/))
scripts := $(wildcard scripts/*.sh labs/*/*.sh labs/*/exercises/*/*.sh tests/*.sh tests/check/*/*.sh) \
  scripts/lab scripts/new_lab scripts/sandbox scripts/completion.bash tests/run tests/tidy tests/fuzz/run .ci/run
sources := $(wildcard common/*/*.cpp labs/*/*.cpp tests/*.cpp tests/*/*.cpp)
headers := $(wildcard common/*/*.h labs/*/*.h tests/*.h tests/*/*.h)

all: $(programs) $(library)

$(BUILD)/common.a: $(library)
	@rm -f $@
	@$(AR) rcs $@ $^

# The headers that most files include, read once for all of them: a compiler spends
# more on these than on our lines. PCH=no leaves it to each file what it includes.
std := algorithm array chrono iostream map optional span stdexcept string \
  string_view system_error utility variant vector
$(BUILD)/std.h: headers := $(std)
$(BUILD)/tests/std.h: headers := $(std) gtest/gtest.h
$(BUILD)/std.h $(BUILD)/tests/std.h:
	@mkdir -p $(BUILD)/tests
	@printf '#include <%s>\n' $(headers) >$@

$(BUILD)/%.h.gch: $(BUILD)/%.h
	@echo "  headers  $<"
	@$(compile:-MMD=-MD) -x c++-header $< -o $@

export CCACHE_SLOPPINESS := pch_defines,time_macros # else ccache leaves them alone

# A test is built more often than it takes time to run.
$(tests) $(BUILD)/tests/std.h.gch: CXXFLAGS := -O0 $(if $(SANITIZE),-g1)

ifneq ($(PCH),no)
$(tests): | $(BUILD)/tests/std.h.gch
$(tests): first = -include $(BUILD)/tests/std.h
$(compiled): | $(BUILD)/std.h.gch
$(compiled): first = -include $(BUILD)/std.h
endif

# Masks and UTF-8 at the speed of memory: the loops are plain, the compiler makes
# vectors of them.
$(vectors:%.cpp=$(BUILD)/%.o): compile += -O3 -funroll-loops

# Debian's compiler does not define _FORTIFY_SOURCE, Ubuntu's does: lab 02 shows both.
$(BUILD)/labs/02_multiplexing/big_descriptor.o: compile += -U_FORTIFY_SOURCE
$(BUILD)/labs/02_multiplexing/big_descriptor_fortified.o: compile += -O1 \
  -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2

# A folder of common/ is compiled as one: its files include the same headers, and a
# compiler spends two thirds of its time on these. clang-tidy reads each file alone.
define one
$(BUILD)/$(1).cpp: $(1) $(filter-out $(vectors),$(wildcard $(1)/*.cpp))
endef
$(foreach folder,$(folders),$(eval $(call one,$(folder))))
$(folders:%=$(BUILD)/%.cpp):
	@mkdir -p $(@D)
	@printf '#include "%s"\n' $(filter %.cpp,$^) >$@

# The page is inside the program.
$(BUILD)/common/player.o: $(wildcard common/player/*.js common/player/*.css common/player/*.html)

$(folders:%=$(BUILD)/%.o): $(BUILD)/%.o: $(BUILD)/%.cpp
	@echo "  compile  $*"
	@$(compile) -ffunction-sections $(first) -c $< -o $@

$(BUILD)/%.o: %.cpp
	@mkdir -p $(@D)
	@echo "  compile  $<"
	@$(compile) $(first) -c $< -o $@

links := $(shell awk -v out=$(BUILD)/ -v apart=' $(vectors) ' -f scripts/links.awk \
  $(wildcard common/*/*.cpp) $(patsubst $(BUILD)/%,%.cpp,$(programs) $(benches)))
$(foreach link,$(links),$(eval $(link)))
$(programs) $(benches): $(BUILD)/%: $(BUILD)/%.o
	@echo "  link     $@"
	@$(link) $^ -o $@

$(BUILD)/unit_tests: $(tests) $(BUILD)/common.a
	@echo "  link     $@"
	@$(link) $^ -lgtest -lgtest_main -o $@

# The same targets: bred by libFuzzer, or replayed from their corpus.
$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/common.a
	@echo "  link     $@"
	@mkdir -p $(@D)
	@$(link) -fsanitize=fuzzer $^ -o $@

$(BUILD)/replay/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o $(BUILD)/common.a
	@echo "  link     $@"
	@mkdir -p $(@D)
	@$(link) $^ -o $@

# What a play may start: the instruments (the demo, which is first: two of them), the
# programs of its lab, and those of other labs that it names. scripts/build.sh makes it
# before a play.
PLAY ?= scripts/demo_play.sh
named = $(shell grep -oE '[0-9]{2}_[a-z0-9_]+/[a-z0-9_]+' $(PLAY))
instruments = $(if $(filter scripts/demo_play.sh,$(PLAY)),stage wire,%)
play: $(filter $(instruments:%=$(BUILD)/labs/00_instruments/%) $(BUILD)/$(dir $(PLAY))% \
  $(named:%=$(BUILD)/labs/%),$(programs))

demo: play
	@BUILD=$(BUILD) scripts/demo_play.sh

everything: all $(BUILD)/unit_tests $(benches) $(targets:%=$(BUILD)/replay/%)

test: everything
	@BUILD=$(BUILD) tests/run

unit: $(BUILD)/unit_tests
	@BUILD=$(BUILD) tests/run unit

bench: all $(benches)
	@for script in scripts/bench*.sh; do BUILD=$(BUILD) $$script || exit; done

excerpts: all
	@BUILD=$(BUILD) tests/excerpts.sh --write

# What clang compiles under the sanitizers once: the tests run with it, and the fuzzers.
sanitized := CXX=clang++ SANITIZE=fuzzer-no-link,address,undefined PCH=no
FUZZ_SECONDS ?= 10
fuzz:
	@$(MAKE) --no-print-directory $(sanitized) run_fuzzers

run_fuzzers: $(targets:%=$(BUILD)/fuzz/%)
	@tests/fuzz/run $(BUILD)/fuzz $(FUZZ_SECONDS)

# make lab-05 runs each scene of labs/05_...
lab-%: all
	@BUILD=$(BUILD) scripts/lab run $*

# clang compiles the library and its tests, as they run under the sanitizers; the
# labs it reads within clang-tidy, whose first checks are clang's own warnings.
lint:
	@echo "  clang-format"
	@clang-format --dry-run --Werror $(sources) $(headers)
	@echo "  shellcheck"
	@echo $(scripts) | xargs -n 8 -P "$$(nproc)" shellcheck -x
	@$(MAKE) --no-print-directory $(sanitized) \
	  build/clang++_fuzzer-no-link_address_undefined/unit_tests
	@echo "  clang-tidy"
	@echo $(folders) $(wildcard labs/*/*.cpp) | xargs -n 1 | \
	  xargs -P "$$(nproc)" -I ONE tests/tidy ONE $(WARNINGS)

clean:
	rm -rf build

help:
	@echo "make              build the programs of every lab"
	@echo "make play         build what the demo needs (PLAY=FILE: what that run.sh needs)"
	@echo "make everything   build the tests, too"
	@echo "make test         build and run all tests (make unit: those of common/)"
	@echo "make demo         build, and show three ways to end a connection"
	@echo "make lab-05       build, and run every scene of lab 05"
	@echo "make fuzz         breed bad input for every parser, $(FUZZ_SECONDS) s each (clang)"
	@echo "make bench        what a segment costs on the wire, a message in the echo server;"
	@echo "                  how long a newcomer waits beside 5,000 idle peers; what a request costs"
	@echo "                  beside nginx; what a program costs under calls; what a build costs;"
	@echo "                  what an event costs beside idle connections, six ways (lab 02)"
	@echo "make excerpts     renew what the READMEs show of the programs"
	@echo "make lint         clang-format, ShellCheck, a build with clang, clang-tidy"
	@echo "make clean        remove build/"
	@echo "With SANITIZE=address,undefined or SANITIZE=thread, in a folder of its own."
	@echo "Labs: $(labs)"

.PHONY: all play everything demo test unit bench excerpts fuzz run_fuzzers lint clean help
.SECONDARY:
-include $(shell find $(BUILD)/*.d $(BUILD)/common $(BUILD)/labs $(BUILD)/tests -name '*.d' 2>/dev/null)
