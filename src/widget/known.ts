/** Whether there is a reader to ask the server about; a stranger's page is complete without asking. */
export const isKnown = (): boolean => !!memory.token || document.cookie.includes("parley_known=");

/** In a frame whose browser keeps no cookies for it, what stands for them as long as the page is open. */
export const memory: {
  token?: string | undefined;

  /** Whether the publisher of the page around it has vouched for the reader. */
  vouched?: boolean;
} = {};
