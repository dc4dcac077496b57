/** The page of another site around the frame: who it is, and what it is told. */

/** Whom the frame belongs to: the first of the registered origins that spoke to it. */
let around = "";

export const isAround = (): boolean => !!around;

/** Whether the page around it is heard: nobody else, once one was. */
export const hears = (origin: string): boolean => around ? origin === around : isRegistered(origin);

const isRegistered = (origin: string): boolean =>
  origin === location.origin || (document.documentElement.dataset["framers"] ?? "").split(" ").includes(origin);

/** Says whether it is the first. */
export function belongTo(origin: string): boolean {
  const first = !around;
  around = origin;
  return first;
}

export const tell = (message: object): void => {
  if (around) parent.postMessage(message, around);
};

// The scheme too: where frame and page differ in it, browsers paint an opaque ground between them.
export const measure = (): void => tell({
  parley: "height", value: Math.ceil(document.documentElement.getBoundingClientRect().height), scheme: document.documentElement.dataset["theme"] ?? "light",
});

export const scrollTo = (element: Element, force?: true): void => tell({ parley: "scroll", value: element.getBoundingClientRect().top, ...force && { force } });
