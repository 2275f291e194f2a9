/** pgvector: the db with the extension "vector". */
import type { Entry } from './types.ts';

export const pgvector: Entry = {
  id: 'pgvector',
  title: "the vector extension: the db in pgvector's image, same data",
  addable: true,
  refuses: ({ db }) => (db === 'external' ? 'pgvector is for the db of this stack; in one that runs elsewhere the extension is installed there.' : undefined),
  wanted: (stack) => stack.with.includes('pgvector'),
  parts: () => ({
    django: {
      imports: ['pgvector>=0.4,<1'],
      migration: `from pgvector.django import VectorExtension

operations = [VectorExtension()]
`,
    },
  }),
};
