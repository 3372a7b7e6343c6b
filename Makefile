# SPDX-License-Identifier: EUPL-1.2
# sig - signals of human trafficking, as Unix filters. `make demo` runs the main job, `make check`
# the tests; both install what is missing (Debian packages, see PACKAGES).

VERSION != cat VERSION
PREFIX = /usr/local
DESTDIR =

CC = gcc
BUILD = build
BIN = bin
WERROR =
OPT = -O2 -g
SAN =
# As Debian's dpkg-buildflags sets them with hardening=+all. glibc warns when _FORTIFY_SOURCE meets
# an unoptimised build, so OPT carries at least -O1 everywhere.
HARDEN = -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE \
	-Wformat -Werror=format-security -D_FORTIFY_SOURCE=2
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla
CPPFLAGS = -D_POSIX_C_SOURCE=200809L -DSG_VERSION='"$(VERSION)"' -iquote lib -iquote $(BUILD)
CFLAGS = -std=c11 $(OPT) $(WARN) $(WERROR) $(HARDEN) $(SAN) -pthread -MMD -MP
LDFLAGS = -pie -Wl,-z,relro -Wl,-z,now -Wl,--as-needed $(SAN) -pthread
LDLIBS = -lcsv -ljansson -lsodium -lutf8proc

PACKAGES_BUILD = gcc libc6-dev libcsv-dev libjansson-dev libsodium-dev libutf8proc-dev
PACKAGES_CHECK = $(PACKAGES_BUILD) libcmocka-dev mandoc python3
PACKAGES_LINT = $(PACKAGES_CHECK) clang-tidy clang-format cppcheck shellcheck
PACKAGES_ALL = $(PACKAGES_LINT) lcov

CMDS = $(patsubst cmd/%.c,%,$(wildcard cmd/sig-*.c))
LIB_SRC = $(wildcard lib/*.c)
LIB_OBJ = $(LIB_SRC:lib/%.c=$(BUILD)/lib/%.o)
PROFILE_CSV = $(sort $(wildcard lib/profile/*/*.csv))
UNITS = $(patsubst test/unit/%.c,%,$(wildcard test/unit/test_*.c))
MANS = $(wildcard man/*.[1-9])

all: $(CMDS:%=$(BIN)/%)

# ---- building ----

$(BUILD)/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# The profiles, compiled in: a byte array a file (a string literal would exceed what C guarantees).
$(BUILD)/builtin.c: lib/profile/embed.sh $(PROFILE_CSV)
	@mkdir -p $(@D)
	sh lib/profile/embed.sh $(PROFILE_CSV) > $@.new
	mv $@.new $@
$(BUILD)/lib/builtin.o: $(BUILD)/builtin.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/libsig.a: $(LIB_OBJ) $(BUILD)/lib/builtin.o
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/cmd/%.o: cmd/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(BIN)/sig-%: $(BUILD)/cmd/sig-%.o $(BUILD)/libsig.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/test/%.o: test/unit/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itest/unit $(CFLAGS) -c -o $@ $<
$(BUILD)/test/test_%: $(BUILD)/test/test_%.o $(BUILD)/libsig.a
	$(CC) $(LDFLAGS) -o $@ $^ -lcmocka $(LDLIBS)

units: $(UNITS:%=$(BUILD)/test/%)

.SECONDARY:
-include $(wildcard $(BUILD)/lib/*.d $(BUILD)/cmd/*.d $(BUILD)/test/*.d)

clean:
	rm -rf build bin demo

.PHONY: all units clean
