/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-agent.h"
#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "wire/message.h"

#define PACKET_BYTES (64 * 1024)

struct _MgAgent
{
  /* borrowed */
  MgAgentSays says;
  gpointer owner;
  /* owned */
  int fd;
  guint source;
};

void
mg_agent_free (MgAgent *self)
{
  if (!self)
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  close (self->fd);
  g_free (self);
}

static Ag__FromAgent *
unpack (const guint8 *bytes, gsize n)
{
  ProtobufCMessage *message = NULL;
  struct mg_error error = {0};
  if (!mg_message_unpack_exact (&ag__from_agent__descriptor, NULL, bytes, n, &message, &error))
    return NULL;
  return (Ag__FromAgent *)message;
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer data)
{
  MgAgent *self = data;
  g_autofree guint8 *packet = g_malloc (PACKET_BYTES);
  struct iovec part = {packet, PACKET_BYTES};
  struct msghdr head = {.msg_iov = &part, .msg_iovlen = 1};
  const ssize_t n = recvmsg (fd, &head, MSG_DONTWAIT);
  const MgAgentSays says = self->says;
  const gpointer owner = self->owner;
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  Ag__FromAgent *message
      = n > 0 && !(head.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) ? unpack (packet, (gsize)n) : NULL;
  if (message)
    {
      says (owner, message); /* may free self, and this source with it */
      ag__from_agent__free_unpacked (message, NULL);
      return G_SOURCE_CONTINUE;
    }
  self->source = 0;
  says (owner, NULL);
  return G_SOURCE_REMOVE;
}

MgAgent *
mg_agent_connect (const char *path, MgAgentSays says, gpointer owner)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (!path || !*path || strlen (path) >= sizeof address.sun_path)
    return NULL;
  strcpy (address.sun_path, path);
  const int fd = socket (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return NULL;
  if (connect (fd, (const struct sockaddr *)&address, sizeof address) != 0)
    {
      close (fd);
      return NULL;
    }
  MgAgent *self = g_new0 (MgAgent, 1);
  self->says = says;
  self->owner = owner;
  self->fd = fd;
  self->source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, self);
  return self;
}

gboolean
mg_agent_send (MgAgent *self, const Ag__ToAgent *message, int fd)
{
  union
  {
    struct cmsghdr head;
    char bytes[CMSG_SPACE (sizeof (int))];
  } control = {0};
  const gsize n = ag__to_agent__get_packed_size (message);
  g_autofree guint8 *packet = g_malloc (n + 1);
  struct iovec part = {packet, n};
  struct msghdr head = {.msg_iov = &part, .msg_iovlen = 1};
  if (n > PACKET_BYTES)
    return FALSE;
  ag__to_agent__pack (message, packet);
  if (fd >= 0)
    {
      head.msg_control = control.bytes;
      head.msg_controllen = sizeof control.bytes;
      struct cmsghdr *c = CMSG_FIRSTHDR (&head);
      c->cmsg_level = SOL_SOCKET;
      c->cmsg_type = SCM_RIGHTS;
      c->cmsg_len = CMSG_LEN (sizeof fd);
      memcpy (CMSG_DATA (c), &fd, sizeof fd);
    }
  return sendmsg (self->fd, &head, MSG_NOSIGNAL) == (ssize_t)n;
}
