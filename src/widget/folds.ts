import { unfold } from "./say";

/** As many branches as are remembered of one discussion. */
const most = 100;

/** What one goes to stands below the bar, however high that is. */
export function keepBelowBar(discussion: HTMLElement): void {
  const bar = discussion.querySelector<HTMLElement>(".thread-bar");
  if (bar) new ResizeObserver(() => {
    document.documentElement.style.scrollPaddingTop = getComputedStyle(bar).position === "sticky" ? `${bar.offsetHeight + 8}px` : "";
  }).observe(bar);
}

/** Which branches a reader has opened and closed stays as it is in this browser; what an address points to is never folded away. */
export function keepFolds(discussion: HTMLElement): void {
  // A page about one comment shows all of it, whatever was folded elsewhere.
  if (discussion.dataset["focus"]) return;
  const store = `parley:folds:${discussion.dataset["discussion"]}`;
  const kept = new Map<string, boolean>();
  try {
    for (const [key, open] of JSON.parse(localStorage.getItem(store) ?? "[]") as [string, boolean][]) kept.set(key, open);
  } catch {
    // What can't be read is forgotten.
  }
  const now = new WeakMap<Element, boolean>();
  for (const fold of discussion.querySelectorAll<HTMLDetailsElement>("details.replies, details.rest")) {
    fold.open = kept.get(keyOf(fold)) ?? fold.open;
    now.set(fold, fold.open);
  }
  const target = document.getElementById(location.hash.slice(1));
  if (target && discussion.contains(target)) unfold(target);
  // What opens is told a moment later, without going up through the page.
  discussion.addEventListener("toggle", event => {
    const fold = event.target as HTMLDetailsElement;
    if (!fold.matches("details.replies, details.rest")) return;
    // Browsers also tell how a branch came.
    const isNew = now.has(fold) ? now.get(fold) !== fold.open : !fold.open;
    now.set(fold, fold.open);
    if (!isNew) return;
    const key = keyOf(fold);
    kept.delete(key);
    kept.set(key, fold.open);
    try {
      localStorage.setItem(store, JSON.stringify([...kept].slice(-most)));
    } catch {
      // A full or forbidden store remembers nothing.
    }
  }, true);
}

const keyOf = (fold: HTMLElement): string => (fold.matches(".rest") ? "+" : "") + fold.closest(".comment-item")!.querySelector(".comment")!.id;
