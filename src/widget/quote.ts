/** Words that are pointed at: a TextQuoteSelector of the W3C Web Annotation Data Model. */
export interface Quote { exact: string; prefix: string; suffix: string }

/** A text of the page, and what stands for it: with a space behind it where a block ends. */
export interface Piece { node: Text; text: string }

/** As much of the neighbouring words as tells one place from another; the server takes what it needs. */
const neighbour = 320;

/** The longest that the server takes, and as much again in white space. */
const longest = 6000;

export const fold = (text: string): string => text.replace(/[\s\u0085\uFEFF]+/g, " ");

/** What came in a message, if it is one. */
export function quoteFrom(said: unknown): Quote | undefined {
  const { exact, prefix, suffix } = Object(said) as Partial<Record<keyof Quote, unknown>>;
  if (typeof exact !== "string" || typeof prefix !== "string" || typeof suffix !== "string") return undefined;
  if (!exact.trim() || exact.length > longest) return undefined;
  return { exact, prefix: prefix.slice(-neighbour), suffix: suffix.slice(0, neighbour) };
}

/** The words as the server reads them, white space folded. */
export function quoteOf(pieces: Iterable<Piece>, range: Range): Quote {
  let all = "", from = -1, to = 0;
  for (const { node, text } of pieces) {
    if (range.intersectsNode(node)) {
      const start = node === range.startContainer ? range.startOffset : 0;
      const end = node === range.endContainer ? range.endOffset : node.data.length;
      if (from < 0) from = all.length + start;
      to = all.length + end;
    }
    all += text;
  }
  [from, to] = toWords(all, from, to);
  // What is too long for the server is refused there, in words.
  return { exact: fold(all.slice(from, to)).trim().slice(0, longest), prefix: fold(all.slice(Math.max(0, from - neighbour), from)), suffix: fold(all.slice(to, to + neighbour)) };
}

/** Half a word is nothing to speak of; what a word is, the page's language knows. */
function toWords(text: string, from: number, to: number): [number, number] {
  if (!("Segmenter" in Intl)) return [from, to];
  const words = segmenter().segment(text);
  const [first, last] = [words.containing(from), words.containing(to - 1)];
  return [first?.isWordLike ? first.index : from, last?.isWordLike ? last.index + last.segment.length : to];
}

function segmenter(): Intl.Segmenter {
  try {
    return new Intl.Segmenter(document.documentElement.lang || undefined, { granularity: "word" });
  } catch {
    // A page may say of itself what is no language.
    return new Intl.Segmenter(undefined, { granularity: "word" });
  }
}

export function placesIn(all: string, exact: string): number[] {
  const places: number[] = [];
  for (let at = all.indexOf(exact); at >= 0; at = all.indexOf(exact, at + 1)) places.push(at);
  return places;
}

/** Where words stand in the page now. */
export function rangeOf(pieces: Iterable<Piece>, exact: string, choose: (all: string) => number): Range | undefined {
  const places: { node: Text; at: number }[] = [];
  let all = "";
  for (const { node, text } of pieces)
    for (let i = 0; i < text.length; i++) {
      const c = fold(text[i]!);
      if (c === " " && (all.endsWith(" ") || !all)) continue;
      all += c;
      places.push({ node, at: Math.min(i, node.data.length) });
    }
  const at = choose(all);
  const [first, last] = [places[at], places[at + exact.length - 1]];
  if (at < 0 || !first || !last) return undefined;
  const range = document.createRange();
  range.setStart(first.node, first.at);
  range.setEnd(last.node, Math.min(last.at + 1, last.node.data.length));
  return range;
}
