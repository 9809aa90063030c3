/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-base-screen.h"
#include "model/mg-i18n.h"

typedef struct
{
  /* children */
  GtkOverlay *overlay;
  MgSheet *sheet; /* NULL: none */
  /* owned */
  MgDesk *desk;
  GtkWidget *focus_before; /* of the sheet */
  /* state */
  gboolean is_here;
  gboolean said_act;
} MgBaseScreenPrivate;

static void iface_init (MgScreenInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (MgBaseScreen, mg_base_screen, GTK_TYPE_BOX,
                                  G_ADD_PRIVATE (MgBaseScreen)
                                      G_IMPLEMENT_INTERFACE (MG_TYPE_SCREEN, iface_init))

static MgBaseScreenPrivate *
priv (gpointer self)
{
  return mg_base_screen_get_instance_private (MG_BASE_SCREEN (self));
}

static const MgBaseSpec *
spec (gpointer self)
{
  return MG_BASE_SCREEN_GET_CLASS (self)->spec;
}

/* --- sheets --- */

MgSheet *
mg_base_screen_get_sheet (gpointer self)
{
  return priv (self)->sheet;
}

void
mg_base_screen_close_sheet (gpointer self)
{
  MgBaseScreenPrivate *p = priv (self);
  MgSheet *sheet = p->sheet;
  if (!sheet)
    return;
  p->sheet = NULL;
  gtk_widget_set_can_focus (gtk_overlay_get_child (p->overlay), TRUE);
  gtk_overlay_remove_overlay (p->overlay, GTK_WIDGET (sheet));
  if (p->focus_before && gtk_widget_get_mapped (p->focus_before))
    gtk_widget_grab_focus (p->focus_before);
  else if (gtk_widget_get_mapped (GTK_WIDGET (self))) /* a row that is another one now */
    gtk_widget_grab_focus (GTK_WIDGET (self));
  g_clear_object (&p->focus_before);
  mg_screen_changed (MG_SCREEN (self));
}

void
mg_base_screen_open_sheet (gpointer self, MgSheet *sheet)
{
  MgBaseScreenPrivate *p = priv (self);
  mg_base_screen_close_sheet (self);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  p->focus_before = focus ? g_object_ref (focus) : NULL;
  p->sheet = sheet;
  g_signal_connect_object (sheet, "closed", G_CALLBACK (mg_base_screen_close_sheet), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_overlay_add_overlay (p->overlay, GTK_WIDGET (sheet));
  gtk_widget_grab_focus (GTK_WIDGET (sheet));
  gtk_widget_set_can_focus (gtk_overlay_get_child (p->overlay), FALSE);
  mg_screen_changed (MG_SCREEN (self));
}

/* --- keys --- */

static const MgKeyRow *
find_key (gpointer self, guint key)
{
  const MgBaseSpec *s = spec (self);
  for (guint i = 0; i < s->n_keys; i++)
    if (s->keys[i].key == key && (!s->keys[i].is_offered || s->keys[i].is_offered (self)))
      return &s->keys[i];
  return NULL;
}

static void
list_keys (MgScreen *screen, MgKeys *ret)
{
  MgBaseScreenPrivate *p = priv (screen);
  ret->words[0] = _ ("操作説明");
  ret->words[10] = _ ("画面ロック");
  ret->first = 12;
  if (p->sheet)
    {
      ret->words[2] = mg_sheet_get_safe (p->sheet);
      ret->words[11] = mg_sheet_get_act (p->sheet);
      ret->first = mg_sheet_is_grave (p->sheet) ? 0 : 12; /* blue is what one may press at ease */
      return;
    }
  if (mg_session_may (mg_desk_get_session (p->desk), "PERSON_READ"))
    ret->words[1] = _ ("検索");
  ret->words[2] = _ ("戻る");
  for (guint key = 3; key <= 12; key++)
    {
      const MgKeyRow *row = find_key (screen, key);
      if (row)
        ret->words[key - 1] = _ (row->word);
    }
  if (!ret->words[11])
    ret->first = 0;
}

static gboolean
press_in_sheet (MgBaseScreenPrivate *p, guint key)
{
  if (key == 12)
    mg_sheet_act (p->sheet);
  else if (key == 0 || key == 3)
    mg_sheet_close (p->sheet);
  return TRUE;
}

static gboolean
press (MgScreen *screen, guint key)
{
  MgBaseScreenPrivate *p = priv (screen);
  if (p->sheet)
    return press_in_sheet (p, key);
  const MgKeyRow *row = find_key (screen, key);
  if (row)
    row->press (screen);
  else if (key == 3)
    mg_screen_go (screen, "home", NULL);
  else
    return FALSE;
  return TRUE;
}

/* --- saying --- */

void
mg_base_screen_say (gpointer self, const char *tone, const char *text)
{
  const char *sign = "";
  if (!priv (self)->is_here)
    return;
  if (g_strcmp0 (tone, "t-good") == 0)
    sign = "○ ";
  else if (g_strcmp0 (tone, "t-bad") == 0)
    sign = "× ";
  g_autofree char *markup = g_markup_printf_escaped ("%s%s", sign, text);
  mg_screen_say (MG_SCREEN (self), tone, markup, NULL);
}

void
mg_base_screen_expect (gpointer self)
{
  priv (self)->said_act = FALSE;
}

gboolean
mg_base_screen_say_act (gpointer self, const MgAct *act, const MgActSays *says)
{
  MgBaseScreenPrivate *p = priv (self);
  const char *words = mg_act_words (act);
  const gboolean is_open = mg_act_is_open (act);
  if (act->state == MG_ACT_IDLE || (p->said_act && !is_open))
    return FALSE;
  p->said_act = !is_open;
  if (is_open)
    mg_base_screen_say (self, "t-warn", words ? words : _ (says->busy));
  else if (act->state == MG_ACT_DONE)
    mg_base_screen_say (self, "t-good", words ? words : _ (says->done));
  else if (act->trouble == MG_TROUBLE_CONFLICT && says->conflict)
    mg_base_screen_say (self, "t-bad", _ (says->conflict));
  else if (act->trouble == MG_TROUBLE_RULE && says->rule)
    mg_base_screen_say (self, "t-bad", _ (says->rule));
  else
    mg_base_screen_say (self, "t-bad", words ? words : mg_trouble_words (act->trouble));
  return TRUE;
}

/* --- screen --- */

static const char *
get_title (MgScreen *screen)
{
  return _ (spec (screen)->title);
}

static const char *
get_help (MgScreen *screen)
{
  return _ (spec (screen)->help);
}

static void
enter (MgScreen *screen, const char *argument)
{
  priv (screen)->is_here = TRUE;
  if (spec (screen)->enter)
    spec (screen)->enter (screen, argument);
}

static void
leave (MgScreen *screen)
{
  mg_base_screen_close_sheet (screen);
  priv (screen)->is_here = FALSE;
  if (spec (screen)->leave)
    spec (screen)->leave (screen);
}

static void
wipe (MgScreen *screen)
{
  if (spec (screen)->wipe)
    spec (screen)->wipe (screen);
}

static void
iface_init (MgScreenInterface *iface)
{
  iface->get_title = get_title;
  iface->list_keys = list_keys;
  iface->press = press;
  iface->get_help = get_help;
  iface->enter = enter;
  iface->leave = leave;
  iface->wipe = wipe;
}

static gboolean
mg_base_screen_grab_focus (GtkWidget *widget)
{
  MgBaseScreenPrivate *p = priv (widget);
  const MgBaseSpec *s = spec (widget);
  if (p->sheet)
    return gtk_widget_grab_focus (GTK_WIDGET (p->sheet));
  GtkWidget *focus = s->get_focus ? s->get_focus (widget) : NULL;
  return focus ? gtk_widget_grab_focus (focus)
               : gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
mg_base_screen_dispose (GObject *object)
{
  MgBaseScreenPrivate *p = priv (object);
  mg_base_screen_close_sheet (object);
  g_clear_object (&p->desk);
  G_OBJECT_CLASS (mg_base_screen_parent_class)->dispose (object);
}

static void
mg_base_screen_class_init (MgBaseScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_base_screen_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_base_screen_grab_focus;
}

static void
mg_base_screen_init (MgBaseScreen *self)
{
  MgBaseScreenPrivate *p = priv (self);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  p->overlay = GTK_OVERLAY (gtk_overlay_new ());
  p->said_act = TRUE;
  gtk_widget_set_vexpand (GTK_WIDGET (p->overlay), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (p->overlay));
}

gpointer
mg_base_screen_create (GType type, MgDesk *desk)
{
  gpointer self = g_object_new (type, NULL);
  priv (self)->desk = g_object_ref (desk);
  return self;
}

void
mg_base_screen_set_content (gpointer self, GtkWidget *content)
{
  gtk_overlay_set_child (priv (self)->overlay, content);
}

MgDesk *
mg_base_screen_get_desk (gpointer self)
{
  return priv (self)->desk;
}

gboolean
mg_base_screen_is_here (gpointer self)
{
  return priv (self)->is_here;
}

const char *
mg_base_screen_get_staff_no (gpointer self)
{
  const MgSession *session = mg_desk_get_session (priv (self)->desk);
  return session ? session->staff_no : "";
}
