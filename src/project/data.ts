/** What files hold as plain data, whatever anybody wrote there, for those who only look. */
import { parseDocument } from 'yaml';

export type Data = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The map, or an empty one for whatever else stands there. */
export const mapOf = (value: unknown): Data => (isMap(value) ? value : {});

/** A compose file. @param text as it stands; one that cannot be read says nothing */
export function dataOf(text: string): Data {
  try {
    return mapOf(parseDocument(text, { merge: true, prettyErrors: false, logLevel: 'error' }).toJS({ maxAliasCount: 1000 }));
  } catch {
    return {};
  }
}
