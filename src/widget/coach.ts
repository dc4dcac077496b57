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
    const hint = told(box.form!)?.value ?? "";
    const { status, html } = await page(base + "/conduct/hint", { method: "POST", body: new URLSearchParams({ text, hint, lang: document.documentElement.lang }) });
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
  const field = told(form);
  if (field && hint) field.value = hint.dataset["habit"] ?? "";
}

/** What the writer has been told already. */
const told = (form: HTMLFormElement) => form.querySelector<HTMLInputElement>("[name=hint]");
