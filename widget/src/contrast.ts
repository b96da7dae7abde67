/** What WCAG 2.2 AA wants of text against its ground. */
const least = 4.5;

/**
 * Warns once, in the console of whoever sets the city's colours, when text of one of the
 * elements cannot be read on its ground. `ground` is used where an element has none.
 */
export function checkContrast(elements: HTMLElement[], ground: HTMLElement): void {
  for (const element of elements) {
    const { color, backgroundColor } = getComputedStyle(element);
    const back = luminance(backgroundColor) ?? luminance(getComputedStyle(ground).backgroundColor);
    const text = luminance(color);
    if (back === undefined || text === undefined) continue;
    const ratio = (Math.max(back, text) + 0.05) / (Math.min(back, text) + 0.05);
    if (ratio >= least) continue;
    console.warn(`auskunft-chat: ${color} on ${backgroundColor} has a contrast of ${ratio.toFixed(1)}, WCAG AA asks for ${least}. Set --auskunft-accent and --auskunft-on-accent.`);
    return;
  }
}

/** Relative luminance by WCAG 2.2 of an opaque computed colour; undefined for other notations and transparency. */
function luminance(color: string): number | undefined {
  const [r, g, b, alpha = 1] = (color.match(/-?[\d.]+(e-\d+)?/g) ?? []).map(Number);
  if (!/^rgb|srgb /.test(color) || alpha < 1) return undefined;
  const full = color.startsWith("rgb") ? 255 : 1;
  const [x, y, z] = [r!, g!, b!].map((part) => (part / full <= 0.04045 ? part / full / 12.92 : ((part / full + 0.055) / 1.055) ** 2.4));
  return 0.2126 * x! + 0.7152 * y! + 0.0722 * z!;
}
