/**
 * Runs a command that mounts or starts daemons in mount and process namespaces of its own. They end with it, and it ends with
 * the builder, however that ends: nothing stays mounted below a directory that the next builder sweeps.
 */
export const contained = (command: string, args: readonly string[]): readonly [string, readonly string[]] => [
  'setpriv',
  ['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', command, ...args],
];

export const containedHost = { setpriv: 'util-linux', unshare: 'util-linux' };
