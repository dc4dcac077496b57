import { point, quoteIn, type Quote } from "./passages";
import { count, words } from "./words";

const most = 10_000;
const warnAt = 9_000;

/** Milliseconds: a tab that says nothing for so long may have ended without a word. */
const silent = 5 * 60_000;

/** As many tabs as may have begun something in one place. */
const mostTabs = 5;

interface Draft { tab: string; at: number; text: string; quote?: Quote | undefined; left?: boolean }

/** What was typed, and the passage it is about, survive a reload, a failed post and a lost connection, on this device only. Each tab has its own. */
export function keepDrafts(discussion: HTMLElement): void {
  discussion.querySelectorAll<HTMLFormElement>("form[data-write]").forEach(restore);
  discussion.addEventListener("input", event => {
    const box = event.target as HTMLTextAreaElement;
    if (box.name !== "text" || !box.form) return;
    keep(box.form, box.value);
    countDown(box);
  });
  addEventListener("pagehide", () => here.forEach(store => change(store, drafts => drafts.map(draft => draft.tab === tab() ? { ...draft, left: true } : draft))));
}

/** Which tab this is, over its reloads. */
function tab(): string {
  const name = "parley:tab";
  try {
    const known = sessionStorage.getItem(name) ?? crypto.getRandomValues(new Uint32Array(2)).join("-");
    sessionStorage.setItem(name, known);
    return known;
  } catch {
    return "";
  }
}

/** Where something was written on this page. */
const here = new Set<string>();

function keep(form: HTMLFormElement, text: string): void {
  change(key(form), drafts => [...drafts.filter(draft => draft.tab !== tab()), ...text ? [{ tab: tab(), at: Date.now(), text, quote: quoteIn(form) }] : []]);
}

function change(store: string, act: (drafts: Draft[]) => Draft[]): void {
  here.add(store);
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
  return kept ? [{ tab: "", at: 0, text: kept, left: true }] : [];
}

export function restore(form: HTMLFormElement): void {
  const box = form.querySelector("textarea");
  if (!box || box.value) return;
  try {
    const drafts = read(key(form));
    // Its own, or what a tab has left behind; what another tab is about stays there.
    const draft = drafts.find(x => x.tab === tab()) ?? drafts.filter(x => x.left || Date.now() - x.at > silent).at(-1);
    if (!draft) return;
    box.value = draft.text;
    if (draft.quote && !quoteIn(form)) point(form, draft.quote);
    change(key(form), all => [...all.filter(x => x.tab !== draft.tab && x.tab !== tab()), { tab: tab(), at: Date.now(), text: draft.text, quote: draft.quote }]);
  } catch {
    // As above.
  }
}

export function forget(form: HTMLFormElement): void {
  change(key(form), drafts => drafts.filter(draft => draft.tab !== tab()));
}

// A page about a passage comes with it.
const key = (form: HTMLFormElement): string => form.dataset["draft"] ??=
  `parley:draft:${new URL(form.action).pathname}:${form.querySelector<HTMLInputElement>("[name=parent]")?.value ?? ""}${quoteIn(form) ? ":" + quoteIn(form)!.exact.slice(0, 40) : ""}`;

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
