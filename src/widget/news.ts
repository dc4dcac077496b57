import { base } from "./base";
import { areKeys } from "./keys";
import { focusOn, unfold } from "./say";
import { now as clock } from "./times";
import { count as counted, words } from "./words";

/** Whoever comes back sooner never left: as on the server. */
const quiet = 30 * 60_000;

let since: string | null = null;

/** The comment that the buttons and keys led to last. */
let led: HTMLElement | undefined;

/** What came since the last visit is marked and counted. Two buttons and two keys lead from one to the next, or through all that is here where nothing is new. */
export function markNew(discussion: HTMLElement, known: { newSince: string | null; newCount: number } | undefined, ended?: AbortSignal): void {
  const here = fromHere(discussion);
  since = known ? known.newSince : here;
  mark(discussion);
  const marked = news(discussion).length;
  const count = Math.max(marked, known?.newCount ?? 0);
  if (known) void fetch(`${base}/api/v1/discussions/${discussion.dataset["discussion"]}/visit`, { method: "PUT" }).catch(() => undefined);
  if (count) discussion.querySelector(".thread-bar")?.append(bar(discussion, count, marked));
  if (!marked && discussion.querySelectorAll(anyone).length > 1) {
    const line = Object.assign(document.createElement("p"), { className: "steps" });
    addSteps(discussion, line);
    discussion.querySelector(".discussion-head")?.append(line);
  }
  const toggle = discussion.querySelector<HTMLInputElement>(".keys input");
  if (!toggle) return;
  const isKey = areKeys(toggle);
  // From anywhere on the page.
  document.addEventListener("keydown", event => {
    // Where a keyboard writes other letters, the keys are those in the same places.
    const key = /^[a-z]$/i.test(event.key) ? event.key : event.code;
    const step = key === "n" || key === "KeyN" ? 1 : key === "p" || key === "KeyP" ? -1 : undefined;
    if (step && isKey(event)) go(discussion, step, true);
  }, ended ? { signal: ended } : {});
}

/** Called again for comments that came into the page later. */
export function mark(part: HTMLElement): void {
  if (!since) return;
  const last = Date.parse(since);
  for (const comment of part.querySelectorAll<HTMLElement>(".comment[data-comment]:not(.own, .muted)")) {
    const time = comment.querySelector<HTMLTimeElement>(".when time")?.dateTime;
    if (!time || Date.parse(time) <= last || comment.querySelector(".news-mark")) continue;
    const sign = Object.assign(document.createElement("span"), { className: "news-mark", textContent: words.isNew });
    comment.querySelector(".comment-head")?.append(sign);
  }
}

const news = (discussion: HTMLElement): HTMLElement[] =>
  [...discussion.querySelectorAll(".news-mark")].map(sign => sign.closest<HTMLElement>(".comment")!);

/** Who is muted is passed over. */
const anyone = ".comment[data-comment]:not(.muted)";

/** What is folded away stays so. */
const shown = (discussion: HTMLElement): HTMLElement[] =>
  [...discussion.querySelectorAll<HTMLElement>(anyone)].filter(comment => comment.checkVisibility?.() ?? true);

function go(discussion: HTMLElement, step: 1 | -1, byKey?: true): void {
  const fresh = news(discussion);
  const all = fresh.length ? fresh : shown(discussion);
  // A button that was pressed has the focus, and goes on from where it last led; a key goes on from where one has scrolled to since.
  const from = document.activeElement?.closest(".comment") ?? led;
  const at = from?.isConnected && (!byKey || isInSight(from)) ? from : null;
  const edge = discussion.querySelector(".thread-bar")!.getBoundingClientRect().bottom;
  const place = (comment: Element): number => comment === at ? 0
    : (at ? at.compareDocumentPosition(comment) & Node.DOCUMENT_POSITION_FOLLOWING : !byKey || comment.getBoundingClientRect().top >= edge) ? 1 : -1;
  const next = step === 1 ? all.find(x => place(x) === 1) ?? all[0] : all.filter(x => place(x) === -1).at(-1) ?? all.at(-1);
  // Reached by mouse, focus alone would not be seen.
  for (const comment of discussion.querySelectorAll(".comment.new")) comment.classList.remove("new");
  led = next;
  if (!next) return;
  next.classList.add("new");
  unfold(next);
  // At once: the next press starts from here.
  next.scrollIntoView({ block: "nearest", behavior: "instant" });
  focusOn(next);
}

function isInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** What is new on other pages of the discussion stands first by another order. */
function bar(discussion: HTMLElement, count: number, marked: number): HTMLElement {
  const line = Object.assign(document.createElement("p"), { className: "news" });
  line.append(counted(words.newSince, count));
  if (marked) addSteps(discussion, line);
  const newest = discussion.querySelector<HTMLAnchorElement>(".sorts a[href*='sort=newest']:not([aria-current])");
  if (count > marked && newest) line.append(newest.cloneNode(true));
  return line;
}

/** Two buttons that say which keys they are, and the switch of these. */
function addSteps(discussion: HTMLElement, line: HTMLElement): void {
  for (const [step, text, key] of [[-1, words.previousNew, "p"], [1, words.nextNew, "n"]] as const) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "news-go", textContent: text });
    button.onclick = () => go(discussion, step);
    button.setAttribute("aria-keyshortcuts", key);
    const sign = Object.assign(document.createElement("kbd"), { textContent: key });
    sign.setAttribute("aria-hidden", "true");
    button.append(" ", sign);
    line.append(button);
  }
  const label = Object.assign(document.createElement("label"), { className: "keys" });
  label.append(Object.assign(document.createElement("input"), { type: "checkbox", checked: true }), ` ${words.keys}`);
  line.append(label);
}

/** A stranger's last visit is known to their browser alone. */
function fromHere(discussion: HTMLElement): string | null {
  const key = `parley:seen:${discussion.dataset["discussion"]}`;
  const now = clock();
  try {
    const [seen, before] = (localStorage.getItem(key) ?? "").split(" ").map(Number);
    const last = !seen ? 0 : now - seen > quiet ? seen : before ?? 0;
    localStorage.setItem(key, `${Math.max(now, seen ?? 0)} ${last}`);
    return last ? new Date(last).toISOString() : null;
  } catch {
    return null;
  }
}
