import { setClock, stampIn } from "./times";

let line: HTMLElement | undefined;
let timer = 0;

/** Says something to everyone, screen readers included, and takes it back after a while. */
export function say(words: string | Element): void {
  if (!line) {
    line = document.createElement("p");
    line.className = "announce";
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.replaceChildren(...parts(words));
  // A frame is as tall as what is in it: its lowest edge may be far from where the reader looks.
  if (getComputedStyle(line).position === "absolute") putInSight(line);
  clearTimeout(timer);
  // What leads on stays until the next.
  if (!line.querySelector("a")) timer = window.setTimeout(() => line!.textContent = "", 6000);
}

/** Copied with what they lead to. */
const parts = (words: string | Element): (Node | string)[] => typeof words === "string" ? [words] : [...words.cloneNode(true).childNodes];

function putInSight(line: HTMLElement): void {
  new IntersectionObserver(([seen], observer) => {
    observer.disconnect();
    line.style.insetBlockStart = `${Math.max(0, seen!.intersectionRect.bottom - line.offsetHeight - 16)}px`;
  }).observe(document.body);
}

export async function page(address: string, init?: RequestInit): Promise<{ status: number; html: Document }> {
  const answer = await fetch(address, { ...init, headers: { Accept: "text/html" } });
  const html = new DOMParser().parseFromString(await answer.text(), "text/html");
  setClock(stampIn(html));
  return { status: answer.status, html };
}

/** The reason in a page that says no. */
export const reasonIn = (html: Document): Element | null => html.querySelector(".refusal, .problem .reason");

/** Above the button that was pressed; the field that it is about has the focus and is described by it. */
export function refuse(form: HTMLFormElement, reason: string | Element, field?: string): void {
  let line = form.querySelector<HTMLElement>(".refusal");
  const faulty = form.querySelector<HTMLElement>(`[name=${field ?? "text"}]`) ?? form.querySelector("textarea")!;
  if (!line) {
    line = document.createElement("p");
    line.className = "refusal";
    line.id = `${form.querySelector("textarea")!.id}-refusal`;
    line.setAttribute("role", "alert");
    form.querySelector(".write-row")!.before(line);
  }
  line.replaceChildren(...parts(reason));
  accept(form);
  // A lost connection or a pace is nobody's mistake.
  if (field) faulty.setAttribute("aria-invalid", "true");
  faulty.setAttribute("aria-describedby", `${faulty.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  faulty.focus({ preventScroll: true });
  reveal(line);
}

/** Nothing is wrong with any field. */
export function accept(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll("[name=text], [name=name]")) {
    field.removeAttribute("aria-invalid");
    field.setAttribute("aria-describedby", (field.getAttribute("aria-describedby") ?? "").split(" ").filter(id => !id.endsWith("-refusal")).join(" "));
  }
}

export function focusOn(comment: Element | null | undefined): void {
  if (!(comment instanceof HTMLElement)) return;
  unfold(comment);
  comment.focus({ preventScroll: true });
  reveal(comment);
}

/** Opens the branches that something lies in. */
export function unfold(element: Element): void {
  for (let fold = element.closest("details"); fold; fold = fold.parentElement!.closest("details")) fold.open = true;
}

let reveal = (element: Element): void => element.scrollIntoView({ block: "nearest" });

/** In a frame only the page around it can scroll. */
export function revealBy(way: (element: Element) => void): void {
  reveal = way;
}
