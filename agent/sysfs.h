/* SPDX-License-Identifier: Apache-2.0
 * Reading and writing attributes of one device in sysfs, through a descriptor that pins it. Nothing here decides. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A folder by descriptor, for names below it; -1 and errno. The caller closes it. */
int mg_sysfs_open(int directory, const char *name);
/* Up to `cap` bytes of an attribute; -1 and errno. */
ssize_t mg_sysfs_read(int device, const char *name, void *ret, size_t cap);
/* Its text without the newline, NUL-terminated; cut at cap - 1. False: no such attribute, and an empty text. */
bool mg_sysfs_text(int device, const char *name, char *ret, size_t cap);
/* An attribute of four hexadecimal digits; 0 when it is none. */
uint16_t mg_sysfs_id(int device, const char *name);
/* False and errno when it could not be written. */
bool mg_sysfs_write(int device, const char *name, const char *value);

/* Calls back with each name in the folder but "." and ".."; false when it cannot be read. */
typedef void mg_sysfs_fn(int directory, const char *name, void *user);
bool mg_sysfs_each(int directory, mg_sysfs_fn *f, void *user);
