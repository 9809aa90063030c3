/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-codes.h"
#include "madoguchi/v1/code.pb-c.h"

static const MgCallSpec list_call
    = {&pb__code__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};

static const char *const wanted[] = {
    "tokuso_reason", "document",      "filer_relation",    "late_entry_reason", "correction_reason",
    "return_reason", "resume_reason", "withdrawal_reason", "rejection_reason",  "insured_type"};

struct _MgCodes
{
  GObject parent_instance;
  /* owned */
  MgRead *read;
  GHashTable *lists; /* name -> GPtrArray of MgCode */
};

G_DEFINE_FINAL_TYPE (MgCodes, mg_codes, G_TYPE_OBJECT)

static guint changed_signal;

MgCode *
mg_code_new (const char *code, const char *word)
{
  MgCode *self = g_new0 (MgCode, 1);
  self->code = g_strdup (code);
  self->word = g_strdup (word);
  return self;
}

void
mg_code_free (MgCode *self)
{
  g_free (self->code);
  g_free (self->word);
  g_free (self);
}

GPtrArray *
mg_code_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)mg_code_free);
}

static void
add (MgCodes *self, const Pb__CodeWord *word)
{
  GPtrArray *list = g_hash_table_lookup (self->lists, word->list);
  if (!list)
    {
      list = mg_code_list_new ();
      g_hash_table_insert (self->lists, g_strdup (word->list), list);
    }
  g_ptr_array_add (list, mg_code_new (word->code, word->text));
}

static void
listed_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgCodes *self = owner;
  g_autoptr (MgMessage) taken = message;
  if (!message)
    return;
  const Pb__CodeListReply *reply = (const Pb__CodeListReply *)mg_message_get (message);
  g_hash_table_remove_all (self->lists);
  for (size_t i = 0; i < reply->n_words; i++)
    add (self, reply->words[i]);
  g_signal_emit (self, changed_signal, 0);
}

void
mg_codes_ask (MgCodes *self)
{
  Pb__CodeListRequest request = PB__CODE_LIST_REQUEST__INIT;
  if (g_hash_table_size (self->lists) > 0 || mg_read_is_busy (self->read))
    return;
  request.lists = (char **)wanted;
  request.n_lists = G_N_ELEMENTS (wanted);
  mg_read_ask (self->read, &request.base);
}

const GPtrArray *
mg_codes_get (MgCodes *self, const char *list)
{
  return g_hash_table_lookup (self->lists, list);
}

const char *
mg_codes_find (MgCodes *self, const char *list, const char *code)
{
  const GPtrArray *codes = mg_codes_get (self, list);
  for (guint i = 0; codes && i < codes->len; i++)
    {
      const MgCode *here = codes->pdata[i];
      if (g_str_equal (here->code, code))
        return here->word;
    }
  return NULL;
}

static void
mg_codes_finalize (GObject *object)
{
  MgCodes *self = MG_CODES (object);
  mg_read_free (self->read);
  g_hash_table_unref (self->lists);
  G_OBJECT_CLASS (mg_codes_parent_class)->finalize (object);
}

static void
mg_codes_class_init (MgCodesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_codes_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_CODES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_codes_init (MgCodes *self)
{
  self->lists
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
}

MgCodes *
mg_codes_new (MgLine *line)
{
  MgCodes *self = g_object_new (MG_TYPE_CODES, NULL);
  self->read = mg_read_new (line, &list_call, listed_cb, self);
  return self;
}
