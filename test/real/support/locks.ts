/** How each tool makes its lock file, in the version that the image uses. */
import { sourceOf } from '../../../src/stack/source.ts';

const tool = (file: string, command: string) => [file, { install: sourceOf(file).tools, command }] as const;

/** pip's own index: a machine may have a copy of it, and not of the interface that Poetry asks otherwise. */
const INDEX = "python -c 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)'";

export const LOCK_TOOLS: Readonly<Record<string, { readonly install: string; readonly command: string }>> = Object.fromEntries([
  tool('uv.lock', 'uv lock --quiet'),
  tool('poetry.lock', `poetry source add --quiet --priority=primary index "$(${INDEX})" && poetry lock --quiet`),
  tool('pdm.lock', 'pdm lock --quiet'),
  tool('Pipfile.lock', 'PIPENV_IGNORE_VIRTUALENVS=1 pipenv lock --quiet'),
]);
