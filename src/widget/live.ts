import { base } from "./base";
import { say } from "./say";
import { later } from "./start";
import { count, number, words } from "./words";

export interface Told { id: string; parentId: string | null; up: number; down: number; count: number }

/** After a refusal or an end without a word: twice as long each time, with chance, so that a thousand pages don't come back at once. */
const shortest = 5_000, longest = 300_000;

/** Whoever only looks something up in another tab is still reading. */
const hiddenFor = 60_000;

/** What has come is put into the page by the second file. Without it the page is right again when it is loaded anew. */
const arrive = (act: (all: Awaited<ReturnType<typeof later>>) => Promise<void>, failed?: () => void): Promise<void> =>
  later().then(act, failed ?? (() => undefined));

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
    on("vote", told => document.querySelector(`#c-${told.id}.placeholder`) ? void arrive(all => all.replace(told)) : showVotes(told));
    on("edit", told => {
      showVotes(told);
      if (document.getElementById(`c-${told.id}`)) void arrive(all => all.changeWords(told.id));
    });
    on("removal", told => {
      waiting.delete(told.id);
      const text = document.querySelector(`#c-${told.id} .comment-text`);
      if (text) text.replaceChildren(Object.assign(document.createElement("p"), { textContent: words.withdrawn }));
      // There is nothing left to vote on or to answer.
      document.querySelector(`#c-${told.id} > .comment-foot`)?.remove();
      void arrive(all => all.replace(told));
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
    button.onclick = () => void arrive(all => all.show(discussion, waiting), () => say(words.notLoaded)).then(offer);
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
