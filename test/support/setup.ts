import { openPlace } from './temporary-place.ts';

export default openPlace;
