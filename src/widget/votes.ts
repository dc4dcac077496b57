import { base } from "./base";
import { say } from "./say";
import { number, words } from "./words";

interface Counts { up: number; down: number; mine: number }

export function voteInPlace(discussion: HTMLElement): void {
  discussion.addEventListener("submit", event => {
    const form = event.target as HTMLFormElement;
    const pressed = event.submitter as HTMLButtonElement | null;
    if (!form.matches(".vote") || !pressed) return;
    event.preventDefault();
    const before = shown(form);
    const value = pressed.getAttribute("aria-pressed") === "true" ? 0 : Number(pressed.value);
    // Shown at once, so that the next click is about what is seen; sent one after another, so that the last click wins.
    showVote(form, value);
    waiting.push({ form, value, before });
    sending = sending.then(() => send(waiting.shift()));
  });
  // Whoever goes on at once can't wait for an answer: the last click on each comment goes now, and its number says that it is the newer.
  addEventListener("pagehide", () => new Map(waiting.splice(0).map(click => [click.form, click])).forEach(click => void send(click)));
}

interface Click { form: HTMLFormElement; value: number; before: number }

const waiting: Click[] = [];
let sending: Promise<void> = Promise.resolve();

const newPage = (): string => crypto.getRandomValues(new Uint32Array(4)).join("-");
let page = newPage();
// Whoever goes back to it may be somebody else.
addEventListener("pageshow", event => { if (event.persisted) page = newPage(); });
let clicks = 0;

const shown = (form: Element): number => Number(form.querySelector("[aria-pressed=true]")?.getAttribute("value") ?? 0);

async function send(click: Click | undefined): Promise<void> {
  // Sent already, when the page was left.
  if (!click) return;
  const { form, value, before } = click;
  const id = form.closest(".comment")!.id.slice(2);
  try {
    const answer = await fetch(`${base}/api/v1/comments/${id}/vote`, {
      method: "PUT", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ value, stamp: form.querySelector<HTMLInputElement>("[name=stamp]")?.value, page, click: ++clicks }),
      // Whoever votes and goes on has voted.
      keepalive: true,
    });
    const said = await answer.json();
    if (!answer.ok) return refuse(said.detail ?? words.notVoted);
    const counts = said as Counts;
    form.querySelector("[data-up]")!.textContent = number(counts.up);
    form.querySelector("[data-down]")!.textContent = number(counts.down);
    // What was clicked since then is on its way and stays shown.
    if (shown(form) === value) showVote(form, counts.mine);
  } catch {
    refuse(words.notVoted);
  }

  function refuse(reason: string): void {
    if (shown(form) === value) showVote(form, before);
    say(reason);
  }
}

export function showVote(form: Element | null, value: number): void {
  for (const button of form?.querySelectorAll("button") ?? []) button.setAttribute("aria-pressed", String(Number(button.value) === value));
}
