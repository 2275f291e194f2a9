/** Open WebSockets when gunicorn is stopped, as every deploy does: who is told comes again at once. */
import { expect, it } from 'vitest';
import { openSocket } from '../real/support/socket.ts';
import { describeWith } from '../support/need.ts';
import { gunicorn, production, project } from './django.ts';

describeWith(['python3', 'django'], 'WebSockets', (t) => {
  it('are closed with 1012, service restart, and do not hold up the stop', async () => {
    const shop = project(t.path('django'), { with: 'channels' });
    const site = await gunicorn(shop, production(shop, { DJANGO_SETTINGS_MODULE: 'shop.settings.development' }));
    const open = () => openSocket(site.port, '127.0.0.1', '/ws/echo/');
    const sockets = await Promise.all([open(), open(), open()]);
    for (const socket of sockets) expect(await socket.ask('hello')).toBe('hello');
    const exit = site.stop();
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([1012, 1012, 1012]);
    // By itself: whoever is still at work when graceful_timeout is over is killed, and says nothing.
    expect([await exit, site.printed()]).toEqual([0, expect.stringContaining('Worker exiting')]);
  });
});
