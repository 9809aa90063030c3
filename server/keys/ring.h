/* SPDX-License-Identifier: Apache-2.0
 * The root keys a program holds, by generation: during a rotation two or three (kek, kek.next, kek.old). Looks again at the
 * files when they change, so that no server is started anew for a rotation. Only keys/ includes it. */
#pragma once
#include "keys/kek_file.h"

struct mg_ring; /* in locked memory; thread-safe */

/* An empty ring. `kek_file` NULL: keys are only added by hand, no file is ever read. Errors: INTERNAL. */
bool mg_ring_new(const char *kek_file, struct mg_ring **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_ring_free(struct mg_ring *ring); /* accepts NULL */
/* Reads kek_file.next, kek_file and kek_file.old. Errors: SEALED (no kek_file), INTERNAL. */
bool mg_ring_read(struct mg_ring *ring, struct mg_error *err) MG_MUST_CHECK;
/* Errors: ALREADY_EXISTS (another key of this generation), INTERNAL (more than MG_RING_MAX). */
#define MG_RING_MAX 4U
bool mg_ring_add(struct mg_ring *ring, uint32_t generation, const uint8_t kek[MG_KEK_BYTES], struct mg_error *err)
	MG_MUST_CHECK;
/* All keys of another ring besides its own. */
bool mg_ring_copy(struct mg_ring *ring, struct mg_ring *from, struct mg_error *err) MG_MUST_CHECK;
/* The newest generation; its wrap key when `ret_wrap` is not NULL. Wipe it. */
uint32_t mg_ring_newest(struct mg_ring *ring, uint8_t ret_wrap[MG_KEK_BYTES]);
/* False: no key of this generation, also after one look at the files. */
bool mg_ring_wrap_key(struct mg_ring *ring, uint32_t generation, uint8_t ret_wrap[MG_KEK_BYTES]) MG_MUST_CHECK;
bool mg_ring_kek(struct mg_ring *ring, uint32_t generation, uint8_t ret_kek[MG_KEK_BYTES]) MG_MUST_CHECK;
/* The wrap key of a root key. */
void mg_ring_derive_wrap(const uint8_t kek[MG_KEK_BYTES], uint8_t ret[MG_KEK_BYTES]);
