/** How the page around a frame looks. */
export interface Look { theme?: unknown; color?: unknown; font?: unknown; own?: unknown }

/** What a page may choose; the loader learns it from here, so that it stays small. */
export const names = "paper raised ink quiet rule accent on-accent warn mark text-face label-face size measure".split(" ");

/** The colours and faces of the page around it; set as values of known properties, so that nothing else can be said by them. */
export function look({ theme, color, font, own }: Look): void {
  const root = document.documentElement;
  const bright = typeof color === "string" && isBright(color);
  root.dataset["theme"] = theme === "light" || theme === "dark" ? theme : bright ? "dark" : "light";
  const set = (name: string, value: unknown): void => {
    if (typeof value === "string" && value.trim() && value.length < 500) root.style.setProperty(`--parley-${name}`, value.trim());
  };
  if (!theme) set("ink", color);
  set("text-face", font);
  for (const [name, value] of Object.entries(typeof own === "object" && own ? own : {})) if (names.includes(name)) set(name, value);
}

/** Light letters stand on dark paper. */
function isBright(color: string): boolean {
  const [r, g, b] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return r !== undefined && g !== undefined && b !== undefined && r * 299 + g * 587 + b * 114 > 127_500;
}
