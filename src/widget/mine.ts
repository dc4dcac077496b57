import { base } from "./base";
import { memory } from "./known";
import { hideMuted } from "./mute";
import { mark } from "./news";
import { page } from "./say";
import { setClock } from "./times";
import { showVote } from "./votes";
import { words } from "./words";

interface Mine { votes: Record<string, number>; newSince: string | null; newCount: number; name: string | null; own: string[]; decisions: Record<string, string>; stamp: string; isStaff: boolean; resting: number }

let mine: Mine | undefined;
/** The name under which the reader writes, as far as this page has been told. */
let known: string | null | undefined;

/** What is personal comes in a second small request, since the page is the same for everyone. */
export async function readMine(discussion: HTMLElement): Promise<Mine | undefined> {
  try {
    const answer = await fetch(`${base}/api/v1/discussions/${discussion.dataset["discussion"]}/mine`);
    if (!answer.ok) return undefined;
    mine = await answer.json() as Mine;
    known = mine.name;
    setClock(mine.stamp);
    showMine(document.body);
    if (mine.isStaff) await showTools(discussion);
    // Without these lines the rest stands as well.
    if (mine.resting || document.querySelector("[data-resting]")) await showResting(discussion).catch(() => undefined);
    return mine;
  } catch {
    // Without it the page is as it is for everyone.
    return undefined;
  }
}

/** Whoever has written is known by that name in every other form, before the server is asked again: they may write on at once. */
export function knowAs(name: string | undefined): void {
  if (!name) return;
  known = name;
  nameForms(document.body);
}

function nameForms(part: HTMLElement): void {
  if (!known) return;
  for (const asked of part.querySelectorAll<HTMLElement>("form[data-write] :is([data-name], .write-as)")) asked.replaceWith(writesAs(known));
}

/** Marks what is the reader's own in a part of the page. */
export function showMine(part: HTMLElement): void {
  hideMuted(part);
  mark(part);
  nameForms(part);
  if (!mine) return;
  for (const [id, value] of Object.entries(mine.votes)) showVote(part.querySelector(`#c-${id} .vote`), value);
  for (const id of mine.own) markOwn(part.querySelector(`#c-${id}`));
  for (const [id, path] of Object.entries(mine.decisions)) {
    const place = part.querySelector(`#c-${id}.placeholder`);
    place?.classList.add("own");
    place?.querySelector("[href*='/decisions/']")?.setAttribute("href", base + path);
  }
  for (const form of part.querySelectorAll<HTMLFormElement>("form[data-write]"))
    form.querySelector<HTMLInputElement>("[name=stamp]")!.value = mine.stamp;
}

function markOwn(comment: Element | null): void {
  if (!comment || comment.classList.contains("own")) return;
  comment.classList.add("own");
  comment.querySelector(".news-mark")?.remove();
  const mark = document.createElement("span");
  mark.className = "you";
  mark.textContent = ` (${words.you})`;
  comment.querySelector(".byline")?.append(mark);
}

function writesAs(name: string): HTMLElement {
  const line = document.createElement("p");
  line.className = "write-as";
  const who = document.createElement("bdi");
  who.textContent = name;
  const change = document.createElement("a");
  change.href = base + "/account";
  change.textContent = words.change;
  const [before, after] = words.writeAs.split("#");
  line.append(before!, who, `${after} `);
  // Whose name is the publisher's to give changes it there.
  if (!memory.vouched) line.append(change);
  return line;
}

/** Above the article, for those who work here. */
async function showTools(discussion: HTMLElement): Promise<void> {
  const path = discussion.dataset["path"];
  if (!path || !document.querySelector("[data-story]") || document.querySelector(".editors")) return;
  const bar = (await page(`${path}/editing/bar`)).html.querySelector(".editors");
  if (bar) document.querySelector("main")!.before(bar);
}

/** What the reader lets rest is told where they would write. */
async function showResting(discussion: HTMLElement): Promise<void> {
  putToRest(discussion, (await page(`${discussion.dataset["path"]}/comments/resting`)).html.querySelector("[data-resting]"));
}

export function putToRest(discussion: HTMLElement, list: Element | null): void {
  const before = document.querySelector("[data-resting]");
  const isHere = before?.contains(document.activeElement);
  before?.remove();
  if (list) discussion.querySelector(".closed, form[data-write]")?.before(list);
  if (isHere) (list as HTMLElement | null)?.focus({ preventScroll: true });
}
