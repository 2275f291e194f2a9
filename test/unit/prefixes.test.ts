/** Which URLs Django keeps beside a front end: those that its routes begin with, and the admin above all. */
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/project/detect.ts';
import { tempFolder } from '../support/program.ts';

const BASE = {
  'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "bakery.settings")\n',
  'bakery/settings.py': 'ROOT_URLCONF = "bakery.urls"\nSTATIC_URL = "assets/"\nADMIN_URL = "backoffice/"\n',
  'web/package.json': '{}',
};
const detected = (urls: string, more: Record<string, string> = {}) => detect(tempFolder({ ...BASE, 'bakery/urls.py': `urlpatterns = [\n${urls}\n]\n`, ...more }));
const prefixes = (urls: string, more?: Record<string, string>) => detected(urls, more).proposals?.['api-prefix']?.value;

describe('URLs that Django keeps', () => {
  it.each<readonly [title: string, urls: string, expected: string | undefined]>([
    ['an admin of another name', 'path("office/", admin.site.urls),', '/office/'],
    ['an admin of several parts, as a regular expression', 're_path(r"^staff/only/", admin.site.urls),', '/staff/only/'],
    ['an admin that a setting names', 'path(settings.ADMIN_URL, admin.site.urls),', '/backoffice/'],
    ['all routes, each beginning once', 'path("admin/", admin.site.urls), path("accounts/", include("allauth.urls")), path("accounts/<int:id>/", view),', '/admin/,/accounts/'],
    ['no route inside of another', 'path("v1/", include([path("users/", view)])),', '/v1/'],
    ['no pages without a slash, and none at the root', 'path("healthz", view), path("", home),', undefined],
    ['nothing that nginx serves itself', 'path("assets/x/", view), path("media/", view), path("admin/", admin.site.urls),', '/admin/'],
    ['what is usual, where a module cannot be read', 'path("office/", admin.site.urls), path("", include(router.urls)),', '/office/,/api/'],
  ])('%s', (_title, urls, expected) => {
    expect(prefixes(urls)).toBe(expected);
  });

  it('are those of modules below the root, too; those for debugging are not', () => {
    const shop = 'urlpatterns = [path("graphql/", view), path("", include("bakery.urls"))]\nif settings.DEBUG:\n    urlpatterns += [path("toolbar/", view)]\n';
    expect(prefixes('path("admin/", admin.site.urls), path("", include("bakery.shop")),', { 'bakery/shop.py': shop })).toBe('/admin/,/graphql/');
  });

  it('have their places; an admin that no file tells is said to be one', () => {
    const found = detected('path("shop/", view),\npath(settings.SECRET_URL, admin.site.urls),\npath("blog/", view),');
    expect(found.proposals?.['api-prefix']).toEqual({ value: '/shop/,/blog/', from: 'bakery/urls.py:2,4' });
    expect(found.remarks).toContainEqual({ about: 'api-prefix', sentence: 'bakery/urls.py:3: where the admin is, no file tells; with --api-prefix nginx leads there.' });
    expect(detected('*i18n_patterns(path("admin/", admin.site.urls)),').remarks).toContainEqual(expect.objectContaining({ about: 'api-prefix' }));
  });

  it('are not looked for where Django answers everything', () => {
    const { 'web/package.json': _, ...files } = BASE;
    const folder = tempFolder({ ...files, 'bakery/urls.py': 'urlpatterns = [path("office/", admin.site.urls)]\n' });
    expect(detect(folder).proposals).not.toHaveProperty('api-prefix');
    expect(detect(folder, { web: 'node' }).proposals).toHaveProperty('api-prefix');
  });
});
