import { fieldsOf } from "./fields";
import { page } from "./say";

/** What an import had brought and the reader has got back, and under which names there is more, is told where they would write. */
export async function showReturned(discussion: HTMLElement): Promise<void> {
  const list = (await page(`${discussion.dataset["path"]}/comments/returned`)).html.querySelector("[data-returned]");
  document.querySelector("[data-returned]")?.remove();
  if (!list) return;
  discussion.querySelector(".closed, form[data-write]")?.before(list);
  const close = list.querySelector<HTMLFormElement>("form[data-close]");
  if (!close) return;
  close.onsubmit = event => {
    event.preventDefault();
    list.remove();
    // What doesn't arrive is told once more.
    fetch(close.action, { method: "POST", body: fieldsOf(close, event.submitter) }).catch(() => undefined);
  };
}
