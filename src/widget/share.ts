import { say } from "./say";
import { words } from "./words";

/** Copying and the device's own share sheet need script; the plain links only need help where the browser knows no ping. */
export function shareFromHere(): void {
  const part = document.querySelector<HTMLElement>("[data-share]");
  if (!part) return;
  const url = document.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href ?? location.href;
  offer(part, "[data-copy]", !!navigator.clipboard, async () => {
    await navigator.clipboard.writeText(url);
    say(words.copied);
  });
  offer(part, "[data-sheet]", !!navigator.share, () => navigator.share({ url, title: document.title }));
  if ("ping" in HTMLAnchorElement.prototype) return;
  part.addEventListener("click", event => count((event.target as Element).closest("a[ping]")));
}

function offer(part: HTMLElement, which: string, possible: boolean, act: () => Promise<void>): void {
  const item = part.querySelector<HTMLElement>(which);
  if (!item || !possible) return;
  item.hidden = false;
  item.addEventListener("click", async () => {
    try {
      await act();
      count(item.querySelector("[data-ping]"));
    } catch {
      // The reader changed their mind.
    }
  });
}

function count(link: HTMLElement | null): void {
  const address = link?.dataset["ping"] ?? link?.getAttribute("ping");
  if (address) navigator.sendBeacon(address);
}
