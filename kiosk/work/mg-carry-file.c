/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-carry-file.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

void
mg_carry_file_init (MgCarryFile *self)
{
  *self = (MgCarryFile) {.fd = -1};
}

void
mg_carry_file_clear (MgCarryFile *self)
{
  if (self->fd >= 0)
    close (self->fd); /* the last reference: its pages go */
  g_clear_pointer (&self->sum, g_checksum_free);
  mg_carry_file_init (self);
}

gboolean
mg_carry_file_open (MgCarryFile *self, guint64 size, const guint8 *sha256)
{
  mg_carry_file_clear (self);
  if (size == 0 || size > MG_CARRY_BYTES_MAX)
    return FALSE;
  self->fd = memfd_create ("export", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (self->fd < 0)
    return FALSE;
  self->size = size;
  self->sum = g_checksum_new (G_CHECKSUM_SHA256);
  memcpy (self->sha256, sha256, sizeof self->sha256);
  return TRUE;
}

gboolean
mg_carry_file_add (MgCarryFile *self, const guint8 *bytes, gsize n)
{
  if (n == 0 || n > self->size - self->got)
    return FALSE;
  g_checksum_update (self->sum, bytes, (gssize)n);
  self->got += n;
  while (n > 0)
    {
      const ssize_t written = write (self->fd, bytes, n);
      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      bytes += written;
      n -= (gsize)written;
    }
  return TRUE;
}

gboolean
mg_carry_file_seal (MgCarryFile *self)
{
  guint8 digest[32];
  gsize n = sizeof digest;
  if (self->got != self->size)
    return FALSE;
  g_checksum_get_digest (self->sum, digest, &n);
  return memcmp (digest, self->sha256, sizeof digest) == 0
         && fcntl (self->fd, F_ADD_SEALS, SEALS) == 0;
}
