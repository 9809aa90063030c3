/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-holder.h"

G_DEFINE_FINAL_TYPE (MgHolder, mg_holder, G_TYPE_OBJECT)

static void
mg_holder_class_init (MgHolderClass *klass)
{
}

static void
mg_holder_init (MgHolder *self)
{
}

void
mg_holder_fill (GListStore *store, const GPtrArray *pointers)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; pointers && i < pointers->len; i++)
    {
      MgHolder *holder = g_object_new (MG_TYPE_HOLDER, NULL);
      holder->held = pointers->pdata[i];
      g_ptr_array_add (items, holder);
    }
  g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), items->pdata,
                       items->len);
}
