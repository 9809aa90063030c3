/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-secret.h"
#include <string.h>
#include <sys/mman.h>

#define PAGE_BYTES 4096

struct _MgSecret
{
  gsize size;
  char bytes[PAGE_BYTES - sizeof (gsize)];
};

MgSecret *
mg_secret_new (void)
{
  MgSecret *self
      = mmap (NULL, sizeof *self, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (self == MAP_FAILED)
    return NULL;
  if (mlock (self, sizeof *self) != 0)
    {
      munmap (self, sizeof *self);
      return NULL;
    }
  madvise (self, sizeof *self, MADV_DONTDUMP);
  return self;
}

void
mg_secret_free (MgSecret *self)
{
  if (!self)
    return;
  explicit_bzero (self, sizeof *self);
  munlock (self, sizeof *self);
  munmap (self, sizeof *self);
}

gboolean
mg_secret_set (MgSecret *self, const void *bytes, gsize n)
{
  mg_secret_clear (self);
  if (n > mg_secret_capacity ())
    return FALSE;
  memcpy (self->bytes, bytes, n);
  self->size = n;
  return TRUE;
}

void
mg_secret_clear (MgSecret *self)
{
  explicit_bzero (self, sizeof *self);
}

gsize
mg_secret_get_size (const MgSecret *self)
{
  return self->size;
}

const char *
mg_secret_peek (const MgSecret *self)
{
  return self->bytes;
}

gsize
mg_secret_capacity (void)
{
  return sizeof ((MgSecret *)NULL)->bytes - 1;
}

void
mg_wipe_free (char *text, gssize n)
{
  if (!text)
    return;
  explicit_bzero (text, n < 0 ? strlen (text) : (gsize)n);
  g_free (text);
}
