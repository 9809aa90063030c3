/* SPDX-License-Identifier: Apache-2.0
 * One finger as the reader gave it, on its way to the server. Must not be stored, shown or compared. */
#pragma once
#include <glib.h>

typedef struct
{
  guint width;  /* pixels */
  guint height; /* pixels */
  guint8 *pixels; /* width * height bytes, 8-bit grey, ridges dark */
  char *driver;
  char *device_id;
} MgPicture;

/* Copies all it is given. */
MgPicture *mg_picture_new (guint width, guint height, const guint8 *pixels, const char *driver,
                           const char *device_id);
/* Wipes and frees; accepts NULL. */
void mg_picture_free (MgPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgPicture, mg_picture_free)
