/** valkey: the open fork of Redis; a cache, or a store that keeps what it is told. */
import { images } from './images.ts';
import { keyValueEntry } from './key-value.ts';

export const valkey = keyValueEntry({
  id: 'valkey',
  title: 'Valkey: as the cache it may forget; added, it keeps its data',
  image: images.valkey,
});
