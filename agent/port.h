/* SPDX-License-Identifier: Apache-2.0
 * The guarded USB ports, as the carry-out sees them: look, open one stick, write one file, read it back, close. Knows no
 * ticket. The one in production is port_sysfs.h. */
#pragma once
#include <stddef.h>
#include "agent/order.h"
#include "agent/reason.h"
#include "base/error.h"

#define MG_STICKS_MAX 8U
#define MG_PRODUCT_NAME_BYTES 128U
#define MG_PORT_ALIGN 4096U /* of the buffer and the count that `read` is given */

struct mg_stick {
	struct mg_device device;
	char product_name[MG_PRODUCT_NAME_BYTES]; /* as the stick says it: any bytes, NUL-terminated */
	bool is_storage;                          /* mass storage and nothing else */
};

struct mg_port;
struct mg_port_ops {
	/* Everything shut, whatever an earlier life of the agent left open. Errors: INTERNAL. */
	bool (*shut)(struct mg_port *port, struct mg_error *err);
	/* What is plugged now, at most `cap`. */
	bool (*list)(struct mg_port *port, struct mg_stick *ret, size_t cap, size_t *ret_n, struct mg_error *err);
	/* Finds the one device, opens it and mounts it. port->was_opened says whether it came so far. */
	enum mg_reason (*open)(struct mg_port *port, const struct mg_device *device);
	/* A new file; never one that exists. */
	enum mg_reason (*create)(struct mg_port *port, const char *name);
	enum mg_reason (*write)(struct mg_port *port, const void *bytes, size_t n);
	/* All that was written is on the medium, and reading begins anew from there. */
	enum mg_reason (*flush)(struct mg_port *port);
	/* On from where the last one ended; 0 bytes at the end. `ret` and `cap` are multiples of MG_PORT_ALIGN. */
	enum mg_reason (*read)(struct mg_port *port, void *ret, size_t cap, size_t *ret_n);
	/* Shuts the port whatever happened before; may be called twice. Without `keep` a file that was begun is removed when
	 * that is still possible. Errors: INTERNAL (it may still be open: the agent must not go on). */
	bool (*close)(struct mg_port *port, bool keep, struct mg_error *err);
	void (*free)(struct mg_port *port);
};

struct mg_port {
	const struct mg_port_ops *ops;
	bool was_opened; /* since the last `open` began */
};
