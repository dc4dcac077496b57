import { show } from "./coach";
import { forget, restore } from "./drafts";
import { knowAs, putToRest, readMine, showMine } from "./mine";
import { unpoint } from "./passages";
import { fieldsOf } from "./fields";
import { accept, focusOn, page, reasonIn, refuse, say } from "./say";
import { words } from "./words";

export function writeInPlace(discussion: HTMLElement): void {
  discussion.addEventListener("submit", event => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-write]")) return;
    event.preventDefault();
    void send(discussion, form, event.submitter);
  });
  discussion.addEventListener("click", event => {
    const box = (event.target as Element).closest("a[data-box][href^='#']") && document.getElementById("text");
    if (box) {
      event.preventDefault();
      box.focus({ preventScroll: true });
      return box.scrollIntoView({ block: "center" });
    }
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-reply]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (openReply(link)) event.preventDefault();
  });
  // What is being changed is not wrong any more.
  discussion.addEventListener("input", event => (event.target as Element).removeAttribute("aria-invalid"));
  discussion.addEventListener("keydown", event => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-write]");
    if (event.key === "Escape" && form?.closest(".comment-item")) closeReply(form);
    // What was pressed for a word that is being composed is for the word.
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !form || event.isComposing || event.repeat) return;
    if (!(event.target as Element).matches("textarea, input")) return;
    event.preventDefault();
    // A click says that it is this one, and not one of those beside it.
    form.querySelector<HTMLButtonElement>("[data-post]")!.click();
  });
}

async function send(discussion: HTMLElement, form: HTMLFormElement, pressed: HTMLElement | null): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("[data-post]")!;
  if (button.disabled) return;
  button.disabled = true;
  try {
    const body = fieldsOf(form, pressed);
    const { status, html } = await page(form.action, { method: "POST", body });
    const stamp = html.querySelector<HTMLInputElement>("[name=stamp]");
    if (stamp) form.querySelector<HTMLInputElement>("[name=stamp]")!.value = stamp.value;
    if (status >= 400) {
      const faulty = html.querySelector<HTMLInputElement>("form[data-write] [aria-invalid]")?.name;
      // A name that is free is offered in its field, also to somebody who has one that is taken here.
      const offered = html.querySelector("form[data-write] [data-name]");
      if (offered) form.querySelector("[data-name], .write-as")?.replaceWith(offered);
      return refuse(form, reasonIn(html) ?? words.offline, faulty);
    }
    if (html.querySelector(".coach-hint")) return show(form, html);
    const resting = html.querySelector<HTMLElement>("[data-resting]");
    if (resting) return rest(discussion, form, resting);
    publish(discussion, form, html);
  } catch {
    refuse(form, words.offline);
  } finally {
    button.disabled = false;
  }
}

// The answer is the page of the new comment; the comment is taken out of it and put where it belongs.
function publish(discussion: HTMLElement, form: HTMLFormElement, html: Document): void {
  const section = html.querySelector<HTMLElement>("[data-focus]");
  const comment = section && html.getElementById(`c-${section.dataset["focus"]}`);
  const item = comment?.closest(".comment-item");
  if (!section || !comment || !item) return location.reload();
  const parent = form.querySelector<HTMLInputElement>("[name=parent]");
  if (parent) place(document.getElementById(`c-${parent.value}`)!, item);
  // Beside a comment on its own page too, where words of the story around a frame were spoken of.
  else (discussion.querySelector("[data-thread]") ?? discussion.querySelector(":scope > .thread"))?.prepend(item);
  discussion.querySelector(".empty")?.remove();
  const title = document.getElementById("discussion-title");
  if (title && section.dataset["title"]) title.textContent = section.dataset["title"];
  empty(form);
  comment.classList.add("new");
  // What waits says so itself.
  say(comment.matches(".placeholder") ? comment.textContent!.trim() : words.published);
  focusOn(comment);
  void readMine(discussion);
}

/** It is not in the page, but its writer is told where it waits. */
function rest(discussion: HTMLElement, form: HTMLFormElement, list: HTMLElement): void {
  empty(form);
  // Others may rest already, or have rested: told is what comes of this one.
  const laid = [...list.querySelectorAll(".resting-one")].find(one => !document.getElementById(one.id)) ?? list;
  putToRest(discussion, list);
  say(laid.querySelector(".rests")!);
  focusOn(list);
  void readMine(discussion);
}

/** What stood in it has arrived. */
function empty(form: HTMLFormElement): void {
  forget(form);
  knowAs(form.querySelector<HTMLInputElement>("[name=name]")?.value);
  if (form.querySelector("[name=parent]")) return form.remove();
  form.querySelector("textarea")!.value = "";
  form.querySelector<HTMLInputElement>("[name=hint]")!.value = "";
  form.querySelector<HTMLDetailsElement>(".later")!.open = false;
  show(form);
  form.querySelector(".refusal")?.remove();
  accept(form);
  unpoint(form);
}

/** Where the page would show it: answers of those who answer here stand before other replies. */
export function place(comment: Element, item: Element): void {
  const last = repliesOf(comment);
  const first = last.closest(".replies")!.querySelector(":scope > ol")!;
  const other = item.querySelector(":scope > [data-answers]") && first.querySelector(":scope > .comment-item:not(:has(> [data-answers]))");
  if (other) first.insertBefore(item, other);
  else last.append(item);
}

/** Where the next reply to a comment goes: to the end of all that are here, folded ones included. */
export function repliesOf(comment: Element): Element {
  const item = comment.closest(".comment-item")!;
  let box = item.querySelector(":scope > .replies");
  if (!box) {
    box = document.createElement("div");
    box.className = "replies";
    item.append(box);
  }
  let list = box.querySelector(":scope > .rest > ol") ?? box.querySelector(":scope > ol");
  if (!list) {
    list = document.createElement("ol");
    box.prepend(list);
  }
  return list;
}

const nobody = "00000000-0000-0000-0000-000000000000";

/** The form comes with the page, so that it opens at once and without a connection. False where the page has none. */
function openReply(link: HTMLAnchorElement): boolean {
  const comment = link.closest<HTMLElement>(".comment")!;
  const blank = document.querySelector<HTMLTemplateElement>("template[data-reply-form]");
  let form = comment.parentElement!.querySelector<HTMLFormElement>(":scope > form[data-write]");
  if (!form && !blank) return false;
  if (!form) {
    const copy = blank!.content.cloneNode(true) as DocumentFragment;
    form = copy.querySelector<HTMLFormElement>("form")!;
    const name = comment.querySelector(".author")?.textContent ?? "";
    for (const element of form.querySelectorAll("*"))
      for (const attribute of element.attributes) attribute.value = attribute.value.replaceAll(nobody, comment.id.slice(2));
    form.querySelector(".write-label bdi")!.textContent = name;
    comment.after(form);
    showMine(comment.parentElement!);
    void restore(form);
  }
  form.querySelector("textarea")!.focus();
  return true;
}

function closeReply(form: HTMLElement): void {
  const comment = form.previousElementSibling;
  form.remove();
  comment?.querySelector<HTMLElement>("[data-reply]")?.focus();
}
