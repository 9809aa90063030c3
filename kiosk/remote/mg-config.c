/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-config.h"
#include <gio/gio.h>
#include "ceremony/keep.h"
#include "model/mg-secret.h"

#define LOCK_S 300

static char *
read_path (GKeyFile *file, const char *folder, const char *group, const char *key, GError **error)
{
  g_autofree char *name = g_key_file_get_string (file, group, key, error);
  if (!name)
    return NULL;
  return g_path_is_absolute (name) ? g_strdup (name) : g_build_filename (folder, name, NULL);
}

/* What the last start renewed comes in force; what cannot be put in place leaves the pair in use. */
static void
settle (const MgConfig *self)
{
  const struct mg_keep keep = {.key = self->key_file,
                               .cert = self->cert_file,
                               .assertion = self->assertion_key_file,
                               .ca = self->ca_file};
  struct mg_error err = {0};
  bool settled;
  if (!mg_keep_settle (&keep, &settled, &err))
    g_printerr ("madoguchi-kiosk: the next certificate: %s\n", err.detail);
}

static gboolean
read_keys (MgConfig *self, GKeyFile *file, const char *folder, GError **error)
{
  self->assertion_key_file = read_path (file, folder, "terminal", "assertion_key_file", error);
  if (!self->assertion_key_file
      || !(self->ca_file = read_path (file, folder, "server", "ca_file", error))
      || !(self->cert_file = read_path (file, folder, "terminal", "cert_file", error))
      || !(self->key_file = read_path (file, folder, "terminal", "key_file", error)))
    return FALSE;
  settle (self);
  return g_file_get_contents (self->ca_file, &self->ca, NULL, error)
         && g_file_get_contents (self->cert_file, &self->cert, NULL, error)
         && g_file_get_contents (self->key_file, &self->key, NULL, error);
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
  self->windowed = g_key_file_get_boolean (file, "screen", "windowed", NULL);
#endif
  if (g_key_file_has_key (file, "agent", "socket", NULL))
    self->agent_socket = read_path (file, folder, "agent", "socket", NULL);
  if (g_key_file_has_key (file, "terminals", "requests_folder", NULL))
    self->requests_folder = read_path (file, folder, "terminals", "requests_folder", NULL);
  if (g_key_file_has_key (file, "rights", "file", NULL))
    self->rights_file = read_path (file, folder, "rights", "file", NULL);
  self->log_origin = g_key_file_get_string (file, "log", "origin", NULL);
  self->log_key_file = read_path (file, folder, "log", "key_file", NULL);
  self->authority_municipality
      = g_key_file_get_string (file, "authority", "municipality", NULL);
  self->authority_key_file = read_path (file, folder, "authority", "key_file", NULL);
  return read_keys (self, file, folder, error);
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
  g_free (self->ca_file);
  g_free (self->cert_file);
  g_free (self->key_file);
  g_free (self->assertion_key_file);
  g_free (self->log_origin);
  g_free (self->log_key_file);
  g_free (self->authority_municipality);
  g_free (self->authority_key_file);
  g_free (self->virtual_socket);
  g_free (self->agent_socket);
  g_free (self->requests_folder);
  g_free (self->rights_file);
  g_free (self);
}
