/** By what a directive is known among its neighbours: a table of those that may stand there more than once. */
import type { Entry, Word } from './blocks.ts';

/**
 * Which of the arguments make it another directive, rather than the same one with another value:
 *   first     the first: proxy_set_header Host
 *   header    the same, where capitals say nothing
 *   but-last  all but the last: error_page 500 502 /50x.html
 *   last      the last: map $from $to
 *   zone      the name after zone= or before a colon: limit_req_zone … zone=login:1m
 *   all       each of them: location ^~ /media/
 */
type By = 'first' | 'header' | 'but-last' | 'last' | 'zone' | 'all';

const SIMPLE: Readonly<Record<By, string>> = {
  'first': `set include listen server log_format env allow deny rewrite set_real_ip_from proxy_cookie_path proxy_cookie_domain
    proxy_cookie_flags proxy_cache_path fastcgi_cache_path uwsgi_cache_path scgi_cache_path auth_request_set js_set js_var js_import
    js_path perl_set load_module mirror sub_filter ssl_conf_command proxy_ssl_conf_command image_filter access_log error_log
    debug_connection fastcgi_param uwsgi_param scgi_param lua_shared_dict more_clear_headers more_set_headers`,
  'header': `proxy_set_header add_header add_trailer grpc_set_header proxy_hide_header proxy_pass_header fastcgi_hide_header
    fastcgi_pass_header uwsgi_hide_header uwsgi_pass_header scgi_hide_header scgi_pass_header grpc_hide_header grpc_pass_header`,
  'but-last': 'error_page proxy_redirect proxy_cache_valid fastcgi_cache_valid uwsgi_cache_valid scgi_cache_valid',
  'zone': 'limit_req_zone limit_conn_zone limit_req limit_conn',
  'last': '',
  'all': '',
};

/** All other blocks are known by all of their words. */
const BLOCKS: ReadonlyMap<string, By> = new Map([['map', 'last'], ['geo', 'last'], ['split_clients', 'last'], ['charset_map', 'all']]);

/** Here the first word is no directive but what is looked for; include alone keeps its meaning. */
const TABLES: ReadonlySet<string> = new Set(['map', 'geo', 'types', 'split_clients', 'charset_map']);

const REPEATED: ReadonlyMap<string, By> = new Map(
  (Object.entries(SIMPLE) as [By, string][]).flatMap(([by, names]) => names.split(/\s+/).map((name) => [name, by] as const)),
);

const CHOICE: Readonly<Record<By, (args: readonly string[]) => readonly string[]>> = {
  'first': (args) => args.slice(0, 1),
  'header': (args) => args.slice(0, 1).map((name) => name.toLowerCase()),
  'but-last': (args) => args.slice(0, -1),
  'last': (args) => args.slice(-1),
  'zone': (args) => [/^(?:zone=)?([^:]*)/.exec(args.find((arg) => arg.startsWith('zone=')) ?? args[0] ?? '')?.[1] ?? ''],
  'all': (args) => args,
};

/** What a directive consists of for nginx: its words without the comments between them. */
export function valuesOf(words: readonly Word[]): readonly string[] {
  return words.filter(({ kind }) => kind === 'word').map(({ value }) => value);
}

/**
 * The name of an entry among its neighbours; several may share it, as two servers of one name do.
 * @param parent the first word of the block around it
 */
export function keyOf(entry: Entry, parent: string): string {
  const [name = '', ...args] = valuesOf(entry.words);
  if (entry.kind === 'note') return `# ${entry.comments.trim()}`;
  if (entry.kind === 'block' && name === 'server') return [name, ...serverNames(entry)].join(' ');
  if (entry.kind === 'block') return [name, ...CHOICE[BLOCKS.get(name) ?? 'all'](args)].join(' ');
  const by = TABLES.has(parent) && name !== 'include' ? undefined : REPEATED.get(name);
  return by === undefined ? name : [name, ...CHOICE[by](args)].join(' ');
}

function serverNames(server: Entry): readonly string[] {
  return server.body.map(({ words }) => valuesOf(words)).find(([name]) => name === 'server_name')?.slice(1) ?? [];
}

/** What defines a name that something else may need: without a base these are the simple directives worth adding. */
export const DEFINITIONS: ReadonlySet<string> = new Set(['set', 'log_format', 'limit_req_zone', 'limit_conn_zone', 'proxy_cache_path']);
