/** The files below templates/, as .ci/templates.js compiles them for the bundle and for the tests. */
declare module 'virtual:templates' {
  /** Writes a template's text; `escape` sees every value that goes into it. */
  type Fill = (locals: Readonly<Record<string, unknown>>, escape: (value: unknown) => string) => string;

  /** By the path below templates/; a text is written as it is. */
  export const templates: Readonly<Record<string, Fill | string>>;
}
