/** Run inside the page, as text: the types of a browser are not those of this program. */

/** The elements of a page without what every build changes: scripts, styles, nonces, hashed names, generated ids. */
export const domScript = /* js */ `() => {
  const left = ['SCRIPT', 'STYLE', 'LINK', 'META', 'NOSCRIPT', 'TEMPLATE', 'NEXT-ROUTE-ANNOUNCER'];
  const generated = /^(?::r[0-9a-z]*:|«r[0-9a-z]*»|_r_[0-9a-z]*_|radix-.*)$/i;
  const plain = (value) => value
    .replace(/\\/_next\\/static\\/[^"'\\s?)]+/g, '/_next/static/…')
    .replace(/[?&](?:dpl|v|hash)=[\\w-]+/g, '')
    .replace(/\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b/gi, '⟨uuid⟩');
  const attributes = (element) => [...element.attributes]
    .filter(({ name }) => !['nonce', 'integrity', 'style'].includes(name) && !name.startsWith('data-'))
    .map(({ name, value }) => name + '="' + (generated.test(value) ? '⟨id⟩' : plain(value)) + '"')
    .sort();
  const lines = [];
  const walk = (node, depth) => {
    if (node.nodeType === 3 && node.data.trim() !== '') lines.push('  '.repeat(depth) + plain(node.data.trim().replace(/\\s+/g, ' ')));
    if (node.nodeType !== 1 || left.includes(node.tagName)) return;
    lines.push('  '.repeat(depth) + '<' + [node.tagName.toLowerCase(), ...attributes(node)].join(' ') + '>');
    for (const child of node.childNodes) walk(child, depth + 1);
  };
  walk(document.body, 0);
  return lines;
}`;

/** Rules about names alone: what a screen reader cannot say. */
export const axeScript = /* js */ `async () => {
  const tags = ['cat.name-role-value', 'cat.text-alternatives', 'cat.forms', 'cat.language'];
  const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
  return violations.map(({ id, help, nodes }) => id + ': ' + help + ' (' + nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(', ') + ')');
}`;

/**
 * Two or three pictures, point by point. A point differs when its colour is visibly another one; where the reference
 * differs from itself, and about two letters around, nothing is held against the candidate.
 */
export const pictureScript = /* js */ `async ({ reference, again, candidate }) => {
  const read = async (text) => {
    const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + text)).blob());
    return bitmap;
  };
  const bitmaps = await Promise.all([reference, again ?? reference, candidate].map(read));
  const [width, height] = [Math.max(...bitmaps.map((one) => one.width)), Math.max(...bitmaps.map((one) => one.height))];
  const context = () => new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  const [was, twice, is] = bitmaps.map((bitmap) => {
    const one = context();
    one.drawImage(bitmap, 0, 0);
    return one.getImageData(0, 0, width, height).data;
  });
  const differs = (a, b, at) => {
    const [red, green, blue, alpha] = [0, 1, 2, 3].map((part) => a[at + part] - b[at + part]);
    return Math.abs(0.299 * red + 0.587 * green + 0.114 * blue) > 8 || Math.abs(red - blue) > 24 || Math.abs(alpha) > 8;
  };
  const noise = new Uint8Array(width * height);
  const [across, along] = [24, 6];
  for (let point = 0; point < noise.length; point++) {
    if (!differs(was, twice, point * 4)) continue;
    const [x, y] = [point % width, Math.floor(point / width)];
    for (let row = Math.max(0, y - along); row <= Math.min(height - 1, y + along); row++)
      noise.fill(1, row * width + Math.max(0, x - across), row * width + Math.min(width - 1, x + across) + 1);
  }
  const shown = context();
  const image = shown.createImageData(width, height);
  let [different, masked] = [0, 0];
  for (let point = 0; point < noise.length; point++) {
    const at = point * 4;
    const hit = differs(was, is, at);
    const grey = 255 - (255 - (0.299 * is[at] + 0.587 * is[at + 1] + 0.114 * is[at + 2])) * 0.35;
    const colour = hit && !noise[point] ? [220, 20, 40] : noise[point] ? [250, 210, 90] : [grey, grey, grey];
    image.data.set([...colour, 255], at);
    if (noise[point]) masked++;
    else if (hit) different++;
  }
  shown.putImageData(image, 0, 0);
  const bytes = new Uint8Array(await (await shown.canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return { different, masked, of: noise.length, picture: btoa(text) };
}`;
