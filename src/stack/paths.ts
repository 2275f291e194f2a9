/** Paths that every part knows, by themselves: whoever needs a name alone does not load a parser with it. */

/** The answers of a stack. */
export const STACK_FILE = 'django-stack.yml';

/** Its services. */
export const COMPOSE_FILE = 'docker-compose.yml';
