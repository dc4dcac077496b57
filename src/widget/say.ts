let line: HTMLElement | undefined;
let timer = 0;

/** Says something to everyone, screen readers included, and takes it back after a while. */
export function say(words: string): void {
  if (!line) {
    line = document.createElement("p");
    line.className = "announce";
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.textContent = words;
  // A frame is as tall as what is in it: its lowest edge may be far from where the reader looks.
  if (getComputedStyle(line).position === "absolute") putInSight(line);
  clearTimeout(timer);
  timer = window.setTimeout(() => line!.textContent = "", 6000);
}

function putInSight(line: HTMLElement): void {
  new IntersectionObserver(([seen], observer) => {
    observer.disconnect();
    line.style.insetBlockStart = `${Math.max(0, seen!.intersectionRect.bottom - line.offsetHeight - 16)}px`;
  }).observe(document.body);
}

export async function page(address: string, init?: RequestInit): Promise<{ status: number; html: Document }> {
  const answer = await fetch(address, { ...init, headers: { Accept: "text/html" } });
  return { status: answer.status, html: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

/** The reason in a page that says no. */
export const reasonIn = (html: Document): string | null => html.querySelector(".refusal, .problem .reason")?.textContent ?? null;

export function focusOn(comment: Element | null | undefined): void {
  if (!(comment instanceof HTMLElement)) return;
  comment.focus({ preventScroll: true });
  reveal(comment);
}

let reveal = (element: Element): void => element.scrollIntoView({ block: "nearest" });

/** In a frame only the page around it can scroll. */
export function revealBy(way: (element: Element) => void): void {
  reveal = way;
}
