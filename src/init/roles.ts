/** What a part of a system is, as its name tells; also the order in which parts come up. */
export const roles = ['database', 'backend', 'worker', 'other', 'frontend'] as const;
export type Role = (typeof roles)[number];

const names: readonly (readonly [Role, RegExp])[] = [
  [
    'database',
    /(^|-)(db|database|postgres\w*|pg|mysql|mariadb|mongo\w*|redis|valkey|memcached|minio|rabbitmq|kafka)(-|$)/,
  ],
  ['worker', /(^|-)(worker|workers|queue|scheduler|cron|celery|consumer|jobs?)(-|$)/],
  ['backend', /(^|-)(back|backend|api|server|service|core|gateway|app-server)(-|$)/],
  ['frontend', /(^|-)(front|frontend|web|webapp|ui|client|site|spa|dashboard|www|portal)(-|$)/],
];

export function roleOf(name: string): Role {
  const words = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return names.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other';
}

export function byRole(a: string, b: string): number {
  return roles.indexOf(roleOf(a)) - roles.indexOf(roleOf(b));
}

/** Programs that come as a ready image; a chart that names one of them wants it from its registry. */
const ready =
  /(^|\/)(postgres|postgresql|pgvector|mysql|mariadb|mongo|mongodb|redis|valkey|memcached|rabbitmq|kafka|zookeeper|minio|nginx|traefik|caddy|busybox|alpine|curl|kubectl|adminer|pgadmin4?|mailhog|mailpit|elasticsearch|opensearch|localstack|vault|keycloak|grafana|prometheus)(-[a-z]+)?$/;

export function isReadyImage(repository: string): boolean {
  return ready.test(repository);
}
