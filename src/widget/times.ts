import { ago } from "./words";

const minute = 60_000;
const units: [Intl.RelativeTimeFormatUnit, number][] = [["day", 1440 * minute], ["hour", 60 * minute], ["minute", minute]];
const longest = 7 * 1440 * minute;

/** "5 minutes ago" stays true while the page is open. */
export function keepTimesTrue(): void {
  setInterval(() => {
    if (document.hidden) return;
    for (const time of document.querySelectorAll<HTMLTimeElement>(".when time")) {
      const age = Date.now() - Date.parse(time.dateTime);
      const unit = units.find(([, length]) => age >= length);
      if (unit && age < longest) time.textContent = ago.format(-Math.floor(age / unit[1]), unit[0]);
    }
  }, minute);
}
