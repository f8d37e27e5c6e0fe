import { stopCluster } from './system.ts';

/** After the last test: the systems share a cluster, whichever of them was tested. */
export default stopCluster;
