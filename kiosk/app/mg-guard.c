/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-guard.h"
#include <string.h>

static GtkText *
text_of (GtkWidget *entry)
{
  GtkEditable *inner = gtk_editable_get_delegate (GTK_EDITABLE (entry));
  return GTK_TEXT (inner ? inner : GTK_EDITABLE (entry));
}

void
mg_guard_entry (GtkWidget *entry)
{
  static const char *const off[] = {"clipboard.cut",    "clipboard.copy",    "clipboard.paste",
                                    "selection.delete", "misc.insert-emoji", "menu.popup"};
  GtkText *text = text_of (entry);
  for (gsize i = 0; i < G_N_ELEMENTS (off); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (text), off[i], FALSE);
  gtk_text_set_enable_emoji_completion (text, FALSE);
}

static void
insert_digits_cb (GtkEditable *text, const char *added, int n, int *position, gpointer data)
{
  const gsize length = n < 0 ? strlen (added) : (gsize)n;
  GString *digits = g_string_new (NULL);
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isdigit (added[i]))
      g_string_append_c (digits, added[i]);
  if (digits->len < length)
    {
      g_signal_stop_emission_by_name (text, "insert-text");
      if (digits->len > 0)
        gtk_editable_insert_text (text, digits->str, (int)digits->len, position);
    }
  g_string_free (digits, TRUE);
}

void
mg_guard_digits (GtkWidget *entry)
{
  g_signal_connect (text_of (entry), "insert-text", G_CALLBACK (insert_digits_cb), NULL);
}

static gboolean
is_way_out (guint key, GdkModifierType state)
{
  const gboolean ctrl = (state & GDK_CONTROL_MASK) != 0;
  const gboolean shift = (state & GDK_SHIFT_MASK) != 0;
  if ((state & GDK_ALT_MASK) && key == GDK_KEY_F4)
    return TRUE;
  if (ctrl)
    switch (gdk_keyval_to_lower (key))
      {
      case GDK_KEY_c:
      case GDK_KEY_x:
      case GDK_KEY_v:
      case GDK_KEY_Insert:
      case GDK_KEY_period:
      case GDK_KEY_semicolon:
        return TRUE;
      case GDK_KEY_i:
      case GDK_KEY_d:
      case GDK_KEY_u:
      case GDK_KEY_e:
        return shift;
      default:
        break;
      }
  return (shift && (key == GDK_KEY_Insert || key == GDK_KEY_Delete || key == GDK_KEY_F10))
         || key == GDK_KEY_Menu;
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        gpointer data)
{
  return is_way_out (key, state) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, gpointer data)
{
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) != GDK_BUTTON_PRIMARY)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* X11's PRIMARY is left alone: an entry that loses it loses its selection too, and what is typed next would be added to
 * the old text instead of replacing it. Under the kiosk's compositor there is no other client to read it. */
static void
clipboard_cb (GdkClipboard *clipboard, gpointer data)
{
  if (gdk_clipboard_is_local (clipboard) && gdk_clipboard_get_content (clipboard))
    gdk_clipboard_set_content (clipboard, NULL);
}

static gboolean
close_cb (GtkWindow *window, gpointer data)
{
  return TRUE; /* only log-off ends the work */
}

void
mg_guard_window (GtkWindow *window)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *clicks = gtk_gesture_click_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), NULL);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (clicks), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (clicks), GTK_PHASE_CAPTURE);
  g_signal_connect (clicks, "pressed", G_CALLBACK (pressed_cb), NULL);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (clicks));
  g_signal_connect (window, "close-request", G_CALLBACK (close_cb), NULL);
  g_signal_connect (gdk_display_get_clipboard (display), "changed", G_CALLBACK (clipboard_cb),
                    NULL);
}
