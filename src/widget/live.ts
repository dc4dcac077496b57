import { base } from "./base";
import { readMine, showMine } from "./mine";
import { hideMuted } from "./mute";
import { focusOn, page, say } from "./say";
import { count, number, words } from "./words";
import { place } from "./writing";

interface Told { id: string; parentId: string | null; up: number; down: number; count: number }

/** After a refusal or an end without a word: twice as long each time, with chance, so that a thousand pages don't come back at once. */
const shortest = 5_000, longest = 300_000;

/** Whoever only looks something up in another tab is still reading. */
const hiddenFor = 60_000;

/**
 * Tells of new comments and never moves what is being read: they come into the page when the reader asks for them.
 * @param ended when the page has made place for another.
 */
export function readLive(discussion: HTMLElement, ended?: AbortSignal): void {
  const line = discussion.querySelector<HTMLElement>("[data-live]");
  if (!line) return;
  const waiting = new Map<string, Told>();
  let heard = discussion.dataset["version"] ?? "0";
  let wait = shortest;

  let source: EventSource | undefined;
  let later: number | undefined;

  const connect = (): void => {
    clearTimeout(later);
    source?.close();
    source = new EventSource(`${base}/api/v1/discussions/${discussion.dataset["discussion"]}/events?after=${heard}`);
    const own = source;
    const on = (kind: string, act: (told: Told) => void): void => own.addEventListener(kind, event => {
      wait = shortest;
      if (event.lastEventId) heard = event.lastEventId;
      act(JSON.parse((event as MessageEvent<string>).data) as Told);
    });
    on("hello", () => undefined);
    on("comment", told => {
      if (document.getElementById(`c-${told.id}`)) return showVotes(told);
      waiting.set(told.id, told);
      offer();
    });
    on("vote", told => document.querySelector(`#c-${told.id}.placeholder`) ? void replace(told) : showVotes(told));
    on("edit", told => {
      showVotes(told);
      if (document.getElementById(`c-${told.id}`)) void changeWords(told.id);
    });
    on("removal", told => {
      waiting.delete(told.id);
      const text = document.querySelector(`#c-${told.id} .comment-text`);
      if (text) text.replaceChildren(Object.assign(document.createElement("p"), { textContent: words.withdrawn }));
      // There is nothing left to vote on or to answer.
      document.querySelector(`#c-${told.id} > .comment-foot`)?.remove();
      void replace(told);
      offer();
    });
    own.onerror = () => {
      // The browser comes back by itself unless it was refused.
      if (own.readyState !== EventSource.CLOSED || own !== source) return;
      later = setTimeout(connect, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, longest);
    };
  };
  const leave = (): void => {
    clearTimeout(later);
    source?.close();
    source = undefined;
  };

  const offer = (): void => {
    if (waiting.size === 0) return line.replaceChildren();
    const button = line.querySelector("button") ?? document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = count(words.severalNew, waiting.size);
    button.onclick = () => void show(discussion, waiting).then(offer);
    if (!button.isConnected) line.append(button);
  };

  // The page first; what happens until then is told as well, since it says which version it has.
  later = setTimeout(() => { if (!document.hidden) connect(); }, 1500);
  const until = ended ? { signal: ended } : {};
  ended?.addEventListener("abort", leave);
  addEventListener("pagehide", leave, until);
  addEventListener("pageshow", event => { if (event.persisted) connect(); }, until);
  // A tab that nobody looks at gives its place to somebody who reads. What it missed is told when it is looked at again.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(later);
    if (!document.hidden) { if (!source || source.readyState === EventSource.CLOSED) connect(); }
    else later = setTimeout(leave, hiddenFor);
  }, until);
}

function showVotes(told: Told): void {
  const comment = document.getElementById(`c-${told.id}`);
  for (const [mark, value] of [["up", told.up], ["down", told.down]] as const) {
    const place = comment?.querySelector(`[data-${mark}]`);
    if (place) place.textContent = number(value);
  }
}

// Its words and its "edited" come from its own page; what the reader has open around it stays.
async function changeWords(id: string): Promise<void> {
  try {
    const item = await fetchItem(id);
    const comment = document.getElementById(`c-${id}`);
    for (const part of [".comment-text", ".comment-head"]) {
      const fresh = item?.querySelector(`:scope > .comment > ${part}`);
      const old = comment?.querySelector(`:scope > ${part}`);
      if (!fresh || !old) continue;
      fresh.classList.toggle("folded", old.classList.contains("folded"));
      old.replaceWith(fresh);
    }
    showMine(comment!.parentElement!);
    say(words.edited);
  } catch {
    // The page still says what was said before; it is right again when it is loaded anew.
  }
}

async function show(discussion: HTMLElement, waiting: Map<string, Told>): Promise<void> {
  let first: Element | null = null;
  // Oldest first, so that an answer finds what it answers.
  for (const told of [...waiting.values()].sort((a, b) => a.id < b.id ? -1 : 1)) {
    try {
      const item = document.getElementById(`c-${told.id}`) ? null : await fetchItem(told.id);
      waiting.delete(told.id);
      if (!item) continue;
      const parent = told.parentId && document.getElementById(`c-${told.parentId}`);
      if (parent) place(parent, item);
      else if (!told.parentId) discussion.querySelector("[data-thread]")!.prepend(item);
      else continue;
      const comment = item.querySelector(".comment")!;
      comment.classList.add("new");
      first ??= comment;
      const title = document.getElementById("discussion-title");
      if (title) title.textContent = count(words.comments, told.count);
    } catch {
      return say(words.notLoaded);
    }
  }
  discussion.querySelector(".empty")?.remove();
  showMine(discussion);
  focusOn(first);
}

/** By what stands in its place now: why it was removed, or the comment again after an appeal. */
async function replace(told: Told): Promise<void> {
  const old = document.getElementById(`c-${told.id}`);
  const now = old && (await fetchItem(told.id).catch(() => null))?.querySelector(":scope > .comment");
  if (!now) return;
  old.replaceWith(now);
  hideMuted(now.parentElement!);
  // Its author is told the reasons, and later that it is back.
  if (old.classList.contains("own")) await readMine(document.querySelector<HTMLElement>("[data-discussion]")!);
}

async function fetchItem(id: string): Promise<Element | null> {
  const { status, html } = await page(`${document.querySelector<HTMLElement>("[data-path]")!.dataset["path"]}/comments/${id}`);
  if (status === 404) return null;
  if (status >= 400) throw new Error(String(status));
  const item = html.getElementById(`c-${id}`)?.closest(".comment-item") ?? null;
  item?.querySelector(":scope > .replies")?.remove();
  return item;
}
