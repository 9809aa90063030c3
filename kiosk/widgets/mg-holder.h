/* SPDX-License-Identifier: Apache-2.0
 * Puts a pointer that belongs to a model into a list. Owns nothing. */
#pragma once
#include <gio/gio.h>

#define MG_TYPE_HOLDER (mg_holder_get_type ())
G_DECLARE_FINAL_TYPE (MgHolder, mg_holder, MG, HOLDER, GObject)

struct _MgHolder
{
  GObject parent_instance;
  gconstpointer held; /* borrowed; must outlive the list's row */
};

/* Replaces what store holds by the elements of pointers. */
void mg_holder_fill (GListStore *store, const GPtrArray *pointers);
