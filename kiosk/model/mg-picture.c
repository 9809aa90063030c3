/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-picture.h"
#include "mg-secret.h"

MgPicture *
mg_picture_new (guint width, guint height, const guint8 *pixels, const char *driver,
                const char *device_id)
{
  MgPicture *self = g_new0 (MgPicture, 1);
  self->width = width;
  self->height = height;
  self->pixels = g_memdup2 (pixels, (gsize)width * height);
  self->driver = g_strdup (driver);
  self->device_id = g_strdup (device_id);
  return self;
}

void
mg_picture_free (MgPicture *self)
{
  if (!self)
    return;
  mg_wipe_free ((char *)self->pixels, (gssize)self->width * (gssize)self->height);
  g_free (self->driver);
  g_free (self->device_id);
  g_free (self);
}
