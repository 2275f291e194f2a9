/** The ids, for messages that a person can read. */
export const list = (services: readonly { readonly id: string }[]): readonly string[] => services.map(({ id }) => id);
