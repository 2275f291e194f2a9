/** Which URLs Django keeps beside a front end: those that its routes begin with, and the admin above all. */
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/project/detect.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { tempFolder } from '../support/program.ts';
import { fileOf, make } from '../support/stacks.ts';

const BASE = {
  'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "bakery.settings")\n',
  'bakery/settings.py': 'ROOT_URLCONF = "bakery.urls"\nSTATIC_URL = "assets/"\nADMIN_URL = "backoffice/"\n',
  'web/package.json': '{}',
};
const folderOf = (urls: string, more: Record<string, string> = {}) => tempFolder({ ...BASE, 'bakery/urls.py': `urlpatterns = [\n${urls}\n]\n`, ...more });
const detected = (urls: string, more?: Record<string, string>) => detect(folderOf(urls, more));
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
    expect(found.remarks).toContainEqual({ about: 'admin', sentence: 'bakery/urls.py:3: where the admin is, no file tells. With --admin nginx routes it to the api, and limits log-ins.' });
    expect(detected('*i18n_patterns(path("admin/", admin.site.urls)),').remarks).toContainEqual(expect.objectContaining({ about: 'admin' }));
  });

  it.each<readonly [title: string, urls: string, answers: RawAnswers, prefixes: readonly string[], login: string]>([
    ['where it is found', 'path("api/", api), path("office/", admin.site.urls),', {}, ['/api/', '/office/'], '/office/login/'],
    ['where an answer says it', 'path("v1/", api), path(settings.SECRET_URL, admin.site.urls),', { admin: '/secret/' }, ['/v1/', '/secret/'], '/secret/login/'],
    ['where Django answers everything', 'path("office/", admin.site.urls),', { web: 'none' }, ['/'], '/office/login/'],
    ['where it usually is', 'path("", include(router.urls)), path("admin/", admin.site.urls),', {}, ['/api/', '/admin/'], '/admin/login/'],
  ])('has the admin among them, and its login is limited, %s', (_title, urls, answers, prefixes, login) => {
    const made = make({ module: 'bakery', requirements: 'r.txt', ...answers }, { ...detect(folderOf(urls), answers), folder: 'shop' });
    expect(made.stack.apiPrefixes).toEqual(prefixes);
    expect(fileOf(made, 'nginx/shop.conf').match(/location = (\S*login\/)/)?.[1]).toBe(login);
  });

  it('are not looked for where Django answers everything', () => {
    const { 'web/package.json': _, ...files } = BASE;
    const folder = tempFolder({ ...files, 'bakery/urls.py': 'urlpatterns = [path("office/", admin.site.urls)]\n' });
    expect(detect(folder).proposals).not.toHaveProperty('api-prefix');
    expect(detect(folder, { web: 'node' }).proposals).toHaveProperty('api-prefix');
  });
});
