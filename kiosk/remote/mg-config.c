/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-config.h"
#include <gio/gio.h>
#include "model/mg-secret.h"

#define LOCK_S 300

static gboolean
read_file (GKeyFile *file, const char *folder, const char *group, const char *key, gboolean needed,
           char **ret, GError **error)
{
  g_autofree char *name = g_key_file_get_string (file, group, key, needed ? error : NULL);
  if (!name)
    return !needed;
  g_autofree char *path
      = g_path_is_absolute (name) ? g_strdup (name) : g_build_filename (folder, name, NULL);
  return g_file_get_contents (path, ret, NULL, error);
}

static gboolean
read_all (MgConfig *self, GKeyFile *file, const char *folder, GError **error)
{
  self->address = g_key_file_get_string (file, "server", "address", error);
  if (!self->address)
    return FALSE;
  self->name = g_key_file_get_string (file, "server", "name", NULL);
  self->accessible = g_key_file_get_boolean (file, "terminal", "accessibility", NULL);
  self->scale = g_key_file_get_double (file, "screen", "scale", NULL);
  const int lock_s = g_key_file_get_integer (file, "session", "lock_after_s", NULL);
  self->lock_s = lock_s > 0 && lock_s < LOCK_S ? (guint)lock_s : LOCK_S;
#ifdef MG_TEST_BUILD
  self->virtual_socket = g_key_file_get_string (file, "reader", "virtual_socket", NULL);
#endif
  return read_file (file, folder, "server", "ca_file", TRUE, &self->ca, error)
         && read_file (file, folder, "terminal", "cert_file", TRUE, &self->cert, error)
         && read_file (file, folder, "terminal", "key_file", TRUE, &self->key, error)
         && read_file (file, folder, "terminal", "assertion_key_file", TRUE, &self->assertion_key,
                       error)
         && read_file (file, folder, "log", "verifier_file", FALSE, &self->log_key, error);
}

MgConfig *
mg_config_load (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (MgConfig) self = g_new0 (MgConfig, 1);
  g_autofree char *folder = g_path_get_dirname (path);
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error)
      || !read_all (self, file, folder, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
mg_config_free (MgConfig *self)
{
  if (!self)
    return;
  g_free (self->address);
  g_free (self->ca);
  g_free (self->name);
  g_free (self->cert);
  mg_wipe_free (self->key, -1);
  mg_wipe_free (self->assertion_key, -1);
  g_free (self->log_key);
  g_free (self->virtual_socket);
  g_free (self);
}
