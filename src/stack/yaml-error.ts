/** What is wrong with a text in YAML, for whoever wrote it: the library speaks to whoever programs with it. */
import type { YAMLError } from 'yaml';

const SENTENCES: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  MULTIPLE_DOCS: 'a second document starts here; a file with several is not supported.',
  RESOURCE_EXHAUSTION: 'what stands here is nested too deeply.',
};

/** One sentence, without its place. */
export function yamlSentence({ code, message }: YAMLError): string {
  return SENTENCES[code] ?? message.replace(/\.?$/, '.');
}
