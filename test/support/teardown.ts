import { closePlace } from './temporary-place.ts';

export default closePlace;
