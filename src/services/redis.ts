/** redis: a cache, or a store that keeps what it is told. */
import { images } from './images.ts';
import { keyValueEntry } from './key-value.ts';

export const redis = keyValueEntry({
  id: 'redis',
  title: 'Redis: as the cache it may forget; added, it keeps its data',
  image: images.redis,
});
