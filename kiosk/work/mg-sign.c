/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-sign.h"
#include <string.h>
#include "model/mg-secret.h"

typedef struct
{
  GBytes *payload;
  MgSecret *pin;
  struct mg_wrapped_key wrapped;
  gboolean is_wrapped;
  guint8 public_key[MG_PUBLIC_KEY_BYTES];
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  g_bytes_unref (job->payload);
  mg_secret_free (job->pin);
  g_free (job);
}

void
mg_signed_free (MgSigned *self)
{
  if (!self)
    return;
  g_bytes_unref (self->payload);
  g_free (self);
}

static void
signed_clear (gpointer self)
{
  mg_signed_free (self);
}

static MgSigning
outcome_of (const struct mg_error *error)
{
  switch (error->code)
    {
    case MG_ERR_DENIED:
      return MG_SIGNING_WRONG_PIN;
    case MG_ERR_BUSY:
      return MG_SIGNING_CARD_SHUT;
    case MG_ERR_NOT_FOUND:
    case MG_ERR_UNAVAILABLE:
      return MG_SIGNING_NO_CARD;
    case MG_ERR_CONFLICT:
      return MG_SIGNING_TWO_CARDS;
    default:
      return MG_SIGNING_BROKEN;
    }
}

static bool
open_key (const Job *job, struct mg_signer_key **ret, struct mg_error *error)
{
  const char *pin = mg_secret_peek (job->pin);
  return job->is_wrapped ? mg_signer_open_wrapped (&job->wrapped, pin, ret, error)
                         : mg_signer_open_pkcs11 (NULL, job->public_key, pin, ret, error);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  struct mg_signer_key *key = NULL;
  struct mg_error error = {0};
  struct mg_signed with = {0};
  gsize n;
  const guint8 *payload = g_bytes_get_data (job->payload, &n);
  const bool opened = open_key (job, &key, &error);
  mg_secret_clear (job->pin);
  if (opened && memcmp (mg_signer_public_key (key), job->public_key, MG_PUBLIC_KEY_BYTES) != 0)
    error.code = MG_ERR_INVALID; /* not the key that the list names */
  const bool ok = opened && error.code == MG_OK
                  && mg_signer_sign_envelope (key, MG_ENVELOPE_TYPE ("export-ticket"),
                                              (struct mg_bytes) {payload, n}, &with, &error);
  mg_signer_key_free (key);
  if (!ok)
    {
      g_task_return_new_error (task, MG_TROUBLE, (int)outcome_of (&error), "not signed");
      return;
    }
  MgSigned *result = g_new0 (MgSigned, 1);
  result->payload = g_bytes_ref (job->payload);
  result->with = with;
  g_task_return_pointer (task, result, signed_clear);
}

void
mg_sign_async (GObject *owner, GBytes *payload, const Pb__WrappedKey *wrapped,
               const guint8 *public_key, const char *pin, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (owner, cancellable, callback, data);
  struct mg_error error = {0};
  Job *job = g_new0 (Job, 1);
  job->payload = g_bytes_ref (payload);
  job->pin = mg_secret_new ();
  job->is_wrapped = wrapped != NULL;
  memcpy (job->public_key, public_key, sizeof job->public_key);
  g_task_set_task_data (task, job, job_free);
  if (!job->pin || !mg_secret_set (job->pin, pin, strlen (pin))
      || (wrapped && !mg_wrapped_key_from_message (wrapped, &job->wrapped, &error)))
    g_task_return_new_error (task, MG_TROUBLE, MG_SIGNING_BROKEN, "no key to open");
  else
    g_task_run_in_thread (task, run);
}

MgSigned *
mg_sign_finish (GAsyncResult *result, MgSigning *ret_outcome)
{
  g_autoptr (GError) error = NULL;
  MgSigned *signature = g_task_propagate_pointer (G_TASK (result), &error);
  if (signature)
    *ret_outcome = MG_SIGNING_SIGNED;
  else if (error->domain == MG_TROUBLE)
    *ret_outcome = (MgSigning)error->code;
  else
    *ret_outcome = MG_SIGNING_NONE; /* given up */
  return signature;
}
