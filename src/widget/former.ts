import { base } from "./base";

/** As the systems named their comments in addresses from which discussions are brought along: WordPress, wpDiscuz and Disqus, Isso, Remark42, Commento, Comentario, Artalk. */
const known = /^#(?:(?:div-|li-|atk-|remark42__)?comment|isso|commento|comentario)-[\w-]{1,64}$/;

/** The comment here to which a link leads that was made when the discussion stood elsewhere. */
export async function formerly(hash: string): Promise<string | undefined> {
  const discussion = document.querySelector<HTMLElement>("[data-discussion]");
  if (!discussion || !known.test(hash)) return;
  const answer = await fetch(`${base}/api/v1/discussions/${discussion.dataset["discussion"]}/former?` + new URLSearchParams({ link: hash.slice(1) }));
  return answer.ok ? (await answer.json() as { id: string }).id : undefined;
}

/** On a page of our own: goes on to it, if there is one. */
export async function followFormer(): Promise<void> {
  const id = await formerly(location.hash).catch(() => undefined);
  if (!id) return;
  if (document.getElementById(`c-${id}`)) location.replace(`#c-${id}`);
  else location.replace(`${document.querySelector<HTMLElement>("[data-path]")?.dataset["path"] ?? location.pathname}/comments/${id}`);
}
