/* SPDX-License-Identifier: Apache-2.0
 * The part of MgDesk that looks after the terminal's own certificate, whoever is at it and when
 * nobody is: tells the server which program runs here, renews before the end, and lets the program
 * start anew under the next certificate when nobody is there. Nothing of it is shown. */
#include "ceremony/keep.h"
#include "mg-desk-private.h"
#include "remote/mg-client-terminal.h"

#define FIRST_MS 3000              /* after the start */
#define EVERY_MS (3600 * 1000)     /* the next look */
#define AGAIN_MS (60 * 1000)       /* while there was no answer */
#define QUIET_MS (60 * 1000)       /* nobody is there */
#define BEFORE_US (G_GINT64_CONSTANT (30) * 24 * 3600 * 1000000)

static struct mg_keep
keep_of (const MgDesk *self)
{
  return (struct mg_keep){.key = self->config->key_file,
                          .cert = self->config->cert_file,
                          .assertion = self->config->assertion_key_file,
                          .ca = self->config->ca_file};
}

static void
again_in (MgDesk *self, gint64 ms)
{
  self->is_asking_certificate = FALSE;
  self->next_terminal_ms = mg_desk_now_ms () + ms;
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  mg_client_renew_finish (MG_CLIENT (source), result, &error);
  again_in (self, EVERY_MS); /* refused or not: the next look asks again while there is no certificate */
}

/* The certificate ends soon, and no other one waits. */
static void
renew (MgDesk *self)
{
  const struct mg_keep keep = keep_of (self);
  struct mg_request request;
  struct mg_error err = {0};
  char text[MG_REQUEST_TEXT_MAX];
  int64_t until_us;
  if (!mg_keep_not_after (&keep, &until_us, &err) || until_us - mg_desk_now_us (self) > BEFORE_US)
    {
      again_in (self, EVERY_MS);
      return;
    }
  if (!mg_keep_renew (&keep, &request, &err) || !mg_request_write (&request, text, &err))
    {
      g_warning ("the next key: %s", err.detail);
      again_in (self, EVERY_MS);
      return;
    }
  mg_client_renew_async (self->client, text, NULL, renewed_cb, g_object_ref (self));
}

static void
came_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = mg_client_certificate_finish (MG_CLIENT (source), result, &error);
  const struct mg_keep keep = keep_of (self);
  struct mg_error err = {0};
  gsize n = 0;
  const void *bytes = der ? g_bytes_get_data (der, &n) : NULL;
  if (!der)
    again_in (self, AGAIN_MS);
  else if (n == 0)
    renew (self);
  else
    {
      if (mg_keep_take (&keep, bytes, n, &err))
        self->has_next = TRUE;
      else /* of a key that is no more: the next request is of one that is */
        g_warning ("the next certificate: %s", err.detail);
      if (self->has_next)
        again_in (self, EVERY_MS);
      else
        renew (self);
    }
}

/* Nobody is logged in, nobody types: the program may become a fresh one. */
static gboolean
is_quiet (const MgDesk *self)
{
  return self->state == MG_DESK_LOGIN && mg_desk_now_ms () - self->touched_ms > QUIET_MS
         && mg_login_get_state (self->login) == MG_LOGIN_TYPING;
}

void
mg_desk_terminal_tick (MgDesk *self)
{
  const gint64 now_ms = mg_desk_now_ms ();
  if (self->has_next && is_quiet (self))
    {
      self->leave = MG_N_LEAVES;
      mg_desk_go (self, MG_DESK_ENDING);
      mg_desk_emit (self, MG_DESK_LEFT);
      return;
    }
  if (self->next_terminal_ms == 0)
    self->next_terminal_ms = now_ms + FIRST_MS;
  if (self->is_asking_certificate || now_ms < self->next_terminal_ms
      || self->connection.state != MG_CONNECTION_OK || self->state == MG_DESK_ENDING)
    return;
  self->is_asking_certificate = TRUE;
  mg_client_certificate_async (self->client, NULL, came_cb, g_object_ref (self));
}
