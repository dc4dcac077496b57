import { count, words } from "./words";

const most = 10_000;
const warnAt = 9_000;

/** What was typed survives a reload, a failed post and a lost connection, on this device only. */
export function keepDrafts(discussion: HTMLElement): void {
  discussion.querySelectorAll<HTMLFormElement>("form[data-write]").forEach(restore);
  discussion.addEventListener("input", event => {
    const box = event.target as HTMLTextAreaElement;
    if (box.name !== "text" || !box.form) return;
    try {
      if (box.value) localStorage.setItem(key(box.form), box.value);
      else localStorage.removeItem(key(box.form));
    } catch {
      // A full or forbidden store only means that there is no draft.
    }
    countDown(box);
  });
}

export function restore(form: HTMLFormElement): void {
  const box = form.querySelector("textarea");
  try {
    if (box && !box.value) box.value = localStorage.getItem(key(form)) ?? "";
  } catch {
    // As above.
  }
}

export function forget(form: HTMLFormElement): void {
  try {
    localStorage.removeItem(key(form));
  } catch {
    // As above.
  }
}

const key = (form: HTMLFormElement): string =>
  `parley:draft:${new URL(form.action).pathname}:${form.querySelector<HTMLInputElement>("[name=parent]")?.value ?? ""}`;

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
