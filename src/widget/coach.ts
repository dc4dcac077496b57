import { base } from "./base";
import { page } from "./say";

const pause = 900;

/** While one writes: at most one hint, which marks the words and can always be passed over. The server says it; a lost line says nothing. */
export function coach(discussion: HTMLElement): void {
  let timer = 0;
  discussion.addEventListener("input", event => {
    const box = event.target as HTMLTextAreaElement;
    if (box.name !== "text" || !box.form?.querySelector("[data-coach]")) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(box), pause);
  });
}

async function ask(box: HTMLTextAreaElement): Promise<void> {
  const text = box.value;
  try {
    const { status, html } = await page(base + "/conduct/hint", { method: "POST", body: new URLSearchParams({ text, lang: document.documentElement.lang }) });
    if (status < 400 && box.value === text) show(box.form!, html);
  } catch {
    // Writing goes on.
  }
}

/** The same hint twice is left as it is, so that it is heard once. */
export function show(form: HTMLFormElement, html?: Document): void {
  const place = form.querySelector("[data-coach]");
  const hint = html?.querySelector<HTMLElement>(".coach-hint");
  if (!place || hint && hint.textContent === place.textContent) return;
  place.replaceChildren(...hint ? [hint] : []);
  const told = form.querySelector<HTMLInputElement>("[name=hint]");
  if (told && hint) told.value = hint.dataset["habit"] ?? "";
}
