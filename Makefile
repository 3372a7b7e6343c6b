# SPDX-License-Identifier: EUPL-1.2
# sig - signals of human trafficking, as Unix filters. `make demo` runs the main job, `make check`
# the tests; both install what is missing (Debian packages, see PACKAGES_*). GNU make 4.2 or later.

VERSION != cat VERSION
PREFIX = /usr/local
DESTDIR =

CC = gcc
BUILD = build
BIN = bin
WERROR =
# -O3: an import takes 10 % less time than with -O2.
OPT = -O3 -g
SAN =
# As Debian's dpkg-buildflags sets them with hardening=+all. glibc warns when _FORTIFY_SOURCE meets
# an unoptimised build, so OPT carries at least -O1 where FORTIFY is on.
FORTIFY = -D_FORTIFY_SOURCE=2
HARDEN = -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE \
	-Wformat -Werror=format-security $(FORTIFY)
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla
# -iquote, not -I: our csv.h must not hide libcsv's <csv.h>.
CPPFLAGS = -D_POSIX_C_SOURCE=200809L -DSG_VERSION='"$(VERSION)"' -iquote lib
CFLAGS = -std=c11 $(OPT) $(WARN) $(WERROR) $(HARDEN) $(SAN) -pthread -MMD -MP
LDFLAGS = -pie -Wl,-z,relro -Wl,-z,now -Wl,--as-needed $(SAN) -pthread
LDLIBS = -lcsv -ledit -ljansson -lsodium -lutf8proc -lxlsxwriter -lminizip

# What each stage needs, as Debian names it. Nothing above or below asks a tool of these packages
# before a recipe runs, so that one `make` on a bare system installs first and builds then.
PACKAGES_BUILD = gcc libc6-dev libcsv-dev libedit-dev libjansson-dev libsodium-dev libutf8proc-dev \
	libxlsxwriter-dev libminizip-dev zlib1g-dev
PACKAGES_CHECK = $(PACKAGES_BUILD) libcmocka-dev mandoc parallel python3 python3-openpyxl xlsx2csv sqlite3 \
	python3-icalendar libical-dev
PACKAGES_LINT = $(PACKAGES_CHECK) git clang-tidy clang-format cppcheck shellcheck
PACKAGES_FUZZ = $(PACKAGES_BUILD) clang libclang-rt-dev
PACKAGES_BENCH = $(PACKAGES_BUILD) python3 sqlite3 jq miller
PACKAGES_ALL = $(sort $(PACKAGES_LINT) $(PACKAGES_FUZZ) $(PACKAGES_BENCH))
DEPS = sh .ci/deps

CMDS = $(patsubst cmd/%.c,%,$(wildcard cmd/sig-*.c))
LIB_OBJ = $(patsubst lib/%.c,$(BUILD)/lib/%.o,$(wildcard lib/*.c))
PROFILES = $(sort $(patsubst lib/profile/%/,%,$(dir $(wildcard lib/profile/*/*.csv))))
PROFILE_CSV = $(sort $(wildcard lib/profile/*/*.csv))
UNITS = $(patsubst test/unit/%.c,%,$(wildcard test/unit/test_*.c))
FUZZERS = $(patsubst test/fuzz/%.c,%,$(wildcard test/fuzz/fuzz_*.c))
MANS = $(wildcard man/*.[1-9])

all: $(CMDS:%=$(BIN)/%)

# ---- building ----

# One short line a file; `make V=1` shows the commands.
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $@ &&)
COMPILE = $(call say,CC) $(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
LINK = $(call say,LINK) $(CC) $(LDFLAGS)

# Everything is built again when a flag changes.
$(BUILD)/flags: export SG_FLAGS = $(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(LDLIBS)
$(BUILD)/flags: always
	@mkdir -p $(@D)
	@printf '%s\n' "$$SG_FLAGS" | cmp -s - $@ || printf '%s\n' "$$SG_FLAGS" > $@

$(BUILD)/lib/%.o: lib/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(COMPILE)

# The profiles, compiled in: a byte array a file (a string literal would exceed what C guarantees).
$(BUILD)/builtin.c: lib/profile/embed.sh $(PROFILE_CSV)
	@mkdir -p $(@D)
	$(call say,GEN) sh lib/profile/embed.sh $(PROFILE_CSV) > $@.new && mv $@.new $@
$(BUILD)/lib/builtin.o: $(BUILD)/builtin.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(COMPILE)

# Made anew, so that the object of a deleted source does not linger in it.
$(BUILD)/libsig.a: $(LIB_OBJ) $(BUILD)/lib/builtin.o
	@rm -f $@
	$(call say,AR) $(AR) rcs $@ $^

$(BUILD)/cmd/%.o: cmd/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(COMPILE)
$(BIN)/sig-%: $(BUILD)/cmd/sig-%.o $(BUILD)/libsig.a
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(LDLIBS)

$(BUILD)/test/%.o: test/unit/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(COMPILE)
$(BUILD)/test/test_%: $(BUILD)/test/test_%.o $(BUILD)/libsig.a
	$(LINK) -o $@ $^ -lcmocka $(LDLIBS)

$(BUILD)/fuzz/%.o: test/fuzz/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(COMPILE)
$(BUILD)/fuzz/fuzz_%: $(BUILD)/fuzz/fuzz_%.o $(BUILD)/libsig.a
	$(LINK) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

$(BUILD)/bench/%.o: test/bench/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(COMPILE)
$(BUILD)/bench/timed: $(BUILD)/bench/timed.o
	$(LINK) -o $@ $^
$(BUILD)/bench/generate: $(patsubst test/bench/%.c,$(BUILD)/bench/%.o,$(wildcard test/bench/gen*.c)) \
		$(BUILD)/libsig.a
	$(LINK) -o $@ $^ $(LDLIBS)

benches: $(BUILD)/bench/generate $(BUILD)/bench/timed
units: $(UNITS:%=$(BUILD)/test/%)
fuzzers: $(FUZZERS:%=$(BUILD)/fuzz/%)

.SECONDARY:
-include $(wildcard $(BUILD)/lib/*.d $(BUILD)/cmd/*.d $(BUILD)/test/*.d $(BUILD)/fuzz/*.d \
	$(BUILD)/bench/*.d)

# ---- stages: what is missing is installed first, hence the second make ----

# As many jobs as processors, unless the caller chose.
JOBS != nproc 2>/dev/null || echo 1
SUB = --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))
export BUILD BIN JOBS

deps:
	@$(DEPS) $(PACKAGES_ALL)

demo:
	@$(DEPS) $(PACKAGES_BUILD)
	@$(MAKE) $(SUB) all
	sh examples/demo.sh

check:
	@$(DEPS) $(PACKAGES_CHECK)
	@$(MAKE) $(SUB) all units
	@sh test/check.sh

# The same tests at length, the answers of others to the works of the bench, and each fuzzer for a
# minute.
check-long: export TEST_LONG = 1
check-long: export STRESS_SECONDS = 60
check-long: check bench-answers fuzz

# The same tests under AddressSanitizer and UBSan (FORTIFY would hide what ASan sees).
asan:
	@$(DEPS) $(PACKAGES_CHECK)
	@$(MAKE) $(SUB) BUILD=build/asan BIN=build/asan/bin FORTIFY= OPT='-O1 -g' \
		SAN='-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' \
		all units
	@BUILD=build/asan BIN=build/asan/bin sh test/check.sh

lint:
	@$(DEPS) $(PACKAGES_LINT)
	@$(MAKE) $(SUB) BUILD=build/lint BIN=build/lint/bin WERROR=-Werror -k all units benches && \
		built=ok; BUILT=$$built sh test/lint.sh

# Lines covered by the tests, a file a row.
cov:
	@$(DEPS) $(PACKAGES_CHECK)
	@find build/cov -name '*.gcda' -delete 2>/dev/null || true
	@$(MAKE) $(SUB) BUILD=build/cov BIN=build/cov/bin FORTIFY= OPT='-O0 -g' SAN=--coverage all units
	@BUILD=build/cov BIN=build/cov/bin sh test/check.sh || true
	@sh test/cov.sh build/cov

FUZZ_SECONDS = 60
fuzz:
	@$(DEPS) $(PACKAGES_FUZZ)
	@if command -v clang >/dev/null; then \
		$(MAKE) $(SUB) BUILD=build/fuzz CC=clang FORTIFY= OPT='-O1 -g' \
		SAN='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' fuzzers && \
		sh test/fuzz.sh build/fuzz/fuzz $(FUZZ_SECONDS); \
	else echo 'fuzz: no clang here, left out'; fi

bench:
	@$(DEPS) $(PACKAGES_BENCH)
	@$(MAKE) $(SUB) all benches
	@sh test/bench/run.sh

# Only whether the commands and the others give the same answers.
bench-answers:
	@$(DEPS) $(PACKAGES_BENCH)
	@$(MAKE) $(SUB) all benches
	@BENCH_ANSWERS=1 sh test/bench/run.sh

# Takes what a case prints now as what it must print: make accept CASE=sig-add/dates
accept:
	@$(DEPS) $(PACKAGES_CHECK)
	@$(MAKE) $(SUB) all
	@sh test/run-cases.sh --accept $(CASE)

# ---- installing ----

SHARE = $(DESTDIR)$(PREFIX)/share
DOC = $(SHARE)/doc/sig
COMPLETION = $(SHARE)/bash-completion/completions

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DOC)
	for f in $(CMDS); do install -m 755 $(BIN)/$$f $(DESTDIR)$(PREFIX)/bin/ || exit 1; done
	for f in $(MANS); do d=$(SHARE)/man/man$${f##*.}; \
		install -d $$d && install -m 644 $$f $$d/ || exit 1; done
	for p in $(PROFILES); do install -d $(SHARE)/sig/profile/$$p && \
		install -m 644 lib/profile/$$p/*.csv $(SHARE)/sig/profile/$$p/ || exit 1; done
	install -d $(COMPLETION)
	for f in $(CMDS); do install -m 644 share/sig.bash $(COMPLETION)/$$f || exit 1; done
	install -m 644 README.md CHANGELOG.md LICENSE $(DOC)/
	if test -d examples; then cp -R examples $(DOC)/ && chmod -R u=rwX,go=rX $(DOC)/examples; fi

uninstall:
	for f in $(CMDS); do rm -f $(DESTDIR)$(PREFIX)/bin/$$f $(COMPLETION)/$$f; done
	for f in $(notdir $(MANS)); do rm -f $(SHARE)/man/man$${f##*.}/$$f; done
	rm -rf $(SHARE)/sig $(DOC)

clean:
	rm -rf build bin demo

.PHONY: all units benches fuzzers always deps demo check check-long asan lint cov fuzz bench \
	bench-answers accept \
	install uninstall clean
