/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-screen.h"

G_DEFINE_INTERFACE (MgScreen, mg_screen, GTK_TYPE_WIDGET)

static void
mg_screen_default_init (MgScreenInterface *iface)
{
  g_signal_new ("say", MG_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  g_signal_new ("go", MG_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                G_TYPE_STRING, G_TYPE_STRING);
  g_signal_new ("keys-changed", MG_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

const char *
mg_screen_get_title (MgScreen *self)
{
  return MG_SCREEN_GET_IFACE (self)->get_title (self);
}

void
mg_screen_list_keys (MgScreen *self, MgKeys *ret)
{
  *ret = (MgKeys){.first = 0};
  MG_SCREEN_GET_IFACE (self)->list_keys (self, ret);
}

gboolean
mg_screen_press (MgScreen *self, guint key)
{
  return MG_SCREEN_GET_IFACE (self)->press (self, key);
}

gboolean
mg_screen_choose (MgScreen *self, guint number)
{
  MgScreenInterface *iface = MG_SCREEN_GET_IFACE (self);
  return iface->choose && iface->choose (self, number);
}

const char *
mg_screen_get_help (MgScreen *self)
{
  return MG_SCREEN_GET_IFACE (self)->get_help (self);
}

void
mg_screen_enter (MgScreen *self, const char *argument)
{
  MgScreenInterface *iface = MG_SCREEN_GET_IFACE (self);
  if (iface->enter)
    iface->enter (self, argument);
}

void
mg_screen_leave (MgScreen *self)
{
  MgScreenInterface *iface = MG_SCREEN_GET_IFACE (self);
  if (iface->leave)
    iface->leave (self);
}

void
mg_screen_wipe (MgScreen *self)
{
  MgScreenInterface *iface = MG_SCREEN_GET_IFACE (self);
  if (iface->wipe)
    iface->wipe (self);
}

static void
reflow_in (GtkWidget *widget, GtkOrientation orientation)
{
  if (gtk_widget_has_css_class (widget, "body") || gtk_widget_has_css_class (widget, "login-body"))
    {
      const gboolean is_even = gtk_widget_has_css_class (widget, "even");
      gtk_orientable_set_orientation (GTK_ORIENTABLE (widget), orientation);
      gtk_box_set_homogeneous (GTK_BOX (widget),
                               is_even && orientation == GTK_ORIENTATION_HORIZONTAL);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    reflow_in (child, orientation);
}

void
mg_screen_reflow (MgScreen *self, GtkOrientation orientation)
{
  reflow_in (GTK_WIDGET (self), orientation);
}

void
mg_screen_say (MgScreen *self, const char *tone, const char *markup, const char *right)
{
  g_signal_emit_by_name (self, "say", tone, markup, right);
}

void
mg_screen_go (MgScreen *self, const char *name, const char *argument)
{
  g_signal_emit_by_name (self, "go", name, argument);
}

void
mg_screen_changed (MgScreen *self)
{
  g_signal_emit_by_name (self, "keys-changed");
}
