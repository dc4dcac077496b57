import { point, quoteIn } from "./passages";
import type { Quote } from "./quote";
import { count, words } from "./words";

const most = 10_000;
const warnAt = 9_000;

/** As many tabs as may have begun something in one place. */
const mostTabs = 20;

interface Draft { tab: string; at: number; text: string; quote?: Quote | undefined }

/** What was typed, and the passage it is about, survive a reload, a failed post and a lost connection, on this device only. Each tab has its own. */
export function keepDrafts(discussion: HTMLElement): void {
  discussion.querySelectorAll<HTMLFormElement>("form[data-write]").forEach(form => void restore(form));
  discussion.addEventListener("input", event => {
    const box = event.target as HTMLTextAreaElement;
    if (box.name !== "text" || !box.form) return;
    keep(box.form, box.value);
    countDown(box);
  });
}

const named = "parley:tab:";

/** Which tab this is, over its reloads. */
function tab(renew = false): string {
  try {
    const known = !renew && sessionStorage.getItem(named) || crypto.getRandomValues(new Uint32Array(2)).join("-");
    sessionStorage.setItem(named, known);
    return known;
  } catch {
    return "";
  }
}

let isHeld = false;

/** As long as this tab lives, what it is about stays its own. A tab that was made of another gets a name of its own. */
function hold(): void {
  if (isHeld || !navigator.locks) return;
  isHeld = true;
  void navigator.locks.request(named + tab(), { ifAvailable: true }, lock => {
    if (lock) return new Promise<void>(() => undefined);
    tab(true);
    isHeld = false;
    return hold();
  });
}

/** What no living tab is about. */
async function leftBehind(drafts: Draft[]): Promise<Draft[]> {
  const alive = new Set((await navigator.locks?.query())?.held?.map(lock => lock.name));
  return drafts.filter(draft => !alive.has(named + draft.tab));
}

function keep(form: HTMLFormElement, text: string): void {
  hold();
  change(key(form), drafts => [...drafts.filter(draft => draft.tab !== tab()), ...text ? [{ tab: tab(), at: Date.now(), text, quote: quoteIn(form) }] : []]);
}

function change(store: string, act: (drafts: Draft[]) => Draft[]): void {
  try {
    const drafts = act(read(store)).slice(-mostTabs);
    if (drafts.length) localStorage.setItem(store, JSON.stringify(drafts));
    else localStorage.removeItem(store);
  } catch {
    // A full or forbidden store only means that there is no draft.
  }
}

function read(store: string): Draft[] {
  const kept = localStorage.getItem(store);
  try {
    const drafts = JSON.parse(kept ?? "[]") as unknown;
    if (Array.isArray(drafts)) return drafts as Draft[];
  } catch {
    // As drafts were kept before: the text alone.
  }
  return kept ? [{ tab: "", at: 0, text: kept }] : [];
}

export async function restore(form: HTMLFormElement): Promise<void> {
  const box = form.querySelector("textarea");
  if (!box) return;
  try {
    const drafts = read(key(form));
    // Its own, or what a tab has left behind; what another tab is about stays there.
    const draft = drafts.find(x => x.tab === tab()) ?? (await leftBehind(drafts)).at(-1);
    // The browser may have given the words back, but not what they are about.
    if (!draft || box.value && box.value !== draft.text) return;
    box.value = draft.text;
    hold();
    if (draft.quote && !quoteIn(form)) point(form, draft.quote);
    change(key(form), all => [...all.filter(x => x.tab !== draft.tab && x.tab !== tab()), { tab: tab(), at: Date.now(), text: draft.text, quote: draft.quote }]);
  } catch {
    // A forbidden store only means that there is no draft.
  }
}

export function forget(form: HTMLFormElement): void {
  change(key(form), drafts => drafts.filter(draft => draft.tab !== tab()));
}

// A page about a passage comes with it.
const key = (form: HTMLFormElement): string => form.dataset["draft"] ??=
  `parley:draft:${new URL(form.action).pathname}:${form.querySelector<HTMLInputElement>("[name=parent]")?.value ?? ""}${quoteIn(form) ? ":" + location.pathname : ""}`;

function countDown(box: HTMLTextAreaElement): void {
  let line = box.form!.querySelector<HTMLElement>(".left");
  if (box.value.length < warnAt) return line?.remove();
  if (!line) {
    line = document.createElement("p");
    line.className = "hint left";
    line.setAttribute("role", "status");
    box.after(line);
  }
  line.textContent = count(words.left, most - box.value.length);
}
