/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-message.h"
#include <string.h>

#define BLOCK_BYTES 16384
#define ALIGN 16

typedef struct _Block Block;
struct _Block
{
  Block *next;
  gsize size;
  gsize used;
  _Alignas (ALIGN) guint8 bytes[];
};

struct _MgMessage
{
  Block *blocks;
  ProtobufCMessage *message;
};

static void *
block_alloc (void *data, size_t size)
{
  MgMessage *self = data;
  const gsize n = (size + ALIGN - 1) & ~(gsize)(ALIGN - 1);
  if (!self->blocks || self->blocks->size - self->blocks->used < n)
    {
      const gsize room = MAX (n, BLOCK_BYTES);
      Block *block = g_malloc (sizeof *block + room);
      block->next = self->blocks;
      block->size = room;
      block->used = 0;
      self->blocks = block;
    }
  void *at = self->blocks->bytes + self->blocks->used;
  self->blocks->used += n;
  return at;
}

static void
block_free (void *data, void *pointer)
{
  /* all at once, in mg_message_free() */
}

static gboolean is_sound (const ProtobufCMessage *message);

static gboolean
is_sound_value (const ProtobufCFieldDescriptor *field, const void *value)
{
  if (field->type == PROTOBUF_C_TYPE_STRING)
    {
      const char *text = *(char *const *)value;
      return !text || g_utf8_validate (text, -1, NULL);
    }
  const ProtobufCMessage *message = *(ProtobufCMessage *const *)value;
  return !message || is_sound (message);
}

static gboolean
is_sound (const ProtobufCMessage *message)
{
  const ProtobufCMessageDescriptor *type = message->descriptor;
  for (unsigned i = 0; i < type->n_fields; i++)
    {
      const ProtobufCFieldDescriptor *field = &type->fields[i];
      const guint8 *place = (const guint8 *)message + field->offset;
      if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
        continue;
      if (field->label != PROTOBUF_C_LABEL_REPEATED)
        {
          if (!is_sound_value (field, place))
            return FALSE;
          continue;
        }
      const size_t n = *(const size_t *)(const void *)((const guint8 *)message
                                                       + field->quantifier_offset);
      void *const *values = *(void *const *const *)(const void *)place;
      for (size_t k = 0; k < n; k++)
        if (!is_sound_value (field, &values[k]))
          return FALSE;
    }
  return TRUE;
}

MgMessage *
mg_message_unpack (const ProtobufCMessageDescriptor *type, const guint8 *bytes, gsize n)
{
  g_autoptr (MgMessage) self = g_new0 (MgMessage, 1);
  ProtobufCAllocator allocator = {block_alloc, block_free, self};
  self->message = protobuf_c_message_unpack (type, &allocator, n, bytes);
  if (!self->message || !is_sound (self->message))
    return NULL;
  return g_steal_pointer (&self);
}

void
mg_message_free (MgMessage *self)
{
  if (!self)
    return;
  while (self->blocks)
    {
      Block *block = self->blocks;
      self->blocks = block->next;
      explicit_bzero (block->bytes, block->used);
      g_free (block);
    }
  g_free (self);
}

const ProtobufCMessage *
mg_message_get (const MgMessage *self)
{
  return self->message;
}
