import type { FoundChart } from './charts.ts';
import { type FoundImage, repositoryName } from './images.ts';
import { isReadyImage, roleOf } from './roles.ts';
import type { ImageSlot } from './slots.ts';

export interface Match {
  readonly slot: ImageSlot;
  readonly image: FoundImage;
  readonly why: string;
}

interface Rule {
  readonly why: string;
  readonly fits: (seen: Seen) => boolean;
}

interface Seen {
  /** Last word of the image name in the values. */
  readonly repository: string;
  /** What the slot belongs to: `backend` of `backend.image`, else the chart itself. */
  readonly owner: string;
  readonly image: FoundImage;
}

/** The strongest sign first. */
const rules: readonly Rule[] = [
  {
    why: 'built under this name',
    fits: ({ repository, image }) => image.tags.some((tag) => repositoryName(tag) === repository),
  },
  { why: 'the same name', fits: ({ repository, image }) => image.aliases.includes(repository) },
  { why: 'the part of the chart has its name', fits: ({ owner, image }) => image.aliases.includes(owner) },
  {
    why: 'the name ends like it',
    fits: ({ repository, image }) => image.aliases.some((alias) => repository.endsWith(`-${alias}`)),
  },
  {
    why: 'the part of the chart is named like it',
    fits: ({ owner, image }) => image.aliases.some((alias) => words(owner).includes(alias)),
  },
  {
    why: 'both are by their names the same kind of part',
    fits: ({ owner, repository, image }) =>
      roleOf(image.name) !== 'other' &&
      (roleOf(repository) === roleOf(image.name) || roleOf(owner) === roleOf(image.name)),
  },
];

/** Which of our images each slot wants; slots that want somebody else's image are left out. */
export function matchImages(chart: FoundChart, slots: readonly ImageSlot[], images: readonly FoundImage[]): Match[] {
  return slots.flatMap((slot): Match[] => {
    const repository = repositoryName(slot.repository);
    const owner = slot.path.split('.').at(-2) ?? chart.name;
    for (const rule of rules) {
      if (isReadyImage(slot.repository) && rule !== rules[0]) break;
      const image = images.find((candidate) => rule.fits({ repository, owner, image: candidate }));
      if (image) return [{ slot, image, why: rule.why }];
    }
    const [only, ...others] = images;
    const [single, ...rest] = slots.filter((other) => !isReadyImage(other.repository));
    if (only && others.length === 0 && single === slot && rest.length === 0)
      return [{ slot, image: only, why: 'there is only one of both' }];
    return [];
  });
}

function words(name: string): string[] {
  return name.toLowerCase().split(/[^a-z0-9]+/);
}
