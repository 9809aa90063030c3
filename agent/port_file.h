/* SPDX-License-Identifier: Apache-2.0
 * The one file on an open stick: new, written, flushed, read again. Used by the ports. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/order.h"
#include "agent/reason.h"

struct mg_port_file {
	int fd; /* owned; -1: none */
	char name[MG_FILE_NAME_CHARS + 1];
	bool was_created;
};

/* `directory` is a descriptor of the stick's root, borrowed. The reasons are by errno: STICK_FULL, STICK_HAS_FILE,
 * STICK_READ_ONLY, STICK_GONE (the device does not exist any more) or WRITE_ERROR. */
enum mg_reason mg_port_file_create(struct mg_port_file *f, int directory, const char *name);
enum mg_reason mg_port_file_write(struct mg_port_file *f, const void *bytes, size_t n);
/* fsync of file and directory; the file is shut afterwards. */
enum mg_reason mg_port_file_flush(struct mg_port_file *f, int directory);
/* Opens it again for reading; `direct` demands that the kernel's cache is passed by (O_DIRECT). */
enum mg_reason mg_port_file_reopen(struct mg_port_file *f, int directory, bool direct);
enum mg_reason mg_port_file_read(struct mg_port_file *f, void *ret, size_t cap, size_t *ret_n);
/* Shuts it, and removes it when it was created and `keep` is false. */
void mg_port_file_end(struct mg_port_file *f, int directory, bool keep);
/* Which reason an errno of a write or a read has. */
enum mg_reason mg_port_write_reason(int error);
