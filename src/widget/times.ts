import { ago } from "./words";

const minute = 60_000;
const units: [Intl.RelativeTimeFormatUnit, number][] = [["day", 1440 * minute], ["hour", 60 * minute], ["minute", minute]];
const longest = 7 * 1440 * minute;

// The difference between the server's clock and this device's, which may be wrong.
let ahead = -Infinity;

/** A stamp begins with the server's time when it was made, and is late by as much as its page lay in a cache. */
export function setClock(stamp: string | undefined): void {
  const at = Number(stamp?.split(".")[0]);
  if (at) ahead = Math.max(ahead, at - Date.now());
}

export const stampIn = (page: Document): string | undefined => page.querySelector<HTMLInputElement>("[name=stamp]")?.value;

// A page that lay in the browser's own store for hours says nothing of now.
if ((performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined)?.transferSize !== 0) setClock(stampIn(document));

/** Milliseconds, by the server's clock as far as it is known. */
export const now = (): number => Date.now() + (Number.isFinite(ahead) ? ahead : 0);

/** "5 minutes ago" stays true while the page is open. */
export function keepTimesTrue(): void {
  setInterval(() => {
    if (document.hidden) return;
    for (const time of document.querySelectorAll<HTMLTimeElement>(".when time")) {
      const age = now() - Date.parse(time.dateTime);
      const unit = units.find(([, length]) => age >= length);
      if (unit && age < longest) time.textContent = ago.format(-Math.floor(age / unit[1]), unit[0]);
    }
  }, minute);
}
