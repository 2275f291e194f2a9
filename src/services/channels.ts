/** channels: WebSockets. The api speaks ASGI, and its processes reach each other's sockets through Redis or Valkey. */
import type { Stack } from '../stack/types.ts';
import type { Entry, Module } from './types.ts';

/** What nginx routes to the api as WebSockets. */
export const SOCKETS = '/ws/';

const settings = ({ ident }: Stack): string => `# Under ASGI a request has a thread of its own, which would leave its connection behind.
DATABASES["default"]["CONN_MAX_AGE"] = 0

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            # A message is waited for during 5 s, redis-py's own limit for any answer.
            "hosts": [
                {"address": os.environ["CHANNEL_LAYER_URL"], "socket_timeout": 30}
            ],
            "prefix": "${ident}",
        },
    }
}
`;

const development = ({ module }: Stack): string => `# runserver answers WebSockets too, and messages stay in its process.
INSTALLED_APPS.insert(0, "daphne")  # noqa: F405
ASGI_APPLICATION = "${module}.asgi.application"
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
`;

function modules({ settings: name }: Stack): readonly Module[] {
  const names = `"DJANGO_SETTINGS_MODULE", "${name}"`;
  return [
    {
      path: 'asgi.py',
      text: `"""For gunicorn: Django answers http, Channels answers WebSockets."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

os.environ.setdefault(${names.length > 65 ? `\n    ${names}\n` : names})

# Before the consumers are imported: they may use models.
django = get_asgi_application()
if settings.DEBUG:
    # For ./stack dev. In production nginx serves these files.
    django = ASGIStaticFilesHandler(django)

from .routing import websocket_urlpatterns  # noqa: E402

# Only pages of ALLOWED_HOSTS may open one, with the session of whoever opens it.
websocket = AllowedHostsOriginValidator(
    AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
)

application = ProtocolTypeRouter({"http": django, "websocket": websocket})
`,
    },
    {
      path: 'routing.py',
      text: `"""Which consumer answers which WebSocket. nginx routes ${SOCKETS} here."""

from django.urls import path

from . import consumers

websocket_urlpatterns = [
    path("ws/echo/", consumers.Echo.as_asgi()),
]
`,
    },
    {
      path: 'consumers.py',
      text: `"""What answers WebSockets."""

from channels.generic.websocket import AsyncWebsocketConsumer


class Echo(AsyncWebsocketConsumer):
    """Says what it hears. For a first try; nothing else needs it."""

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=text_data, bytes_data=bytes_data)
`,
    },
  ];
}

export const channels: Entry = {
  id: 'channels',
  title: 'WebSockets: the api speaks ASGI, and nginx routes /ws/ to it',
  addable: true,
  bringsClient: true,
  needs: [{ oneOf: ['redis', 'valkey'], why: 'messages between processes go through it' }],
  wanted: (stack) => stack.with.includes('channels'),
  parts(stack) {
    const server = ['redis', 'valkey'].find((one) => stack.with.includes(one)) ?? 'redis';
    return {
      address: { CHANNEL_LAYER_URL: `redis://${server}:6379/2` },
      django: {
        imports: ['channels>=4.3,<5'],
        requirements: ['channels-redis>=4.3,<5'],
        settings: settings(stack),
        development: development(stack),
        developing: ['daphne>=4.2,<5'],
        modules: modules(stack),
      },
    };
  },
};
