import { say } from "./say";
import { number, words } from "./words";

interface Counts { up: number; down: number; mine: number }

export function voteInPlace(discussion: HTMLElement): void {
  discussion.addEventListener("submit", event => {
    const form = event.target as HTMLFormElement;
    const pressed = event.submitter as HTMLButtonElement | null;
    if (!form.matches(".vote") || !pressed) return;
    event.preventDefault();
    void vote(form, pressed.getAttribute("aria-pressed") === "true" ? 0 : Number(pressed.value));
  });
}

async function vote(form: HTMLFormElement, value: number): Promise<void> {
  const id = form.closest<HTMLElement>("[data-comment]")!.dataset["comment"];
  try {
    const answer = await fetch(`/api/v1/comments/${id}/vote`, {
      method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ value }),
    });
    const said = await answer.json();
    if (!answer.ok) return say(said.detail ?? words.notVoted);
    const counts = said as Counts;
    form.querySelector("[data-up]")!.textContent = number(counts.up);
    form.querySelector("[data-down]")!.textContent = number(counts.down);
    showVote(form, counts.mine);
  } catch {
    say(words.notVoted);
  }
}

export function showVote(form: Element | null, value: number): void {
  for (const button of form?.querySelectorAll("button") ?? []) button.setAttribute("aria-pressed", String(Number(button.value) === value));
}
