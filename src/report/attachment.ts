import type { EvidenceItem } from '../model/evidence.ts';

/** The content of one file of the evidence folder, handed to the page. */
export type Attachment =
  | { readonly file: string; readonly kind: 'text'; readonly text: string }
  | { readonly file: string; readonly kind: 'image'; readonly type: ImageType; readonly base64: string };

export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp';

/** How a file of the evidence is shown; undefined: it is only listed. */
export function attachmentKind(file: string): 'text' | ImageType | undefined {
  return kinds[/\.([a-z0-9]+)$/i.exec(file)?.[1]?.toLowerCase() ?? ''];
}

const kinds: Readonly<Record<string, 'text' | ImageType>> = {
  ...Object.fromEntries(
    ['log', 'txt', 'json', 'jsonl', 'yaml', 'yml', 'diff', 'md', 'har', 'xml', 'csv', 'html'].map((end) => [
      end,
      'text',
    ]),
  ),
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
};

/** The files worth reading for the page, within `budget` bytes: what is small first, so that one giant starves nobody. */
export function chooseAttachments(items: readonly EvidenceItem[], budget: number): readonly EvidenceItem[] {
  let left = budget;
  return items
    .filter((item) => item.failed === undefined && item.bytes > 0 && attachmentKind(item.file) !== undefined)
    .toSorted((a, b) => a.bytes - b.bytes)
    .filter((item) => {
      left -= item.bytes;
      return left >= 0;
    });
}
