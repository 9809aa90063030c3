# SPDX-License-Identifier: Apache-2.0
# mg_flags: what every target of ours is compiled and linked with. Generated code uses mg_generated.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)

add_library(mg_flags INTERFACE)
target_compile_definitions(mg_flags INTERFACE _GNU_SOURCE MG_VERSION="${PROJECT_VERSION}")
target_compile_options(mg_flags INTERFACE
  -Wall -Wextra -Wshadow -Wvla -Wformat=2 -Wconversion -Wno-sign-conversion -Wmissing-prototypes -Wstrict-prototypes
  -Wundef -Wpointer-arith -Wwrite-strings -fno-common -ffp-contract=off
  -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -ftrivial-auto-var-init=zero)
target_link_options(mg_flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
if(MG_WERROR)
  target_compile_options(mg_flags INTERFACE -Werror)
endif()
if(NOT MG_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_options(mg_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
if(CMAKE_C_COMPILER_ID STREQUAL "Clang")
  # clang 14 wants this to accept zero initialisation of automatic variables
  target_compile_options(mg_flags INTERFACE -enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang
    -Wno-unused-command-line-argument)
endif()

# For GTK's callbacks, whose parameters are given whether one needs them or not. Linked after mg_flags: clang takes the
# last word.
add_library(mg_callbacks INTERFACE)
target_compile_options(mg_callbacks INTERFACE -Wno-unused-parameter)

# Sanitizers reach everything but the GTK programs, which take mg_flags without mg_sanitize.
add_library(mg_sanitize INTERFACE)
if(MG_SANITIZE)
  target_compile_options(mg_sanitize INTERFACE -fsanitize=${MG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(mg_sanitize INTERFACE -fsanitize=${MG_SANITIZE})
endif()

if(MG_FUZZ)
  # coverage of the libraries too, or the fuzzer sees only its own few lines
  target_compile_options(mg_sanitize INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(mg_sanitize INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Generated sources: no warnings, never edited.
add_library(mg_generated INTERFACE)
target_compile_options(mg_generated INTERFACE -w)
